package io.github.layercake.cache;

import io.github.layercake.io.Digest;
import io.github.layercake.io.FileStat;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Gets back what a {@link RecordWriter} put. The store vouches that the bytes are those that were written; a record of
 * another shape all the same fails with an unchecked exception, and counts as damaged.
 */
public final class RecordReader {
    private final byte[] bytes;
    private final int end;
    private int at;

    /** @param in has an array */
    RecordReader(ByteBuffer in) {
        bytes = in.array();
        at = in.arrayOffset() + in.position();
        end = in.arrayOffset() + in.limit();
    }

    public long number() {
        int from = take(Long.BYTES);
        long value = 0;
        for (int i = from; i < from + Long.BYTES; i++) {
            value = value << Byte.SIZE | bytes[i] & 0xff;
        }
        return value;
    }

    public int count() {
        return Math.toIntExact(number());
    }

    public String text() {
        int length = count();
        return new String(bytes, take(length), length, StandardCharsets.UTF_8);
    }

    public Digest digest() {
        String algorithm = text();
        int length = algorithm.equals("sha512") ? 64 : 32;
        return Digest.of(algorithm, bytes, take(length), length);
    }

    public FileStat stat() {
        return new FileStat(number(), number(), number(), (int) number());
    }

    /** The next bytes, not copied. */
    ByteBuffer slice(int length) {
        return ByteBuffer.wrap(bytes, take(length), length).slice();
    }

    /** Passes over the next bytes, and returns where they start. */
    private int take(int length) {
        if (length < 0 || length > end - at) {
            throw new BufferUnderflowException();
        }
        int from = at;
        at += length;
        return from;
    }
}
