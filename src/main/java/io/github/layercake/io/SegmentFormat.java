package io.github.layercake.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * An encoding of {@linkplain Segment segments}, and what stands around them to make one blob: {@link #header()}, the
 * bytes of the segments, {@link #trailer(Segment)}. Thread-safe.
 */
public interface SegmentFormat {
    /** One gzip member (RFC 1952). */
    static SegmentFormat gzip() {
        return GzipFormat.INSTANCE;
    }

    /**
     * Zstandard frames (RFC 8878), one for each segment.
     *
     * @throws ImageException if the user has not added zstd-jni
     */
    static SegmentFormat zstd() {
        return Zstd.format();
    }

    /** Names the encoding: part of every key under which segments are kept, other if any content gives other bytes. */
    String id();

    /**
     * Reads a content from its first to its last byte and writes its segment to {@code out}.
     *
     * @param plain is given every byte that is read, in order, in order to digest it
     * @return what was read and written; where {@code plainSize} differs from {@link Content#size()}, the content
     *     changed while it was read, and nobody may use what was written
     */
    Segment encode(Content content, OutputStream plain, OutputStream out) throws IOException;

    /**
     * Decodes a whole blob, and makes sure that it is one.
     *
     * @param blob is closed with the stream that is returned
     */
    InputStream decode(InputStream blob) throws IOException;

    /** What stands before the segments. */
    byte[] header();

    /**
     * What stands behind the segments.
     *
     * @param joined all segments together
     */
    byte[] trailer(Segment joined);

    /** Size of the whole blob. */
    default long size(Segment joined) {
        return header().length + joined.size() + trailer(joined).length;
    }
}
