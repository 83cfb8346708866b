package io.github.layercake.store;

import io.github.layercake.io.TemporaryFile;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
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

    /**
     * Makes sure that only we can have written what is in a directory: whoever else could, decides what is in our
     * images.
     *
     * @throws IOException if it belongs to somebody else, or everybody may write to it
     */
    void requireOwn(Path directory) throws IOException {
        if (!directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        PosixFileAttributes attributes = Files.readAttributes(directory, PosixFileAttributes.class);
        if (!attributes.owner().equals(Files.getOwner(file.path()))) {
            throw new AccessDeniedException(directory.toString(), null, "it belongs to " + attributes.owner());
        }
        if (attributes.permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new AccessDeniedException(directory.toString(), null, "everybody may write to it");
        }
    }

    /** Deletes the leases of builds that were killed. Returns whether there was one. */
    boolean clearOthers() {
        return TemporaryFile.sweep(TemporaryFile.directoryOf(file.path()), NAME);
    }

    /** When the oldest other build that is running began, in milliseconds since 1970. */
    OptionalLong oldestOther() throws IOException {
        OptionalLong oldest = OptionalLong.empty();
        for (Path lease : TemporaryFile.inUse(TemporaryFile.directoryOf(file.path()), NAME)) {
            if (!lease.equals(file.path())) {
                oldest = OptionalLong.of(Math.min(began(lease), oldest.orElse(Long.MAX_VALUE)));
            }
        }
        return oldest;
    }

    /** When a build began or ended last, even one that is not running any more. */
    FileTime lastChange() throws IOException {
        return Files.getLastModifiedTime(TemporaryFile.directoryOf(file.path()));
    }

    private static long began(Path lease) throws IOException {
        try {
            return Files.getLastModifiedTime(lease).toMillis();
        } catch (NoSuchFileException e) {
            // It has just ended.
            return Long.MAX_VALUE;
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
