package io.github.layercake.io;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A stream of which no byte gets past {@link #read(byte[], int, int)}: a single one is read and skipping is reading, so
 * that a subclass overrides that method alone. Marks are not supported.
 */
public abstract class WatchedStream extends FilterInputStream {

    protected WatchedStream(InputStream in) {
        super(in);
    }

    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public abstract int read(byte[] buffer, int offset, int length) throws IOException;

    @Override
    public final long skip(long n) throws IOException {
        byte[] buffer = new byte[(int) Math.max(0, Math.min(n, 1 << 16))];
        return Math.max(0, read(buffer, 0, buffer.length));
    }

    @Override
    public final boolean markSupported() {
        return false;
    }
}
