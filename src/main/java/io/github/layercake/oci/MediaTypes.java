package io.github.layercake.oci;

import java.util.Optional;

/**
 * The media types of an image's parts, OCI's and Docker's, and what they mean.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.0/media-types.md">OCI image-spec, Media
 *     Types</a>
 * @see <a href="https://distribution.github.io/distribution/spec/manifest-v2-2/">Docker image manifest version 2,
 *     schema 2</a>
 */
public final class MediaTypes {
    public static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    public static final String INDEX = "application/vnd.oci.image.index.v1+json";
    public static final String CONFIG = "application/vnd.oci.image.config.v1+json";
    public static final String LAYER = "application/vnd.oci.image.layer.v1.tar";
    public static final String LAYER_GZIP = LAYER + "+gzip";
    public static final String LAYER_ZSTD = LAYER + "+zstd";
    public static final String DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
    public static final String DOCKER_INDEX = "application/vnd.docker.distribution.manifest.list.v2+json";
    public static final String DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json";

    private static final String NONDISTRIBUTABLE = "application/vnd.oci.image.layer.nondistributable.v1.tar";
    private static final String DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar";
    private static final String DOCKER_FOREIGN_LAYER = "application/vnd.docker.image.rootfs.foreign.diff.tar";

    private MediaTypes() {}

    public static boolean isManifest(String mediaType) {
        return mediaType.equals(MANIFEST) || mediaType.equals(DOCKER_MANIFEST);
    }

    public static boolean isIndex(String mediaType) {
        return mediaType.equals(INDEX) || mediaType.equals(DOCKER_INDEX);
    }

    public static boolean isConfig(String mediaType) {
        return mediaType.equals(CONFIG) || mediaType.equals(DOCKER_CONFIG);
    }

    /**
     * The OCI media type of a layer of an image, whichever vocabulary it was written in; empty if it is no layer type.
     * A layer that may not be redistributed becomes an ordinary one: its bytes are in the image.
     */
    public static Optional<String> ociLayer(String mediaType) {
        return switch (mediaType) {
            case LAYER, DOCKER_LAYER, DOCKER_FOREIGN_LAYER, NONDISTRIBUTABLE -> Optional.of(LAYER);
            case LAYER_GZIP, DOCKER_LAYER + ".gzip", DOCKER_FOREIGN_LAYER + ".gzip", NONDISTRIBUTABLE + "+gzip" ->
                Optional.of(LAYER_GZIP);
            case LAYER_ZSTD, DOCKER_LAYER + ".zstd", NONDISTRIBUTABLE + "+zstd" -> Optional.of(LAYER_ZSTD);
            default -> Optional.empty();
        };
    }
}
