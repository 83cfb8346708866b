package io.github.layercake.cache;

import io.github.layercake.io.Digest;
import io.github.layercake.io.FileStat;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Puts values one after the other; {@link RecordReader} gets them back. Numbers are big endian, texts UTF-8. */
public final class RecordWriter {
    private static final long MOST_EXPECTED = 1 << 26;

    private byte[] bytes;
    private int size;

    public RecordWriter() {
        this(1 << 8);
    }

    /** @param expected size, in order not to grow */
    public RecordWriter(long expected) {
        bytes = new byte[(int) Math.min(expected, MOST_EXPECTED)];
    }

    public RecordWriter number(long value) {
        byte[] to = room(Long.BYTES);
        // A thousand times in a JVM that has just started: a ByteBuffer costs more than these shifts.
        for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            to[size++] = (byte) (value >>> shift);
        }
        return this;
    }

    public RecordWriter text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        number(utf8.length);
        return raw(utf8);
    }

    /** Algorithm and hash. */
    public RecordWriter digest(Digest value) {
        text(value.algorithm());
        return raw(value.hash());
    }

    public RecordWriter stat(FileStat value) {
        return number(value.size()).number(value.mtime()).number(value.ctime()).number(value.key());
    }

    RecordWriter raw(byte[] value) {
        System.arraycopy(value, 0, room(value.length), size, value.length);
        size += value.length;
        return this;
    }

    /** What is left in {@code value}, which is not consumed. */
    RecordWriter raw(ByteBuffer value) {
        int length = value.remaining();
        value.duplicate().get(room(length), size, length);
        size += length;
        return this;
    }

    private byte[] room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
        return bytes;
    }

    ByteBuffer toBuffer() {
        return ByteBuffer.wrap(bytes, 0, size);
    }

    Digest toDigest() {
        java.security.MessageDigest hash = Digest.newSha256();
        hash.update(bytes, 0, size);
        return Digest.sha256(hash.digest());
    }
}
