package io.github.layercake.store;

import io.github.layercake.io.Checksum;
import io.github.layercake.io.Digest;
import io.github.layercake.io.TemporaryFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A directory of records and segments, safe to share by any number of threads, class loaders and processes: a file is
 * complete at its name or absent, and never changes.
 *
 * <pre>
 * DIRECTORY/2/                       2 is the version of the format; another version has another directory
 *   segments/ab/abcdef…              encoded segments, see {@link SegmentFile}
 *   blobs/ab/abcdef…                 what was fetched from registries, by its digest, see {@link BlobFile}
 *   layers/ab/…, journals/ab/…, …    records: "LCR2", the payload, {@link Checksum} of kind, key and payload
 *   leases/                          one locked file for each running build
 *   quarantine/                      what did not pass its checksum
 * </pre>
 */
public final class Store implements AutoCloseable {
    static final String VERSION = "2";
    static final String SEGMENTS = "segments";
    static final String LEASES = "leases";
    static final String QUARANTINE = "quarantine";
    static final String TEMPORARY = "part";

    private static final byte[] MAGIC = {'L', 'C', 'R', '2'};
    private static final int CHECKSUM = 8;
    private static final int KEY_DIGITS = 64;
    private static final long MAX_RECORD = 256L << 20;
    /** What was used less long ago need not be noted as used again. */
    static final long TOUCH_AFTER_MILLIS = 24L * 60 * 60 * 1000;

    private final Path root;
    private final Clock clock;
    /** Absent where nothing is to be written. */
    private final Optional<Lease> lease;

    private final Queue<Path> damaged = new ConcurrentLinkedQueue<>();

    private Store(Path root, Clock clock, Optional<Lease> lease) {
        this.root = root;
        this.clock = clock;
        this.lease = lease;
    }

    /**
     * Opens a store for the time of one build.
     *
     * @param directory the cache directory; made where it is missing, readable by its owner only
     * @throws IOException if it cannot be written; the build then goes on without it
     */
    public static Store open(Path directory) throws IOException {
        return open(directory, Clock.systemUTC());
    }

    static Store open(Path directory, Clock clock) throws IOException {
        Path root = directory.resolve(VERSION);
        if (!Files.isDirectory(root)) {
            PrivateDirectory.create(directory);
            Files.createDirectories(root);
            // There is nothing to prune yet.
            Files.write(root.resolve(Pruning.MARKER), new byte[0]);
        }
        Lease lease = Lease.take(root.resolve(LEASES));
        try {
            lease.requireOwn(root);
            if (lease.clearOthers()) {
                Pruning.sweep(root);
            }
        } catch (IOException e) {
            lease.close();
            throw e;
        }
        return new Store(root, clock, Optional.of(lease));
    }

    /** A store to look into: nothing in it is made, written, touched or set aside. Absent where there is none. */
    public static Optional<Store> look(Path directory) {
        Path root = directory.resolve(VERSION);
        return Files.isDirectory(root)
                ? Optional.of(new Store(root, Clock.systemUTC(), Optional.empty()))
                : Optional.empty();
    }

    /**
     * What a look into the store found.
     *
     * @param payload of the record, if it is there and sound
     * @param damaged whether it was there, but not sound; it is in quarantine now
     */
    public record Lookup(Optional<ByteBuffer> payload, boolean damaged) {}

    /** Reads a record. Never fails: what cannot be read is missing. */
    public Lookup read(Kind kind, Digest key) {
        Path file = place(kind.directory(), key);
        byte[] bytes;
        try {
            if (Files.size(file) > MAX_RECORD) {
                quarantine(file);
                return new Lookup(Optional.empty(), true);
            }
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return new Lookup(Optional.empty(), false);
        } catch (IOException e) {
            return new Lookup(Optional.empty(), true);
        }
        int payload = bytes.length - MAGIC.length - CHECKSUM;
        if (payload < 0 || !isSound(kind, key, bytes, payload)) {
            quarantine(file);
            return new Lookup(Optional.empty(), true);
        }
        return new Lookup(
                Optional.of(ByteBuffer.wrap(bytes, MAGIC.length, payload).slice()), false);
    }

    private static boolean isSound(Kind kind, Digest key, byte[] bytes, int payload) {
        for (int i = 0; i < MAGIC.length; i++) {
            if (bytes[i] != MAGIC[i]) {
                return false;
            }
        }
        long found = ByteBuffer.wrap(bytes).getLong(MAGIC.length + payload);
        return found == checksum(kind, key, ByteBuffer.wrap(bytes, MAGIC.length, payload));
    }

    /** Writes a record, or does not: what cannot be kept is only slower next time. Returns whether it was written. */
    public boolean write(Kind kind, Digest key, ByteBuffer payload) {
        Path file = place(kind.directory(), key);
        try (TemporaryFile temporary = TemporaryFile.create(TemporaryFile.directoryOf(file), TEMPORARY)) {
            temporary.write(ByteBuffer.wrap(MAGIC));
            temporary.write(payload.duplicate());
            long checksum = checksum(kind, key, payload.duplicate());
            temporary.write(ByteBuffer.allocate(CHECKSUM).putLong(checksum).flip());
            temporary.moveTo(file);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static long checksum(Kind kind, Digest key, ByteBuffer payload) {
        byte[] name = (kind.directory() + '/' + key).getBytes(StandardCharsets.US_ASCII);
        return new Checksum().update(name, 0, name.length).update(payload).value();
    }

    /** Notes that a record was of use now. Returns whether that had not been noted for a day. */
    public boolean touch(Kind kind, Digest key) {
        return touch(place(kind.directory(), key));
    }

    /** Forgets a record, because it points to what is not there. */
    public void remove(Kind kind, Digest key) {
        try {
            Files.deleteIfExists(place(kind.directory(), key));
        } catch (IOException e) {
            // It is found wanting again next time.
            return;
        }
    }

    /** The place of a segment; the key tells the plain bytes and the encoder. */
    public SegmentFile segment(Digest key) {
        return new SegmentFile(this, place(SEGMENTS, key), key);
    }

    boolean touch(Path file) {
        try {
            long now = clock.millis();
            if (Math.abs(now - Files.getLastModifiedTime(file).toMillis()) > TOUCH_AFTER_MILLIS) {
                Files.setLastModifiedTime(file, FileTime.fromMillis(now));
                return true;
            }
            return false;
        } catch (IOException e) {
            // Its age is of interest to pruning only.
            return false;
        }
    }

    /**
     * A record.
     *
     * @param payload its bytes
     * @param lastUse to the day
     */
    public record Found(ByteBuffer payload, Instant lastUse) {}

    /** The segments that are there: the sizes of their files, by key. */
    public Map<Digest, Long> segments() throws IOException {
        Map<Digest, Long> segments = new HashMap<>();
        for (StoreItem item : StoreItem.list(root, SEGMENTS)) {
            String name = Objects.toString(item.file().getFileName());
            if (name.length() == KEY_DIGITS) {
                segments.put(new Digest("sha256", name), item.size());
            }
        }
        return segments;
    }

    /** All records of a kind that are there and sound. */
    public List<Found> readAll(Kind kind) throws IOException {
        List<Found> records = new ArrayList<>();
        for (StoreItem item : StoreItem.list(root, kind.directory())) {
            String name = Objects.toString(item.file().getFileName());
            if (name.length() == KEY_DIGITS) {
                read(kind, new Digest("sha256", name))
                        .payload()
                        .ifPresent(payload -> records.add(new Found(payload, Instant.ofEpochMilli(item.lastUse()))));
            }
        }
        return records;
    }

    /** What the store holds, by directory. */
    public SortedMap<String, StoreUsage> usage() throws IOException {
        SortedMap<String, StoreUsage> usage = new TreeMap<>();
        for (StoreItem item : StoreItem.list(root)) {
            usage.merge(item.kind(), StoreUsage.of(item), StoreUsage::plus);
        }
        return usage;
    }

    /** Deletes what has not been used for long, then what was used longest ago, until the rest is small enough. */
    public Pruning.Result prune(Pruning pruning) throws IOException {
        return pruning.run(root, lease.orElseThrow(), clock.millis());
    }

    /** Prunes, unless that was done less than a day ago. Never fails. */
    public Optional<Pruning.Result> pruneDaily(Pruning pruning) {
        try {
            return pruning.runDaily(root, lease.orElseThrow(), clock.millis());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Sets a damaged file aside. */
    void quarantine(Path file) {
        if (lease.isEmpty()) {
            return;
        }
        try {
            Path directory = Files.createDirectories(root.resolve(QUARANTINE));
            Files.move(
                    file, directory.resolve(Objects.toString(file.getFileName())), StandardCopyOption.REPLACE_EXISTING);
            damaged.add(root.relativize(file));
        } catch (NoSuchFileException e) {
            // Another build has done it.
            return;
        } catch (IOException e) {
            try {
                Files.deleteIfExists(file);
                damaged.add(root.relativize(file));
            } catch (IOException again) {
                // A store that cannot be written to; the file will be found damaged again.
                return;
            }
        }
    }

    /** What was set aside since the store was opened. */
    public List<Path> damaged() {
        return List.copyOf(damaged);
    }

    Path place(String directory, Digest key) {
        return root.resolve(directory).resolve(key.hex().substring(0, 2)).resolve(key.hex());
    }

    @Override
    public void close() {
        lease.ifPresent(Lease::close);
    }
}
