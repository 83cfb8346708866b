package io.github.layercake.io;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Writes a file that is complete at its name or absent. What stood there before stays until then, and stays for good if
 * writing fails.
 */
public final class AtomicFile {

    /** What goes into the file. */
    @FunctionalInterface
    public interface Writer {
        void writeTo(TemporaryFile file) throws IOException;
    }

    private AtomicFile() {}

    /**
     * Writes {@code file}, and the directories above it where they are missing; first deletes what a killed process
     * left of an earlier attempt.
     *
     * @return the file as it was left; absent if somebody else replaced it already
     * @throws IOException if the disk is full, the directory is read-only, …; nothing is left of the attempt then
     */
    public static Optional<FileStat> write(Path file, Writer writer) throws IOException {
        Path directory = TemporaryFile.directoryOf(file);
        String name = Objects.toString(file.getFileName());
        TemporaryFile.sweep(directory, name);
        try (TemporaryFile temporary = TemporaryFile.create(directory, name)) {
            writer.writeTo(temporary);
            int key = FileStat.of(temporary.path()).key();
            temporary.moveTo(file);
            return ours(file, key);
        }
    }

    private static Optional<FileStat> ours(Path file, int key) {
        try {
            return Optional.of(FileStat.of(file)).filter(stat -> stat.key() == key);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
