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
final class RecordReader {
    private final ByteBuffer in;

    RecordReader(ByteBuffer in) {
        this.in = in;
    }

    long number() {
        return in.getLong();
    }

    int count() {
        return Math.toIntExact(number());
    }

    String text() {
        return new String(raw(count()), StandardCharsets.UTF_8);
    }

    Digest digest() {
        String algorithm = text();
        return new Digest(algorithm, HexFormat.of().formatHex(raw(algorithm.equals("sha512") ? 64 : 32)));
    }

    FileStat stat() {
        return new FileStat(number(), number(), number(), (int) number());
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
