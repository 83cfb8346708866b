package io.github.layercake.layer;

import io.github.layercake.io.Checksum;
import io.github.layercake.io.Content;
import io.github.layercake.io.Digest;
import io.github.layercake.io.Segment;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/**
 * Where encoded segments are kept until the image is written, or longer. A segment is known by the identity of its
 * piece of the tar stream, which decides its plain bytes: the digest of a file, or of all that is said of several.
 * Thread-safe.
 */
public interface SegmentSpace {

    /** The segment of the piece with this identity, if it is there. */
    Optional<KeptSegment> find(Digest piece) throws IOException;

    /** Begins a new segment, of the piece with this identity. */
    Draft create(Digest piece) throws IOException;

    /**
     * A segment that is there.
     *
     * @param segment its facts
     * @param content its encoded bytes, readable until the build ends
     * @param checksum {@link Checksum} of the encoded bytes
     */
    record KeptSegment(Segment segment, Content content, long checksum) {}

    /** A segment that is being written. Closing it without having kept it leaves nothing. */
    interface Draft extends Closeable {

        /** Takes the encoded bytes. */
        OutputStream out();

        /** Keeps what was written. */
        KeptSegment keep(Segment segment) throws IOException;
    }
}
