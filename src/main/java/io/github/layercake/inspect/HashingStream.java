package io.github.layercake.inspect;

import io.github.layercake.io.Digest;
import io.github.layercake.io.WatchedStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;

/** Hashes and counts what is read, and remembers how many zeros came last. */
final class HashingStream extends WatchedStream {
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
