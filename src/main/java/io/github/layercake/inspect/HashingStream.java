package io.github.layercake.inspect;

import io.github.layercake.io.Digest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;

/** Hashes and counts what is read, and remembers how many zeros came last. Skipping is reading. */
final class HashingStream extends FilterInputStream {
    private final Digest like;
    private final MessageDigest hash;
    private long size;
    private long trailingZeros;

    /** Hashes with the algorithm of {@code like}. */
    HashingStream(InputStream in, Digest like) {
        super(in);
        this.like = like;
        this.hash = like.newHash();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int n = in.read(buffer, offset, length);
        if (n > 0) {
            hash.update(buffer, offset, n);
            size += n;
            int zeros = 0;
            while (zeros < n && buffer[offset + n - 1 - zeros] == 0) {
                zeros++;
            }
            trailingZeros = zeros == n ? trailingZeros + n : zeros;
        }
        return n;
    }

    @Override
    public long skip(long n) throws IOException {
        byte[] buffer = new byte[(int) Math.max(0, Math.min(n, 1 << 16))];
        return Math.max(0, read(buffer, 0, buffer.length));
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** Reads the rest. */
    void drain() throws IOException {
        transferTo(OutputStream.nullOutputStream());
    }

    long size() {
        return size;
    }

    long trailingZeros() {
        return trailingZeros;
    }

    /** Of what was read; to be asked once, at the end. */
    Digest digest() {
        return like.finish(hash);
    }
}
