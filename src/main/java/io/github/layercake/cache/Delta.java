package io.github.layercake.cache;

import io.github.layercake.layer.BuiltLayer;
import io.github.layercake.layer.Outcome;
import io.github.layercake.oci.Images;
import io.github.layercake.oci.Layer;
import io.github.layercake.oci.SavedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What an image costs those who have the last one.
 *
 * @param newBytes of layers that the last image did not have, whatever the platform: what a push sends, and containerd
 *     or Podman pull
 * @param chainBytes of the image that Docker loads, the lowest changed layer and all above it: what Docker's classic
 *     store fetches, because it knows layers by their ChainID
 * @param cascade names of layers that were reused, and that a Dockerfile build would have built again, since something
 *     below them changed
 */
public record Delta(long newBytes, long chainBytes, List<String> cascade) {
    public Delta {
        cascade = List.copyOf(cascade);
    }

    static Delta of(Set<SavedImage.Blob> known, List<SavedImage.Blob> before, Images images, List<BuiltLayer> ours) {
        long newBytes = 0;
        for (Layer layer : images.layers()) {
            newBytes += known.contains(SavedImage.Blob.of(layer)) ? 0 : layer.size();
        }
        List<Layer> layers = images.main().layers();
        List<String> cascade = new ArrayList<>();
        long chainBytes = 0;
        boolean changed = false;
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            boolean below = changed;
            changed |= i >= before.size() || !before.get(i).equals(SavedImage.Blob.of(layer));
            chainBytes += changed ? layer.size() : 0;
            int own = i - (layers.size() - ours.size());
            if (below && own >= 0 && ours.get(own).outcome() instanceof Outcome.Reused) {
                cascade.add(ours.get(own).plan().name());
            }
        }
        return new Delta(newBytes, chainBytes, cascade);
    }
}
