package io.github.layercake.store;

import io.github.layercake.io.TemporaryFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How much of a store stays. What another running build may be using stays whatever its age: everything that was used
 * since two days before the oldest running build began. A day is how exactly uses are noted, and the uses of a layer's
 * segments are noted with the layer's own.
 *
 * <p>A layer goes before its segments, and a build that begins meanwhile is noticed before anything else goes. So
 * whatever a build finds of a layer, it finds all of it.
 *
 * @param maxAge since the last use; segments stay up to two days longer, to go after the layers that have them
 * @param maxSize of all files together, in bytes
 * @param dryRun whether to say what would go, and delete nothing
 */
public record Pruning(Duration maxAge, long maxSize, boolean dryRun) {
    /** 30 days and 10 GB. */
    public static final Pruning DEFAULT = new Pruning(Duration.ofDays(30), 10_000_000_000L, false);

    private static final String LOCK = "prune.lock";
    static final String MARKER = "pruned";
    private static final Duration FOR_EVER = Duration.ofDays(1_000_000);
    /** The use of a segment may have been noted so much earlier than that of a layer that has it. */
    private static final long INEXACT = 2 * Store.TOUCH_AFTER_MILLIS;

    /**
     * What pruning did.
     *
     * @param deleted number of files
     * @param freed their bytes
     * @param kept number of files that stay
     * @param keptSize their bytes
     * @param busy whether another process was pruning, so that nothing was done
     */
    public record Result(long deleted, long freed, long kept, long keptSize, boolean busy) {}

    /**
     * Prunes, unless that was done less than a day ago. If the last time seems to be as long ago as things are kept,
     * perhaps only the clock has jumped, and everything looks old: then age does not count this time.
     */
    Optional<Result> runDaily(Path root, Lease own, long now) throws IOException {
        Path marker = root.resolve(MARKER);
        Pruning plausible = this;
        if (Files.exists(marker)) {
            long since = Math.abs(now - Files.getLastModifiedTime(marker).toMillis());
            if (since < Store.TOUCH_AFTER_MILLIS) {
                return Optional.empty();
            }
            plausible = since < maxAge.toMillis() ? this : new Pruning(FOR_EVER, maxSize, dryRun);
        } else {
            Files.write(marker, new byte[0]);
        }
        Files.setLastModifiedTime(marker, FileTime.fromMillis(now));
        return Optional.of(plausible.run(root, own, now));
    }

    Result run(Path root, Lease own, long now) throws IOException {
        try (FileChannel lock =
                FileChannel.open(root.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            if (lock.tryLock() == null) {
                return new Result(0, 0, 0, 0, true);
            }
            return prune(root, own, now);
        } catch (OverlappingFileLockException e) {
            return new Result(0, 0, 0, 0, true);
        }
    }

    private Result prune(Path root, Lease own, long now) throws IOException {
        FileTime lastChange = own.lastChange();
        OptionalLong oldestBuild = own.oldestOther();
        // A build may have begun before the clock was set back: what it has used since then is noted with today's time.
        long inUse = oldestBuild.isPresent() ? Math.min(oldestBuild.getAsLong(), now) - INEXACT : Long.MAX_VALUE;
        List<StoreItem> items = new ArrayList<>(StoreItem.list(root));
        items.sort(Comparator.comparingLong((StoreItem item) -> lastUse(item, INEXACT))
                .thenComparing(StoreItem::file));
        long size = items.stream().mapToLong(StoreItem::size).sum();
        long deleted = 0;
        long freed = 0;
        for (StoreItem item : items) {
            boolean old = lastUse(item, Math.min(INEXACT, maxAge.toMillis())) < now - maxAge.toMillis();
            if (item.lastUse() >= inUse || !(old || size - freed > maxSize)) {
                continue;
            }
            if (oldestBuild.isEmpty() && hasBegun(own, lastChange)) {
                inUse = Math.min(inUse, now - INEXACT);
            }
            if (item.lastUse() < inUse && delete(item)) {
                deleted++;
                freed += item.size();
            }
        }
        if (!dryRun) {
            sweep(root);
        }
        return new Result(deleted, freed, items.size() - deleted, size - freed, false);
    }

    /** Segments as if they had been used so much later, to go after the layers that have them. */
    private static long lastUse(StoreItem item, long later) {
        return item.lastUse() + (item.kind().equals(Store.SEGMENTS) ? later : 0);
    }

    /** Whether another build has begun since, and may have ended again. */
    private static boolean hasBegun(Lease own, FileTime lastChange) throws IOException {
        return !own.lastChange().equals(lastChange) || own.oldestOther().isPresent();
    }

    /** Unless it was used since it was listed. */
    private boolean delete(StoreItem item) throws IOException {
        try {
            return Files.getLastModifiedTime(item.file()).toMillis() == item.lastUse()
                    && (dryRun || Files.deleteIfExists(item.file()));
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Deletes what killed builds were writing. */
    static void sweep(Path root) throws IOException {
        try (DirectoryStream<Path> kinds = Files.newDirectoryStream(root, Files::isDirectory)) {
            for (Path kind : kinds) {
                try (DirectoryStream<Path> directories = Files.newDirectoryStream(kind, Files::isDirectory)) {
                    for (Path directory : directories) {
                        TemporaryFile.sweep(directory, Store.TEMPORARY);
                    }
                }
            }
        }
    }
}
