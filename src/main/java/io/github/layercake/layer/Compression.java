package io.github.layercake.layer;

import io.github.layercake.oci.MediaTypes;

/** How the tar stream of a layer is stored. */
public enum Compression {
    /** What every engine and registry takes. */
    GZIP(MediaTypes.LAYER_GZIP),
    /** Not at all: fast for engines on the same machine, large in a registry. */
    NONE(MediaTypes.LAYER);

    private final String mediaType;

    Compression(String mediaType) {
        this.mediaType = mediaType;
    }

    public String mediaType() {
        return mediaType;
    }
}
