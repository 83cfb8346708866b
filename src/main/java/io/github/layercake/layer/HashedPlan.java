package io.github.layercake.layer;

import io.github.layercake.io.Content;
import io.github.layercake.io.Digest;
import io.github.layercake.io.TarEntry;
import io.github.layercake.io.VerifiedContent;
import io.github.layercake.plan.LayerEntry;
import io.github.layercake.plan.LayerPlan;
import io.github.layercake.plan.TreeEntry;
import java.util.ArrayList;
import java.util.List;

/** The plan of a layer, and what the content of each of its entries hashes to. */
public final class HashedPlan {
    private final LayerPlan plan;
    private final List<Digest> digests;
    private final List<String> facts;

    /**
     * A plan with the digests of the contents of its entries, in their order.
     *
     * @throws IllegalArgumentException if there are more or fewer
     */
    public HashedPlan(LayerPlan plan, List<Digest> digests) {
        this.plan = plan;
        this.digests = List.copyOf(digests);
        if (digests.size() != plan.entries().size()) {
            throw new IllegalArgumentException("Not one digest for each entry of " + plan.name());
        }
        String[] all = new String[digests.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = plan.entries().get(i).tar().facts();
        }
        this.facts = List.of(all);
    }

    /** The entries. */
    public LayerPlan plan() {
        return plan;
    }

    /** Of the contents of the entries, in their order. */
    public List<Digest> digests() {
        return digests;
    }

    /** {@linkplain TarEntry#facts() What the tar headers say}, in the order of the entries: many ask for it. */
    public List<String> facts() {
        return facts;
    }

    /**
     * The files among the entries; reading one that is not what was hashed fails.
     *
     * @param directory which ones, and where their paths start: a path in the image without the leading slash
     */
    public List<TreeEntry> files(String directory) {
        List<TreeEntry> files = new ArrayList<>();
        for (int i = 0; i < digests.size(); i++) {
            LayerEntry entry = plan.entries().get(i);
            TarEntry tar = entry.tar();
            if (tar.type() == TarEntry.Type.FILE && tar.path().startsWith(directory + "/")) {
                Content content = new VerifiedContent(
                        entry.content(), digests.get(i), tar.size(), found -> TarPieces.changed(tar));
                files.add(new TreeEntry(
                        tar.path().substring(directory.length() + 1), new TreeEntry.File(content, tar.size(), false)));
            }
        }
        return files;
    }
}
