package io.github.layercake.cache;

import io.github.layercake.io.Digest;
import io.github.layercake.layer.BuiltLayer;
import io.github.layercake.layer.Outcome;
import io.github.layercake.oci.Image;
import io.github.layercake.oci.Layer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What an image costs those who have the last one.
 *
 * @param newBytes of layers that the last image did not have: what a push sends, and containerd or Podman pull
 * @param chainBytes of the lowest changed layer and all above it: what Docker's classic store fetches, because it knows
 *     layers by their ChainID
 * @param cascade names of layers that were reused, and that a Dockerfile build would have built again, since something
 *     below them changed
 */
public record Delta(long newBytes, long chainBytes, List<String> cascade) {
    public Delta {
        cascade = List.copyOf(cascade);
    }

    static Delta of(List<Journal.Blob> before, Image image, List<BuiltLayer> ours) {
        Set<Digest> known = new HashSet<>();
        before.forEach(blob -> known.add(blob.digest()));
        List<Layer> layers = image.layers();
        List<String> cascade = new ArrayList<>();
        long newBytes = 0;
        long chainBytes = 0;
        boolean changed = false;
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            boolean below = changed;
            changed |= i >= before.size() || !before.get(i).digest().equals(layer.digest());
            newBytes += known.add(layer.digest()) ? layer.size() : 0;
            chainBytes += changed ? layer.size() : 0;
            int own = i - (layers.size() - ours.size());
            if (below && own >= 0 && ours.get(own).outcome() instanceof Outcome.Reused) {
                cascade.add(ours.get(own).plan().name());
            }
        }
        return new Delta(newBytes, chainBytes, cascade);
    }
}
