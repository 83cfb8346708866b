package io.github.layercake.layer;

import io.github.layercake.io.Content;
import io.github.layercake.io.Digest;
import io.github.layercake.io.Segment;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/**
 * Where encoded segments are kept until the image is written, or longer. Segments are known by the digest of their
 * plain bytes. Thread-safe.
 */
public interface SegmentSpace {

    /** The segment that encodes the bytes with this digest, if it is there. */
    Optional<KeptSegment> find(Digest plain) throws IOException;

    /** Begins a new segment, of the bytes with this digest. */
    Draft create(Digest plain) throws IOException;

    /**
     * A segment that is there.
     *
     * @param segment its facts
     * @param content its encoded bytes, readable until the build ends
     */
    record KeptSegment(Segment segment, Content content) {}

    /** A segment that is being written. Closing it without having kept it leaves nothing. */
    interface Draft extends Closeable {

        /** Takes the encoded bytes. */
        OutputStream out();

        /** Keeps what was written. */
        KeptSegment keep(Segment segment) throws IOException;
    }
}
