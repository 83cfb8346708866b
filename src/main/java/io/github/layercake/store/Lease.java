package io.github.layercake.store;

import io.github.layercake.io.TemporaryFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;

/**
 * Says that a build is running: a file of its own, locked while it runs. (A lock on one common file would fail within
 * one JVM, where locks belong to all threads, but the classes of two plugin versions know nothing of each other.)
 */
final class Lease implements AutoCloseable {
    private static final String NAME = "build";

    private final TemporaryFile file;

    private Lease(TemporaryFile file) {
        this.file = file;
    }

    static Lease take(Path directory) throws IOException {
        return new Lease(TemporaryFile.create(directory, NAME));
    }

    /** When the oldest running build began, in milliseconds since 1970; deletes what killed builds left. */
    static OptionalLong oldest(Path directory) throws IOException {
        long oldest = Long.MAX_VALUE;
        if (!Files.isDirectory(directory)) {
            return OptionalLong.empty();
        }
        try (DirectoryStream<Path> leases = Files.newDirectoryStream(directory)) {
            for (Path lease : leases) {
                if (isHeld(lease)) {
                    oldest = Math.min(oldest, Files.getLastModifiedTime(lease).toMillis());
                } else {
                    Files.deleteIfExists(lease);
                }
            }
        }
        return oldest == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(oldest);
    }

    private static boolean isHeld(Path lease) throws IOException {
        try (FileChannel channel = FileChannel.open(lease, StandardOpenOption.WRITE)) {
            return channel.tryLock() == null;
        } catch (OverlappingFileLockException e) {
            return true;
        } catch (java.nio.file.NoSuchFileException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            // The lock is gone with the channel; the next pruning deletes the file.
            return;
        }
    }
}
