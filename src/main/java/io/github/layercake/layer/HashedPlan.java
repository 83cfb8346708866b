package io.github.layercake.layer;

import io.github.layercake.io.Content;
import io.github.layercake.io.Digest;
import io.github.layercake.io.TarEntry;
import io.github.layercake.io.VerifiedContent;
import io.github.layercake.plan.LayerEntry;
import io.github.layercake.plan.LayerPlan;
import java.util.ArrayList;
import java.util.List;

/**
 * The plan of a layer, and what the content of each of its entries hashes to.
 *
 * @param plan the entries
 * @param digests of their contents, in their order
 */
public record HashedPlan(LayerPlan plan, List<Digest> digests) {
    public HashedPlan {
        digests = List.copyOf(digests);
        if (digests.size() != plan.entries().size()) {
            throw new IllegalArgumentException("Not one digest for each entry of " + plan.name());
        }
    }

    /** The contents of the files among the entries; reading one that is not what was hashed fails. */
    public List<Content> files() {
        List<Content> files = new ArrayList<>();
        for (int i = 0; i < digests.size(); i++) {
            LayerEntry entry = plan.entries().get(i);
            if (entry.tar().type() == TarEntry.Type.FILE) {
                files.add(new VerifiedContent(
                        entry.content(), digests.get(i), entry.tar().size(), found -> TarPieces.changed(entry.tar())));
            }
        }
        return files;
    }
}
