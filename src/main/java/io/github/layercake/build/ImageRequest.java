package io.github.layercake.build;

import io.github.layercake.layer.Compression;
import io.github.layercake.oci.ImageReference;
import io.github.layercake.oci.Platform;
import io.github.layercake.oci.RuntimeConfig;
import io.github.layercake.plan.ApplicationContents;
import io.github.layercake.runtime.JlinkRequest;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that decides what an image is, and where it goes.
 *
 * @param names full names, at least one; the first is the image's own
 * @param from the base, by transport
 * @param directory where relative paths in {@code from} start
 * @param platforms what the image runs on, at least one, each once
 * @param host what the machine runs: who can have the image for one platform only, gets that for this one
 * @param contents the application
 * @param launch what a container starts
 * @param runtime settings of the container; entrypoint empty, since {@code launch} knows
 * @param annotations of the manifest
 * @param created the image's time of creation
 * @param compression of our layers
 * @param tar where the archive goes; if the image is pushed, what the build is remembered by
 * @param push whether the image goes to the registries of its names instead
 * @param cacheDirectory where things are kept between builds
 * @param jlink the Java runtime to put below the application, if it is to have one of its own
 */
public record ImageRequest(
        List<ImageReference> names,
        String from,
        Path directory,
        List<Platform> platforms,
        Platform host,
        ApplicationContents contents,
        Launch launch,
        RuntimeConfig runtime,
        Map<String, String> annotations,
        Instant created,
        Compression compression,
        Path tar,
        boolean push,
        Path cacheDirectory,
        Optional<JlinkRequest> jlink) {

    public ImageRequest {
        names = List.copyOf(names);
        platforms = List.copyOf(platforms);
        annotations = Map.copyOf(annotations);
    }
}
