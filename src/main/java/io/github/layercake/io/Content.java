package io.github.layercake.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Bytes that can be read more than once.
 *
 * <p>{@link #size()} is in bytes and is what {@link #open()} promises to deliver; whoever reads checks it. Every call
 * of {@code open} starts at the first byte again. The caller closes the stream. Skipping in a stream is cheap where the
 * source allows.
 */
public interface Content {
    /** Bytes that are copied at a time. */
    int COPY_BUFFER = 1 << 17;

    long size() throws IOException;

    InputStream open() throws IOException;

    /** Says that somebody will open it soon: where the bytes have to be fetched first, that may begin now. */
    default void announce() {}

    /** The bytes of an array, which nobody changes afterwards. */
    static Content of(byte[] bytes) {
        return of(bytes, bytes.length);
    }

    /** The first bytes of an array, which nobody changes as long as they are read. */
    static Content of(byte[] bytes, int size) {
        return new ArrayContent(bytes, size);
    }

    /** The UTF-8 bytes of a text. */
    static Content of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The bytes of a file. */
    static Content of(Path file) {
        return new FileContent(file, Optional.empty());
    }

    /** The bytes of a file that was looked at already. */
    static Content of(Path file, FileStat stat) {
        return new FileContent(file, Optional.of(stat));
    }

    /** {@code size} bytes of a file from {@code offset} on. */
    static Content slice(Path file, long offset, long size) {
        return new FileSlice(file, offset, size);
    }

    /** All bytes in memory: for the small things, such as manifests. */
    default byte[] readAll() throws IOException {
        long size = size();
        if (size <= COPY_BUFFER) {
            // Without the buffers that a stream of unknown length takes, which are larger than most classes.
            byte[] bytes = new byte[(int) size];
            if (readExactly(bytes, 0, bytes.length)) {
                return bytes;
            }
        }
        try (InputStream in = open()) {
            return in.readAllBytes();
        }
    }

    /** Reads all bytes into {@code buffer} from {@code offset} on. Returns whether there are exactly {@code size}. */
    default boolean readExactly(byte[] buffer, int offset, int size) throws IOException {
        try (InputStream in = open()) {
            int read = 0;
            while (read < size) {
                // Not all at once: a channel would keep as much native memory for the thread.
                int n = in.read(buffer, offset + read, Math.min(size - read, COPY_BUFFER));
                if (n < 0) {
                    return false;
                }
                read += n;
            }
            return in.read() < 0;
        }
    }

    /** Copies all bytes and returns how many there were. */
    default long writeTo(OutputStream out) throws IOException {
        return writeTo(out, new byte[(int) Math.max(1, Math.min(size(), COPY_BUFFER))]);
    }

    /** Copies all bytes through a buffer, whatever is in it, and returns how many there were. */
    default long writeTo(OutputStream out, byte[] buffer) throws IOException {
        long copied = 0;
        try (InputStream in = open()) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                out.write(buffer, 0, n);
                copied += n;
            }
        }
        return copied;
    }

    /**
     * The bytes of a file.
     *
     * @param file which
     * @param stat what was known of it when it was found
     */
    record FileContent(Path file, Optional<FileStat> stat) implements Content {

        @Override
        public long size() throws IOException {
            return stat.isPresent() ? stat.get().size() : Files.size(file);
        }

        @Override
        public InputStream open() throws IOException {
            return Files.newInputStream(file);
        }
    }

    /**
     * A part of a file.
     *
     * @param file which
     * @param offset where it starts
     * @param size how many bytes it has
     */
    record FileSlice(Path file, long offset, long size) implements Content {

        @Override
        public InputStream open() throws IOException {
            InputStream in = Files.newInputStream(file);
            try {
                in.skipNBytes(offset);
            } catch (IOException e) {
                in.close();
                throw e;
            }
            return new BoundedStream(in, size);
        }
    }
}
