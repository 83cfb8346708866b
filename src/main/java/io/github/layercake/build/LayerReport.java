package io.github.layercake.build;

import io.github.layercake.io.Digest;
import io.github.layercake.layer.BuiltLayer;
import io.github.layercake.layer.Outcome;
import io.github.layercake.oci.Layer;

/**
 * What is told about a layer.
 *
 * @param name {@code base} for those of the base
 * @param summary what it holds, in a few words
 * @param digest of the stored bytes
 * @param diffId of the tar stream
 * @param size of the stored bytes
 * @param entries how many files, directories and links it has; 0 for those of the base, which nobody counts
 * @param outcome whether it had to be made, and why
 */
public record LayerReport(
        String name, String summary, Digest digest, Digest diffId, long size, int entries, Outcome outcome) {

    static LayerReport ofBase(Layer layer) {
        return new LayerReport("base", "", layer.digest(), layer.diffId(), layer.size(), 0, new Outcome.Reused());
    }

    static LayerReport of(BuiltLayer built) {
        return new LayerReport(
                built.plan().name(),
                built.plan().summary(),
                built.layer().digest(),
                built.layer().diffId(),
                built.layer().size(),
                built.plan().entries().size(),
                built.outcome());
    }
}
