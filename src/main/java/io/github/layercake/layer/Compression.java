package io.github.layercake.layer;

import io.github.layercake.io.SegmentFormat;
import io.github.layercake.oci.MediaTypes;

/** How the tar stream of a layer is stored. */
public enum Compression {
    /** What every engine and registry takes. */
    GZIP(MediaTypes.LAYER_GZIP),
    /** Smaller and faster to unpack; Docker 20.10 does not take it. Needs zstd-jni. */
    ZSTD(MediaTypes.LAYER_ZSTD),
    /** Not at all: fast for engines on the same machine, large in a registry. */
    NONE(MediaTypes.LAYER);

    private final String mediaType;

    Compression(String mediaType) {
        this.mediaType = mediaType;
    }

    public String mediaType() {
        return mediaType;
    }

    /**
     * How segments are encoded; those of {@link #NONE} would be the tar stream itself, and nobody keeps them.
     *
     * @throws io.github.layercake.io.ImageException if what it takes is not there
     */
    public SegmentFormat format() {
        if (this == NONE) {
            throw new IllegalStateException("What is not compressed has no segments");
        }
        return this == GZIP ? SegmentFormat.gzip() : SegmentFormat.zstd();
    }

    /**
     * Names the encoding: another one makes other bytes.
     *
     * @throws io.github.layercake.io.ImageException if what it takes is not there
     */
    public String id() {
        return this == NONE ? "none" : format().id();
    }
}
