package io.github.layercake.cache;

import io.github.layercake.io.Digest;
import io.github.layercake.io.FileStat;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Gets back what a {@link RecordWriter} put. The store vouches that the bytes are those that were written; a record of
 * another shape all the same fails with an unchecked exception, and counts as damaged.
 */
public final class RecordReader {
    private final ByteBuffer in;

    RecordReader(ByteBuffer in) {
        this.in = in;
    }

    public long number() {
        return in.getLong();
    }

    public int count() {
        return Math.toIntExact(number());
    }

    public String text() {
        return new String(raw(count()), StandardCharsets.UTF_8);
    }

    public Digest digest() {
        String algorithm = text();
        return new Digest(algorithm, HexFormat.of().formatHex(raw(algorithm.equals("sha512") ? 64 : 32)));
    }

    public FileStat stat() {
        return new FileStat(number(), number(), number(), (int) number());
    }

    /** The next bytes, not copied. */
    ByteBuffer slice(int length) {
        if (length < 0 || length > in.remaining()) {
            throw new java.nio.BufferUnderflowException();
        }
        ByteBuffer slice = in.slice(in.position(), length);
        in.position(in.position() + length);
        return slice;
    }

    byte[] raw(int length) {
        if (length < 0 || length > in.remaining()) {
            throw new java.nio.BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}
