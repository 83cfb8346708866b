package io.github.layercake.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Writes a file that is complete at its name or absent: the bytes go to a temporary file beside it, which is renamed at
 * the end. What stood there before stays until then, and stays for good if writing fails.
 */
public final class AtomicFile {

    /** What goes into the file. */
    @FunctionalInterface
    public interface Writer {
        void writeTo(OutputStream out) throws IOException;
    }

    private AtomicFile() {}

    /** The directory that a file is in, or will be. */
    public static Path directoryOf(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().getParent(), "A root directory is no file");
    }

    /** Makes a directory, and those above it, unless it exists; a link to a directory is one (not so in Java 17). */
    public static void createDirectories(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory);
        }
    }

    /**
     * Writes {@code file}, and the directories above it where they are missing.
     *
     * @throws IOException if the disk is full, the directory is read-only, …; the temporary file is gone then
     */
    public static void write(Path file, Writer writer) throws IOException {
        Path directory = directoryOf(file);
        createDirectories(directory);
        Path temporary = directory.resolve("." + file.getFileName() + "."
                + Long.toUnsignedString(ThreadLocalRandom.current().nextLong(), 36) + ".tmp");
        try {
            try (OutputStream out = Files.newOutputStream(temporary, StandardOpenOption.CREATE_NEW)) {
                writer.writeTo(out);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
