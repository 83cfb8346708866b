package io.github.layercake.io;

import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;

/**
 * Contents one after the other.
 *
 * @param parts in their order
 */
public record Concatenation(List<Content> parts) implements Content {

    public Concatenation {
        parts = List.copyOf(parts);
    }

    @Override
    public long size() throws IOException {
        long size = 0;
        for (Content part : parts) {
            size += part.size();
        }
        return size;
    }

    @Override
    public InputStream open() {
        return new ChainedStream(parts.iterator());
    }

    /** Opens each part when the one before it has ended. */
    private static final class ChainedStream extends InputStream {
        private final Iterator<Content> parts;
        private InputStream current = InputStream.nullInputStream();

        ChainedStream(Iterator<Content> parts) {
            this.parts = parts;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = current.read(buffer, offset, length);
            while (n < 0 && parts.hasNext()) {
                current.close();
                current = parts.next().open();
                n = current.read(buffer, offset, length);
            }
            return n;
        }

        @Override
        public void close() throws IOException {
            current.close();
        }
    }
}
