package io.github.layercake.store;

import io.github.layercake.io.Content;
import io.github.layercake.io.WatchedStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.util.function.Supplier;

/**
 * Bytes in the store. Where they cannot be read, because they were pruned, deleted or made unreadable, that is the same
 * as damage.
 *
 * @param content the bytes
 * @param unreadable makes the exception
 */
record StoredContent(Content content, Supplier<DamagedStoreException> unreadable) implements Content {

    @Override
    public long size() throws IOException {
        return content.size();
    }

    @Override
    public InputStream open() throws IOException {
        try {
            return new StoredStream(content.open());
        } catch (IOException e) {
            throw unreadable.get();
        }
    }

    private final class StoredStream extends WatchedStream {
        StoredStream(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            try {
                return in.read(buffer, offset, length);
            } catch (ClosedByInterruptException e) {
                throw e;
            } catch (IOException e) {
                throw unreadable.get();
            }
        }
    }
}
