package io.github.layercake.registry;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads what is to be sent. Content is read past what is promised to be there, because it is verified at its end; then
 * its last bytes are held back until it was.
 */
final class BodySource implements AutoCloseable {
    private final InputStream in;
    private long left;

    private BodySource(InputStream in, long left) {
        this.in = in;
        this.left = left;
    }

    static BodySource open(Request.Body body) throws UnreadableBodyException {
        try {
            InputStream in = body.content().open();
            try {
                in.skipNBytes(body.offset());
            } catch (IOException | RuntimeException e) {
                in.close();
                throw e;
            }
            return new BodySource(in, body.length());
        } catch (IOException | RuntimeException e) {
            throw new UnreadableBodyException(e);
        }
    }

    /** The next bytes, or -1. */
    int read(byte[] buffer) throws UnreadableBodyException {
        if (left == 0) {
            return -1;
        }
        try {
            int wanted = (int) Math.min(buffer.length, left);
            int n = in.readNBytes(buffer, 0, wanted);
            if (n < wanted) {
                throw new EOFException("There are " + left + " bytes fewer than there should be");
            }
            left -= n;
            if (left == 0 && in.read() >= 0) {
                throw new IOException("There are more bytes than there should be");
            }
            return n;
        } catch (IOException | RuntimeException e) {
            throw new UnreadableBodyException(e);
        }
    }

    @Override
    public void close() throws UnreadableBodyException {
        try {
            in.close();
        } catch (IOException e) {
            throw new UnreadableBodyException(e);
        }
    }
}
