package io.github.layercake.layer;

import io.github.layercake.io.Concatenation;
import io.github.layercake.io.Content;
import io.github.layercake.io.Digest;
import io.github.layercake.io.Progress;
import io.github.layercake.io.Segment;
import io.github.layercake.io.SegmentFormat;
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
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;

/** Makes the segment of one piece of a tar stream, or finds it ready. Thread-safe. */
final class SegmentMaker {
    /** A file of this many bytes is encoded without being read into memory as a whole. */
    private static final int LARGE = 1 << 19;

    /** The segment of a file of this many bytes is not decoded into memory: its file is read again. */
    private static final int VERY_LARGE = 8 << 20;

    private final SegmentSpace space;
    private final SegmentFormat format;
    private final Progress progress;
    private final Buffers buffers = new Buffers();

    SegmentMaker(SegmentSpace space, SegmentFormat format, Progress progress) {
        this.space = space;
        this.format = format;
        this.progress = progress;
    }

    /** A segment, and its bytes as long as nobody has {@linkplain #recycle taken them back}. */
    sealed interface Made permits InMemory, InFile {

        /** Identity of what it encodes. */
        Digest piece();

        /** Where it stays. */
        SegmentSpace.KeptSegment kept();

        /**
         * Digests its bytes.
         *
         * @param diffId takes those of the tar stream
         * @param layer takes those of the layer
         * @throws IOException if a file is not what was encoded
         */
        void digest(MessageDigest diffId, MessageDigest layer) throws IOException;
    }

    /**
     * With all bytes at hand.
     *
     * @param plain bytes of the tar stream
     * @param encoded bytes of the layer
     */
    record InMemory(ByteBuffer plain, ByteBuffer encoded, Digest piece, SegmentSpace.KeptSegment kept) implements Made {
        @Override
        public void digest(MessageDigest diffId, MessageDigest layer) {
            diffId.update(plain.duplicate());
            layer.update(encoded.duplicate());
        }
    }

    /**
     * With bytes to be read again.
     *
     * @param file of the tar stream
     * @param buffers to read through
     */
    record InFile(TarPieces.LargeFile file, SegmentSpace.KeptSegment kept, Buffers buffers) implements Made {
        @Override
        public Digest piece() {
            return file.digest();
        }

        @Override
        public void digest(MessageDigest diffId, MessageDigest layer) throws IOException {
            Segment segment = kept.segment();
            CRC32 crc = new CRC32();
            OutputStream plain = new DigestOutputStream(OutputStream.nullOutputStream(), diffId);
            byte[] buffer = buffers.take(Content.COPY_BUFFER);
            long size = file.entry().content().writeTo(new CheckedOutputStream(plain, crc), buffer);
            if (size != segment.plainSize() || (int) crc.getValue() != segment.crc32()) {
                throw TarPieces.changed(file.entry().tar());
            }
            kept.content().writeTo(new DigestOutputStream(OutputStream.nullOutputStream(), layer), buffer);
            buffers.give(buffer);
        }
    }

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

    /** Takes back the bytes that nobody needs any more. */
    void recycle(Made made) {
        if (made instanceof InMemory bytes) {
            buffers.give(bytes.plain().array());
            buffers.give(bytes.encoded().array());
        }
    }

    /** How many bytes of memory a piece may take, without those of its segment. */
    long memory(TarPieces.Piece piece) {
        return piece.size() < VERY_LARGE ? piece.size() : 0;
    }

    /** Reads no file if the segment is there, unless it is very large. */
    Made make(TarPieces.Piece piece) throws IOException {
        Optional<SegmentSpace.KeptSegment> found =
                space.find(piece.identity()).filter(kept -> kept.segment().plainSize() == piece.size());
        if (piece instanceof TarPieces.LargeFile file && piece.size() >= VERY_LARGE) {
            progress.add(found.isPresent() ? file.size() : 0);
            return new InFile(file, found.isPresent() ? found.get() : encode(file), buffers);
        }
        if (found.isPresent()) {
            Optional<Made> made = decode(piece, found.get());
            if (made.isPresent()) {
                progress.add(piece.size());
                return made.get();
            }
        }
        return piece instanceof TarPieces.LargeFile file && piece.size() >= LARGE
                ? new InFile(file, encode(file), buffers)
                : encode(piece);
    }

    /** Absent if the segment is not what it says: then it is made anew. */
    private Optional<Made> decode(TarPieces.Piece piece, SegmentSpace.KeptSegment found) throws IOException {
        int size = Math.toIntExact(piece.size());
        byte[] plain = buffers.take(size);
        int encodedSize = Math.toIntExact(found.content().size());
        byte[] encoded = buffers.take(encodedSize);
        if (!found.content().readExactly(encoded, 0, encodedSize)) {
            throw new EOFException("The segment of " + piece.identity() + " is not whole");
        }
        Made made = new InMemory(
                ByteBuffer.wrap(plain, 0, size), ByteBuffer.wrap(encoded, 0, encodedSize), piece.identity(), found);
        if (decode(found.segment(), Content.of(encoded, encodedSize), plain)) {
            return Optional.of(made);
        }
        recycle(made);
        return Optional.empty();
    }

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

    private Made encode(TarPieces.Piece piece) throws IOException {
        int size = Math.toIntExact(piece.size());
        byte[] plain = buffers.take(size);
        piece.readInto(plain);
        Encoded encoded = new Encoded(buffers.take(size + (size >> 6) + 64));
        Segment segment = format.encode(Content.of(plain, size), progress.counter(), encoded);
        try (SegmentSpace.Draft draft = space.create(piece.identity())) {
            encoded.copyTo(draft.out());
            return new InMemory(
                    ByteBuffer.wrap(plain, 0, size), encoded.bytes(), piece.identity(), draft.keep(segment));
        }
    }

    private SegmentSpace.KeptSegment encode(TarPieces.LargeFile file) throws IOException {
        MessageDigest read = Digest.newSha256();
        OutputStream plain = new DigestOutputStream(progress.counter(), read);
        try (SegmentSpace.Draft draft = space.create(file.digest())) {
            Segment segment = format.encode(file.entry().content(), plain, draft.out());
            // Before it is kept, or the next build would find other bytes under this digest.
            if (segment.plainSize() != file.size()
                    || !Digest.sha256(read.digest()).equals(file.digest())) {
                throw TarPieces.changed(file.entry().tar());
            }
            return draft.keep(segment);
        }
    }
}
