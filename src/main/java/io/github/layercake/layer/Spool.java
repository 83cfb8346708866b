package io.github.layercake.layer;

import io.github.layercake.io.AtomicFile;
import io.github.layercake.io.Content;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps the bytes of layers from the moment they are made until the image is written: one temporary file, which grows
 * and is deleted on closing. Not thread-safe.
 */
public final class Spool implements AutoCloseable {
    private static final int BUFFER = 1 << 18;

    private final Path file;
    private final OutputStream out;
    private long size;

    /**
     * Makes an empty spool.
     *
     * @param directory where the file goes; made where it is missing
     */
    public Spool(Path directory) throws IOException {
        AtomicFile.createDirectories(directory);
        file = Files.createTempFile(directory, ".image-", ".layers");
        out = new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.APPEND), BUFFER);
    }

    /** What is written here goes to the end of the spool. Closing it does nothing. */
    OutputStream out() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                out.write(b);
                size++;
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
                size += length;
            }
        };
    }

    /** How many bytes were written so far. */
    long size() {
        return size;
    }

    /** Everything that was written from {@code offset} on, readable until the spool is closed. */
    Content since(long offset) throws IOException {
        out.flush();
        return Content.slice(file, offset, size - offset);
    }

    @Override
    public void close() throws IOException {
        try {
            out.close();
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
