package io.github.layercake.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A file that is being written beside the place where it will be: it either moves there whole, or is deleted on
 * closing.
 *
 * <p>It is locked while it is open, so that {@link #sweep} can tell what a killed process left from what another one is
 * writing. What this JVM is writing is told by its name instead, and never opened: POSIX gives a lock to the process,
 * and closing any channel to the file would lose it.
 */
public final class TemporaryFile implements AutoCloseable {
    private static final String SUFFIX = ".tmp";

    /** Tells this JVM from others; one for all class loaders. */
    private static final String JVM = Objects.toString(
            System.getProperties().computeIfAbsent("io.github.layercake.jvm", key -> TemporaryFile.randomName()));

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
            Path path = directory.resolve("." + name + "." + JVM + "." + randomName() + SUFFIX);
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
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        } catch (IOException e) {
            // A file system without locks: nobody sweeps there, either.
            return true;
        }
    }

    private static String randomName() {
        return Long.toUnsignedString(ThreadLocalRandom.current().nextLong(), 36);
    }

    /**
     * Deletes what killed processes left in {@code directory} under this name. Never fails. Returns whether there was
     * something.
     */
    public static boolean sweep(Path directory, String name) {
        boolean found = false;
        for (Path file : list(directory, name)) {
            found |= !isInUse(file, name, Files::deleteIfExists);
        }
        return found;
    }

    /** What is being written in {@code directory} under this name, by this process or another. */
    public static List<Path> inUse(Path directory, String name) {
        return list(directory, name).stream()
                .filter(file -> isInUse(file, name, leftover -> {}))
                .toList();
    }

    private static List<Path> list(Path directory, String name) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
            for (Path file : all) {
                String fileName = Objects.toString(file.getFileName());
                if (fileName.startsWith("." + name + ".") && fileName.endsWith(SUFFIX)) {
                    files.add(file);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // Then they stay: a later build will try again.
            return files;
        }
        return files;
    }

    /** What to do with a file that nobody writes any more, while nobody else can do the same. */
    private interface Leftover {
        void found(Path file) throws IOException;
    }

    private static boolean isInUse(Path file, String name, Leftover leftover) {
        if (Objects.toString(file.getFileName()).startsWith("." + name + "." + JVM + ".")) {
            return true;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            if (channel.tryLock() == null) {
                return true;
            }
            leftover.found(file);
            return false;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException | OverlappingFileLockException e) {
            // It cannot be told.
            return true;
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

    /** Writes all that is left in {@code bytes} to the end of the file. */
    public void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Writes to the end of the file; not buffered. */
    public OutputStream out() {
        return Channels.newOutputStream(channel);
    }

    /** Gives the file its final name, where it replaces what is there. */
    public void moveTo(Path target) throws IOException {
        // Locked until it has left: whoever sweeps would take it for a leftover.
        Files.move(path, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        moved = true;
        channel.close();
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
