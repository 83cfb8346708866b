package io.github.layercake.registry;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * What a server answers. Closing it lets its connection serve again, or closes that.
 *
 * @param url where it came from, behind all redirects
 */
record Response(int status, Headers headers, InputStream body, Url url) implements AutoCloseable {
    private static final int MAX_MESSAGE = 64 << 10;

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    Optional<String> header(String name) {
        return headers.first(name);
    }

    /** The body, if it has at most {@code max} bytes. */
    Optional<byte[]> bytes(int max) throws IOException {
        byte[] bytes = body.readNBytes(max + 1);
        return bytes.length > max ? Optional.empty() : Optional.of(bytes);
    }

    /** The beginning of the body, for a message. */
    byte[] beginning() {
        try {
            return body.readNBytes(MAX_MESSAGE);
        } catch (IOException e) {
            return new byte[0];
        }
    }

    @Override
    public void close() {
        try {
            body.close();
        } catch (IOException e) {
            // The connection is of no use any more, and is gone.
            return;
        }
    }
}
