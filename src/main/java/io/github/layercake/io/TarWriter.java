package io.github.layercake.io;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes a tar stream: entries in the order in which they are given, then the end marker. Not thread-safe. Closing the
 * writer ends the stream but leaves {@code out} open.
 */
public final class TarWriter implements AutoCloseable {
    private static final byte[] ZEROS = new byte[TarHeader.END];

    private final OutputStream out;
    private final byte[] buffer = new byte[Content.COPY_BUFFER];

    public TarWriter(OutputStream out) {
        this.out = out;
    }

    /**
     * Writes an entry and its content.
     *
     * @throws IOException also if {@code content} delivers other than {@link TarEntry#size()} bytes
     */
    public void put(TarEntry entry, Content content) throws IOException {
        out.write(TarHeader.bytes(entry));
        long written = content.writeTo(out, buffer);
        if (written != entry.size()) {
            throw new IOException(entry.path() + ": expected " + entry.size() + " bytes, read " + written);
        }
        out.write(ZEROS, 0, TarEntry.padding(entry.size()));
    }

    @Override
    public void close() throws IOException {
        out.write(ZEROS);
    }
}
