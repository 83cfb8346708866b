package io.github.layercake.build;

import io.github.layercake.cache.Delta;
import io.github.layercake.io.Digest;
import io.github.layercake.oci.ImageReference;
import io.github.layercake.runtime.JavaRuntime;
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
 * @param tar the archive
 * @param tarSize its size in bytes
 * @param tarWritten how many of them were made anew; 0 if exactly this image was there, the rest was copied
 * @param delta what changed since the last image; absent if there was none
 * @param baseLayers what was there before, lowest first
 * @param layers ours, lowest first
 * @param runtime the Java runtime, if the image got one of its own
 * @param time that the build took
 */
public record BuildReport(
        List<ImageReference> names,
        Digest digest,
        Digest id,
        Path tar,
        long tarSize,
        long tarWritten,
        Optional<Delta> delta,
        List<LayerReport> baseLayers,
        List<LayerReport> layers,
        Optional<JavaRuntime.Facts> runtime,
        Duration time) {

    public BuildReport {
        names = List.copyOf(names);
        baseLayers = List.copyOf(baseLayers);
        layers = List.copyOf(layers);
    }
}
