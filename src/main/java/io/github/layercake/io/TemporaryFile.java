package io.github.layercake.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A file that is being written beside the place where it will be: it either moves there whole, or is deleted on
 * closing.
 *
 * <p>It is locked while it is open, so that {@link #sweep} can tell what a killed process left from what another one is
 * writing.
 */
public final class TemporaryFile implements AutoCloseable {
    private static final String SUFFIX = ".tmp";

    private final Path path;
    private final FileChannel channel;
    private boolean moved;

    private TemporaryFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Makes an empty one.
     *
     * @param directory where; made where it is missing
     * @param name its name starts with a dot and this
     */
    public static TemporaryFile create(Path directory, String name) throws IOException {
        if (!Files.isDirectory(directory)) {
            // Not without the question: Java 17 refuses a link to a directory.
            Files.createDirectories(directory);
        }
        while (true) {
            Path path = directory.resolve("." + name + "."
                    + Long.toUnsignedString(ThreadLocalRandom.current().nextLong(), 36) + SUFFIX);
            FileChannel channel = FileChannel.open(
                    path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
            // Somebody who sweeps may have found it before it was locked.
            if (lock(channel) && Files.exists(path)) {
                return new TemporaryFile(path, channel);
            }
            channel.close();
            Files.deleteIfExists(path);
        }
    }

    private static boolean lock(FileChannel channel) {
        try {
            channel.lock();
            return true;
        } catch (OverlappingFileLockException e) {
            return false;
        } catch (IOException e) {
            // A file system without locks: nobody sweeps there, either.
            return true;
        }
    }

    /** Deletes what killed processes left in {@code directory} under this name. Never fails. */
    public static void sweep(Path directory, String name) {
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(directory, file -> isTemporary(file, name))) {
            for (Path leftover : leftovers) {
                deleteUnlessLocked(leftover);
            }
        } catch (IOException e) {
            // Then they stay: a later build will try again.
            return;
        }
    }

    private static boolean isTemporary(Path file, String name) {
        String fileName = Objects.toString(file.getFileName());
        return fileName.startsWith("." + name + ".") && fileName.endsWith(SUFFIX);
    }

    private static void deleteUnlessLocked(Path leftover) throws IOException {
        try (FileChannel channel = FileChannel.open(leftover, StandardOpenOption.WRITE)) {
            if (channel.tryLock() != null) {
                Files.deleteIfExists(leftover);
            }
        } catch (OverlappingFileLockException e) {
            // Another thread of this JVM is writing it.
            return;
        }
    }

    /** The directory that a file is in, or will be. */
    public static Path directoryOf(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().getParent(), "A root directory is no file");
    }

    public Path path() {
        return path;
    }

    public FileChannel channel() {
        return channel;
    }

    /** Writes to the end of the file; not buffered. */
    public OutputStream out() {
        return Channels.newOutputStream(channel);
    }

    /** Gives the file its final name, where it replaces what is there. */
    public void moveTo(Path target) throws IOException {
        channel.close();
        Files.move(path, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        moved = true;
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            if (!moved) {
                Files.deleteIfExists(path);
            }
        }
    }
}
