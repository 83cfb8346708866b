package io.github.layercake.runtime;

import io.github.layercake.io.TemporaryFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A directory for a program to write into, deleted on closing. Beside it lies a file that is locked while it is in use:
 * what a killed build left is told by it, and deleted by the next one.
 */
final class Scratchpad implements AutoCloseable {
    private static final String NAME = "jlink";
    private static final String SUFFIX = ".d";

    private final TemporaryFile lock;
    private final Path directory;

    private Scratchpad(TemporaryFile lock, Path directory) {
        this.lock = lock;
        this.directory = directory;
    }

    /** Makes an empty one below {@code parent}. */
    static Scratchpad create(Path parent) throws IOException {
        if (Files.isDirectory(parent)) {
            sweep(parent);
        }
        TemporaryFile lock = TemporaryFile.create(parent, NAME);
        try {
            return new Scratchpad(lock, Files.createDirectory(directory(lock.path())));
        } catch (IOException e) {
            lock.close();
            throw e;
        }
    }

    private static Path directory(Path lock) {
        return lock.resolveSibling(lock.getFileName() + SUFFIX);
    }

    private static void sweep(Path parent) throws IOException {
        Set<Path> inUse = new HashSet<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(parent, "." + NAME + ".*" + SUFFIX)) {
            // After the directories were listed: one that is made now has a lock already, but is not among them.
            TemporaryFile.inUse(parent, NAME).forEach(file -> inUse.add(directory(file)));
            for (Path leftover : all) {
                if (!inUse.contains(leftover)) {
                    delete(leftover);
                }
            }
        }
        TemporaryFile.sweep(parent, NAME);
    }

    Path path() {
        return directory;
    }

    @Override
    public void close() throws IOException {
        try {
            delete(directory);
        } finally {
            lock.close();
        }
    }

    private static void delete(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) throws IOException {
                if (e != null) {
                    throw e;
                }
                Files.deleteIfExists(Objects.requireNonNull(directory));
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
