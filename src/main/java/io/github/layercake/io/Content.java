package io.github.layercake.io;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Bytes that can be read more than once.
 *
 * <p>{@link #size()} is in bytes and is what {@link #open()} promises to deliver; whoever reads checks it. Every call
 * of {@code open} starts at the first byte again. The caller closes the stream. Skipping in a stream is cheap where the
 * source allows.
 */
public interface Content {

    long size() throws IOException;

    InputStream open() throws IOException;

    /** The bytes of an array, which nobody changes afterwards. */
    static Content of(byte[] bytes) {
        return new Content() {
            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(bytes);
            }
        };
    }

    /** The UTF-8 bytes of a text. */
    static Content of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The bytes of a file. */
    static Content of(Path file) {
        return new FileContent(file, 0, -1);
    }

    /** {@code size} bytes of a file from {@code offset} on. */
    static Content slice(Path file, long offset, long size) {
        return new FileContent(file, offset, size);
    }

    /** All bytes in memory: for the small things, such as manifests. */
    default byte[] readAll() throws IOException {
        try (InputStream in = open()) {
            return in.readAllBytes();
        }
    }

    /** Copies all bytes and returns how many there were. */
    default long writeTo(OutputStream out) throws IOException {
        try (InputStream in = open()) {
            return in.transferTo(out);
        }
    }

    /** The bytes of a file, or of a part of it. */
    record FileContent(Path file, long offset, long length) implements Content {

        @Override
        public long size() throws IOException {
            return length >= 0 ? length : Files.size(file);
        }

        @Override
        public InputStream open() throws IOException {
            InputStream in = Files.newInputStream(file);
            if (length < 0) {
                return in;
            }
            try {
                in.skipNBytes(offset);
            } catch (IOException e) {
                in.close();
                throw e;
            }
            return new BoundedStream(in, length);
        }
    }
}
