package io.github.layercake.layer;

import io.github.layercake.io.Digest;
import io.github.layercake.plan.LayerPlan;
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
}
