package io.github.layercake.store;

import io.github.layercake.io.Checksum;
import io.github.layercake.io.Content;
import io.github.layercake.io.WatchedStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;

/**
 * Content that is never delivered whole unless it has its checksum and size: the read that would report the end of the
 * stream fails instead.
 *
 * @param content the bytes
 * @param checksum what theirs must be
 * @param size how many there must be
 * @param damaged makes the exception
 */
record CheckedContent(Content content, long checksum, long size, Supplier<DamagedStoreException> damaged)
        implements Content {

    @Override
    public InputStream open() throws IOException {
        return new CheckingStream(content.open());
    }

    private final class CheckingStream extends WatchedStream {
        private final Checksum found = new Checksum();
        private long seen;

        CheckingStream(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = in.read(buffer, offset, length);
            if (n > 0) {
                found.update(buffer, offset, n);
                seen += n;
            }
            if (seen > size || (n < 0 && (seen != size || found.value() != checksum))) {
                throw damaged.get();
            }
            return n;
        }
    }
}
