package io.github.layercake.layer;

import io.github.layercake.io.Content;
import io.github.layercake.io.Digest;
import io.github.layercake.io.Segment;
import io.github.layercake.io.SegmentEncoder;
import io.github.layercake.plan.LayerEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Optional;

/** Makes the segment of one piece of a tar stream, or finds it ready. Thread-safe. */
final class SegmentMaker {
    /** A file of this many bytes is not read into memory. */
    private static final int STREAMED = 8 << 20;

    private static final ThreadLocal<SegmentEncoder> ENCODERS = ThreadLocal.withInitial(SegmentEncoder::new);

    private final SegmentSpace space;

    SegmentMaker(SegmentSpace space) {
        this.space = space;
    }

    /**
     * A segment with its bytes at hand.
     *
     * @param plain bytes of the tar stream
     * @param encoded bytes of the layer
     * @param digest of the plain bytes
     * @param kept where they stay
     */
    @SuppressWarnings("ArrayRecordComponent") // Handed from one thread to the next, never compared.
    record Made(byte[] plain, byte[] encoded, Digest digest, SegmentSpace.KeptSegment kept) {}

    boolean isStreamed(TarPieces.Piece piece) {
        return piece instanceof TarPieces.LargeFile file && file.entry().tar().size() >= STREAMED;
    }

    Made make(TarPieces.Piece piece) throws IOException {
        if (piece instanceof TarPieces.LargeFile file) {
            byte[] plain = read(file);
            return make(plain, file.digest());
        }
        byte[] plain = ((TarPieces.Glue) piece).readAll();
        return make(plain, Digest.of(plain));
    }

    private Made make(byte[] plain, Digest digest) throws IOException {
        Optional<SegmentSpace.KeptSegment> found = space.find(digest);
        if (found.isPresent() && found.get().segment().plainSize() == plain.length) {
            return new Made(plain, found.get().content().readAll(), digest, found.get());
        }
        ByteArrayOutputStream encoded = new ByteArrayOutputStream(plain.length + (plain.length >> 6) + 64);
        Segment segment = ENCODERS.get().encode(Content.of(plain), OutputStream.nullOutputStream(), encoded);
        byte[] bytes = encoded.toByteArray();
        try (SegmentSpace.Draft draft = space.create(digest)) {
            draft.out().write(bytes);
            return new Made(plain, bytes, digest, draft.keep(segment));
        }
    }

    /** Reads a file whole, and makes sure that it is the one that was hashed. */
    private static byte[] read(TarPieces.LargeFile file) throws IOException {
        int size = (int) file.entry().tar().size();
        byte[] plain;
        try (InputStream in = file.entry().content().open()) {
            plain = in.readNBytes(size + 1);
        }
        if (plain.length != size || !Digest.of(plain).equals(file.digest())) {
            throw TarPieces.changed(file.entry().tar());
        }
        return plain;
    }

    /** Hashes, encodes and keeps a file piece by piece. */
    SegmentSpace.KeptSegment stream(TarPieces.LargeFile file, MessageDigest diffId, MessageDigest layer)
            throws IOException {
        LayerEntry entry = file.entry();
        MessageDigest read = Digest.newSha256();
        OutputStream plain =
                new DigestOutputStream(new DigestOutputStream(OutputStream.nullOutputStream(), read), diffId);
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
                Segment segment =
                        ENCODERS.get().encode(entry.content(), plain, new DigestOutputStream(draft.out(), layer));
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
