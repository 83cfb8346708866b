package io.github.layercake.io;

import java.io.IOException;
import java.io.OutputStream;

/** Bits, least significant first (RFC 1951, section 3.1.1), collected in a buffer on their way to a stream. */
final class BitWriter {
    private static final int CAPACITY = 1 << 16;
    /** So many bytes at once are not worth copying. */
    private static final int MANY = 1 << 13;

    private final byte[] bytes = new byte[CAPACITY];
    private OutputStream out = OutputStream.nullOutputStream();
    private int length;
    private long written;
    private long bits;
    private int bitCount;

    void reset(OutputStream out) {
        this.out = out;
        length = 0;
        written = 0;
        bits = 0;
        bitCount = 0;
    }

    /** Puts at most 31 bits. */
    void put(int value, int count) throws IOException {
        bits |= (long) value << bitCount;
        bitCount += count;
        if (bitCount >= 32) {
            if (length > CAPACITY - 4) {
                drain();
            }
            LittleEndian.putInt(bytes, length, (int) bits);
            length += 4;
            bits >>>= 32;
            bitCount -= 32;
        }
    }

    /** Fills the last byte with zeros, and puts 32 bits. */
    void putAligned(int value) throws IOException {
        if (length > CAPACITY - 2 * Long.BYTES) {
            drain();
        }
        for (; bitCount > 0; bitCount -= 8) {
            bytes[length++] = (byte) bits;
            bits >>>= 8;
        }
        bitCount = 0;
        LittleEndian.putInt(bytes, length, value);
        length += Integer.BYTES;
    }

    /** Whole bytes after {@link #putAligned(int)}. */
    void write(byte[] source, int from, int count) throws IOException {
        if (count >= MANY || count > CAPACITY - length) {
            drain();
        }
        if (count >= MANY) {
            out.write(source, from, count);
            written += count;
        } else {
            System.arraycopy(source, from, bytes, length, count);
            length += count;
        }
    }

    /** Hands all whole bytes to the stream and says how many it has had. */
    long drain() throws IOException {
        out.write(bytes, 0, length);
        written += length;
        length = 0;
        return written;
    }
}
