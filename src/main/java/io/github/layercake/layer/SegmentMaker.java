package io.github.layercake.layer;

import io.github.layercake.io.Concatenation;
import io.github.layercake.io.Content;
import io.github.layercake.io.Digest;
import io.github.layercake.io.Progress;
import io.github.layercake.io.Segment;
import io.github.layercake.io.SegmentFormat;
import io.github.layercake.plan.LayerEntry;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/** Makes the segment of one piece of a tar stream, or finds it ready. Thread-safe. */
final class SegmentMaker {
    /** A file of this many bytes is not read into memory. */
    private static final int STREAMED = 8 << 20;

    private final SegmentSpace space;
    private final SegmentFormat format;
    private final Progress progress;
    private final Buffers buffers = new Buffers();

    SegmentMaker(SegmentSpace space, SegmentFormat format, Progress progress) {
        this.space = space;
        this.format = format;
        this.progress = progress;
    }

    /**
     * A segment with its bytes at hand.
     *
     * @param plain bytes of the tar stream
     * @param encoded bytes of the layer
     * @param piece identity of what it encodes
     * @param kept where they stay
     */
    record Made(ByteBuffer plain, ByteBuffer encoded, Digest piece, SegmentSpace.KeptSegment kept) {}

    /** Writes into a buffer of the caller's, or into a larger one if that is full. */
    private static final class Encoded extends ByteArrayOutputStream {
        Encoded(byte[] buffer) {
            super(0);
            buf = buffer;
        }

        ByteBuffer bytes() {
            return ByteBuffer.wrap(buf, 0, count);
        }

        /** Not all at once: a channel would keep as much native memory for the thread. */
        void copyTo(OutputStream out) throws IOException {
            for (int at = 0; at < count; at += Content.COPY_BUFFER) {
                out.write(buf, at, Math.min(count - at, Content.COPY_BUFFER));
            }
        }
    }

    /** Takes back what nobody needs any more. */
    void recycle(Made made) {
        buffers.give(made.plain().array());
        buffers.give(made.encoded().array());
    }

    boolean isStreamed(TarPieces.Piece piece) {
        return piece instanceof TarPieces.LargeFile file && file.entry().tar().size() >= STREAMED;
    }

    /** Reads no file if the segment is there. */
    Made make(TarPieces.Piece piece) throws IOException {
        int size = Math.toIntExact(piece.size());
        Digest identity = piece.identity();
        byte[] plain = buffers.take(size);
        Optional<SegmentSpace.KeptSegment> found =
                space.find(identity).filter(kept -> kept.segment().plainSize() == size);
        if (found.isPresent()) {
            Content content = found.get().content();
            int encodedSize = Math.toIntExact(content.size());
            byte[] encoded = buffers.take(encodedSize);
            if (!content.readExactly(encoded, 0, encodedSize)) {
                throw new EOFException("The segment of " + identity + " is not whole");
            }
            if (decode(found.get().segment(), Content.of(encoded, encodedSize), plain)) {
                return new Made(
                        ByteBuffer.wrap(plain, 0, size),
                        ByteBuffer.wrap(encoded, 0, encodedSize),
                        identity,
                        found.get());
            }
            buffers.give(encoded);
        }
        piece.readInto(plain);
        Encoded encoded = new Encoded(buffers.take(size + (size >> 6) + 64));
        Segment segment = format.encode(Content.of(plain, size), OutputStream.nullOutputStream(), encoded);
        try (SegmentSpace.Draft draft = space.create(identity)) {
            encoded.copyTo(draft.out());
            return new Made(ByteBuffer.wrap(plain, 0, size), encoded.bytes(), identity, draft.keep(segment));
        }
    }

    /** Returns whether the segment is what it says: one that is not is made anew. */
    private boolean decode(Segment segment, Content encoded, byte[] plain) {
        Content blob =
                new Concatenation(List.of(Content.of(format.header()), encoded, Content.of(format.trailer(segment))));
        int size = (int) segment.plainSize();
        try (InputStream in = format.decode(blob.open())) {
            return in.readNBytes(plain, 0, size) == size && in.read() < 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Hashes, encodes and keeps a file piece by piece. */
    SegmentSpace.KeptSegment stream(TarPieces.LargeFile file, MessageDigest diffId, MessageDigest layer)
            throws IOException {
        LayerEntry entry = file.entry();
        MessageDigest read = Digest.newSha256();
        OutputStream plain = new DigestOutputStream(new DigestOutputStream(progress.counter(), read), diffId);
        Optional<SegmentSpace.KeptSegment> found = space.find(file.digest());
        SegmentSpace.KeptSegment kept;
        if (found.isPresent()
                && found.get().segment().plainSize() == entry.tar().size()) {
            kept = found.get();
            entry.content().writeTo(plain);
            requireSame(file, read);
            kept.content().writeTo(new DigestOutputStream(OutputStream.nullOutputStream(), layer));
        } else {
            try (SegmentSpace.Draft draft = space.create(file.digest())) {
                Segment segment = format.encode(entry.content(), plain, new DigestOutputStream(draft.out(), layer));
                // Before it is kept, or the next build would find other bytes under this digest.
                requireSame(file, read);
                if (segment.plainSize() != entry.tar().size()) {
                    throw TarPieces.changed(entry.tar());
                }
                kept = draft.keep(segment);
            }
        }
        return kept;
    }

    private static void requireSame(TarPieces.LargeFile file, MessageDigest read) throws IOException {
        if (!Digest.sha256(read.digest()).equals(file.digest())) {
            throw TarPieces.changed(file.entry().tar());
        }
    }
}
