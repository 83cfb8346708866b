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
        try (Draft draft = begin(file)) {
            writer.writeTo(draft.temporary());
            return draft.finish();
        }
    }

    /** Begins what {@link #write} does, to be finished later. */
    public static Draft begin(Path file) throws IOException {
        Path directory = TemporaryFile.directoryOf(file);
        String name = Objects.toString(file.getFileName());
        TemporaryFile.sweep(directory, name);
        return new Draft(file, TemporaryFile.create(directory, name));
    }

    /**
     * A file that is being written. Closing it without having finished leaves nothing.
     *
     * @param file where it will be
     * @param temporary where it is
     */
    public record Draft(Path file, TemporaryFile temporary) implements AutoCloseable {

        /** Gives the file its name. Returns it as it was left; absent if somebody else replaced it already. */
        public Optional<FileStat> finish() throws IOException {
            int key = FileStat.of(temporary.path()).key();
            temporary.moveTo(file);
            try {
                return Optional.of(FileStat.of(file)).filter(stat -> stat.key() == key);
            } catch (IOException e) {
                return Optional.empty();
            }
        }

        @Override
        public void close() throws IOException {
            temporary.close();
        }
    }
}
