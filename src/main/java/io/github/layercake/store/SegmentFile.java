package io.github.layercake.store;

import io.github.layercake.io.Checksum;
import io.github.layercake.io.Content;
import io.github.layercake.io.Digest;
import io.github.layercake.io.Segment;
import io.github.layercake.io.TemporaryFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * An encoded segment in the store: its bytes, then 40 bytes that describe them: plain size and size (8 bytes each, big
 * endian), CRC-32 of the plain bytes (4), padding (4), {@link Checksum} of the encoded bytes (8), and one of the key
 * and of the 32 bytes before (8).
 */
public final class SegmentFile {
    private static final int FACTS = 8 + 8 + 4 + 4 + 8;
    private static final int FOOTER = FACTS + 8;

    private final Store store;
    private final Path file;
    private final Digest key;

    SegmentFile(Store store, Path file, Digest key) {
        this.store = store;
        this.file = file;
        this.key = key;
    }

    /**
     * A segment that is there.
     *
     * @param segment its facts
     * @param content its bytes; reading them fails with {@link DamagedStoreException} if they are not sound
     * @param checksum of its bytes
     */
    public record Stored(Segment segment, Content content, long checksum) {}

    /** The segment, if it is there; one with a bad description is set aside. */
    public Optional<Stored> find() {
        byte[] footer = new byte[FOOTER];
        long size;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            size = channel.size() - FOOTER;
            if (size < 1 || channel.read(ByteBuffer.wrap(footer), size) < FOOTER) {
                store.quarantine(file);
                return Optional.empty();
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        if (!isSound(footer, size)) {
            store.quarantine(file);
            return Optional.empty();
        }
        store.touch(file);
        return Optional.of(stored(footer));
    }

    private boolean isSound(byte[] footer, long size) {
        ByteBuffer facts = ByteBuffer.wrap(footer);
        return facts.getLong(FACTS) == checksum(footer) && facts.getLong(8) == size && facts.getLong(0) >= 0;
    }

    private Stored stored(byte[] footer) {
        ByteBuffer facts = ByteBuffer.wrap(footer);
        Segment segment = new Segment(facts.getLong(0), facts.getLong(8), facts.getInt(16));
        long checksum = facts.getLong(FACTS - 8);
        Content content = bytes(segment.size(), checksum, () -> setAside("missing"), () -> setAside("damaged"));
        return new Stored(segment, content, checksum);
    }

    private DamagedStoreException setAside(String what) {
        store.quarantine(file);
        return new DamagedStoreException("the segment " + file.getFileName() + " was " + what);
    }

    /**
     * The bytes of the segment, of which somebody knows the size and the checksum.
     *
     * @param damaged makes the exception if they cannot be read, or are others
     */
    public Content bytes(long size, long checksum, Supplier<DamagedStoreException> damaged) {
        return bytes(size, checksum, damaged, damaged);
    }

    private Content bytes(
            long size,
            long checksum,
            Supplier<DamagedStoreException> unreadable,
            Supplier<DamagedStoreException> damaged) {
        return new CheckedContent(new StoredContent(Content.slice(file, 0, size), unreadable), checksum, size, damaged);
    }

    /** Notes that the segment was of use now. */
    public void touch() {
        store.touch(file);
    }

    /** Reads the segment, and sets it aside if it is damaged. Returns whether it is there and sound. */
    public boolean verify() {
        try {
            Optional<Stored> stored = find();
            if (stored.isPresent()) {
                stored.get().content().writeTo(OutputStream.nullOutputStream());
            }
            return stored.isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    /** Begins to write the segment. */
    public Draft create() throws IOException {
        return new Draft(TemporaryFile.create(TemporaryFile.directoryOf(file), Store.TEMPORARY));
    }

    private long checksum(byte[] footer) {
        byte[] name = key.toString().getBytes(StandardCharsets.US_ASCII);
        return new Checksum()
                .update(name, 0, name.length)
                .update(footer, 0, FACTS)
                .value();
    }

    /** A segment that is being written. */
    public final class Draft implements AutoCloseable {
        private final TemporaryFile temporary;
        private final Checksum written = new Checksum();
        private final OutputStream out;

        private Draft(TemporaryFile temporary) {
            this.temporary = temporary;
            this.out = written.of(temporary.out());
        }

        /** Takes the encoded bytes. */
        public OutputStream out() {
            return out;
        }

        /** The first {@code size} bytes that were written, readable until the draft is closed. */
        public Content written(long size) {
            return Content.slice(temporary.path(), 0, size);
        }

        /** Makes the segment visible to everybody. */
        public Stored keep(Segment segment) throws IOException {
            byte[] footer = new byte[FOOTER];
            ByteBuffer facts = ByteBuffer.wrap(footer);
            facts.putLong(segment.plainSize()).putLong(segment.size()).putInt(segment.crc32());
            facts.putInt(0).putLong(written.value()).putLong(checksum(footer));
            temporary.out().write(footer);
            temporary.moveTo(file);
            return stored(footer);
        }

        @Override
        public void close() throws IOException {
            temporary.close();
        }
    }
}
