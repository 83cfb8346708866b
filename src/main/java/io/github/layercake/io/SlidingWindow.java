package io.github.layercake.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.CRC32;

/**
 * The part of a content that is in memory: what matches may refer to, and what is to be encoded next.
 *
 * <p>It is always filled to the brim, so that nothing depends on how many bytes the stream gives at a time.
 */
final class SlidingWindow {
    static final int HISTORY = 1 << 15;
    private static final int CAPACITY = 1 << 18;
    /** Room for reading a number that starts at the last byte. */
    private static final int PADDING = 8;

    final byte[] bytes = new byte[CAPACITY + PADDING];
    private final CRC32 crc = new CRC32();
    private long offset;
    private int end;

    void reset() {
        crc.reset();
        offset = 0;
        end = 0;
    }

    /** Reads as much as there is room for and passes it on; false at the end of the stream. */
    boolean fill(InputStream in, OutputStream plain) throws IOException {
        int n = in.readNBytes(bytes, end, CAPACITY - end);
        crc.update(bytes, end, n);
        plain.write(bytes, end, n);
        end += n;
        return end == CAPACITY;
    }

    /** Drops bytes at the front. */
    void slide(int by) {
        System.arraycopy(bytes, by, bytes, 0, end - by);
        offset += by;
        end -= by;
    }

    /** Where in the content the window starts. */
    long offset() {
        return offset;
    }

    /** Number of bytes in the window. */
    int end() {
        return end;
    }

    /** Checksum of everything read so far. */
    int crc32() {
        return (int) crc.getValue();
    }
}
