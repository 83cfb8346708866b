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

    /** Gives its bytes away without copying them: a layer has tens of megabytes. */
    private static final class Encoded extends ByteArrayOutputStream {
        Encoded(int size) {
            super(size);
        }

        ByteBuffer bytes() {
            return ByteBuffer.wrap(buf, 0, count);
        }
    }

    boolean isStreamed(TarPieces.Piece piece) {
        return piece instanceof TarPieces.LargeFile file && file.entry().tar().size() >= STREAMED;
    }

    Made make(TarPieces.Piece piece) throws IOException {
        if (piece instanceof TarPieces.LargeFile file) {
            return make(TarPieces.read(file.entry(), file.digest()), file.digest());
        }
        byte[] plain = ((TarPieces.Glue) piece).readAll();
        return make(plain, Digest.of(plain));
    }

    private Made make(byte[] plain, Digest digest) throws IOException {
        Optional<SegmentSpace.KeptSegment> found = space.find(digest);
        if (found.isPresent() && found.get().segment().plainSize() == plain.length) {
            Content content = found.get().content();
            byte[] encoded = content.readExactly((int) content.size())
                    .orElseThrow(() -> new EOFException("The segment of " + digest + " is not whole"));
            return new Made(ByteBuffer.wrap(plain), ByteBuffer.wrap(encoded), digest, found.get());
        }
        Encoded encoded = new Encoded(plain.length + (plain.length >> 6) + 64);
        Segment segment = format.encode(Content.of(plain), OutputStream.nullOutputStream(), encoded);
        try (SegmentSpace.Draft draft = space.create(digest)) {
            encoded.writeTo(draft.out());
            return new Made(ByteBuffer.wrap(plain), encoded.bytes(), digest, draft.keep(segment));
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
