package io.github.layercake.build;

import io.github.layercake.cache.Delta;
import io.github.layercake.io.Digest;
import io.github.layercake.oci.ImageReference;
import io.github.layercake.oci.Platform;
import io.github.layercake.runtime.JavaRuntime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a build made.
 *
 * @param names full names of the image
 * @param digest of the manifest, or of the index if there are several platforms
 * @param id digest of the config: the image's ID in an engine; of several platforms, that which Docker loads
 * @param output where it went
 * @param delta what changed since the last image; absent if there was none
 * @param platforms what was made for each platform
 * @param layers ours, lowest first, the same for all platforms
 * @param runtime the Java runtime, if the image got one of its own
 * @param time that the build took
 */
public record BuildReport(
        List<ImageReference> names,
        Digest digest,
        Digest id,
        Output output,
        Optional<Delta> delta,
        List<OfPlatform> platforms,
        List<LayerReport> layers,
        Optional<JavaRuntime.Facts> runtime,
        Duration time) {

    public BuildReport {
        names = List.copyOf(names);
        platforms = List.copyOf(platforms);
        layers = List.copyOf(layers);
    }

    /**
     * The archive.
     *
     * @throws IllegalStateException if the image went elsewhere
     */
    public Tar tar() {
        if (output instanceof Tar tar) {
            return tar;
        }
        throw new IllegalStateException("The image went to a registry");
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

    /**
     * The image for one platform.
     *
     * @param platform that it runs on
     * @param digest of its manifest
     * @param id digest of its config
     * @param baseLayers what was there before, lowest first
     */
    public record OfPlatform(Platform platform, Digest digest, Digest id, List<LayerReport> baseLayers) {
        public OfPlatform {
            baseLayers = List.copyOf(baseLayers);
        }
    }
}
