package io.github.layercake.build;

import io.github.layercake.cache.Delta;
import io.github.layercake.io.Digest;
import io.github.layercake.oci.ImageReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a build made.
 *
 * @param names full names of the image
 * @param digest of the manifest
 * @param id digest of the config: the image's ID in an engine
 * @param output where it went
 * @param delta what changed since the last image; absent if there was none
 * @param baseLayers what was there before, lowest first
 * @param layers ours, lowest first
 * @param time that the build took
 */
public record BuildReport(
        List<ImageReference> names,
        Digest digest,
        Digest id,
        Output output,
        Optional<Delta> delta,
        List<LayerReport> baseLayers,
        List<LayerReport> layers,
        Duration time) {

    public BuildReport {
        names = List.copyOf(names);
        baseLayers = List.copyOf(baseLayers);
        layers = List.copyOf(layers);
    }

    /** Where an image went. */
    public sealed interface Output {}

    /**
     * Into an archive.
     *
     * @param file the archive
     * @param size in bytes
     * @param written how many of them were made anew; 0 if exactly this image was there, the rest was copied
     */
    public record Tar(Path file, long size, long written) implements Output {}

    /**
     * To the registries of its names.
     *
     * @param sent bytes of layers and configs that were uploaded; 0 if they had all of it
     * @param present bytes that they had
     */
    public record Pushed(long sent, long present) implements Output {}
}
