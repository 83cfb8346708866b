package io.github.layercake.layer;

import io.github.layercake.io.Content;
import io.github.layercake.io.Digest;
import io.github.layercake.io.Progress;
import io.github.layercake.io.Segment;
import io.github.layercake.io.SegmentFormat;
import io.github.layercake.plan.LayerEntry;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
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
     * @param digest of the plain bytes
     * @param kept where they stay
     */
    record Made(ByteBuffer plain, ByteBuffer encoded, Digest digest, SegmentSpace.KeptSegment kept) {}

    /** Writes into a buffer of the caller's, or into a larger one if that is full. */
    private static final class Encoded extends ByteArrayOutputStream {
        Encoded(byte[] buffer) {
            super(0);
            buf = buffer;
        }

        ByteBuffer bytes() {
            return ByteBuffer.wrap(buf, 0, count);
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

    Made make(TarPieces.Piece piece) throws IOException {
        int size = Math.toIntExact(piece.size());
        byte[] plain = buffers.take(size);
        piece.readInto(plain);
        Digest digest = piece instanceof TarPieces.LargeFile file ? file.digest() : Digest.of(plain, size);
        Optional<SegmentSpace.KeptSegment> found = space.find(digest);
        if (found.isPresent() && found.get().segment().plainSize() == size) {
            Content content = found.get().content();
            int encodedSize = Math.toIntExact(content.size());
            byte[] encoded = buffers.take(encodedSize);
            if (!content.readExactly(encoded, encodedSize)) {
                throw new EOFException("The segment of " + digest + " is not whole");
            }
            return new Made(
                    ByteBuffer.wrap(plain, 0, size), ByteBuffer.wrap(encoded, 0, encodedSize), digest, found.get());
        }
        Encoded encoded = new Encoded(buffers.take(size + (size >> 6) + 64));
        Segment segment = format.encode(Content.of(plain, size), OutputStream.nullOutputStream(), encoded);
        try (SegmentSpace.Draft draft = space.create(digest)) {
            encoded.writeTo(draft.out());
            return new Made(ByteBuffer.wrap(plain, 0, size), encoded.bytes(), digest, draft.keep(segment));
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
