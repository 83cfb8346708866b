package io.github.layercake.io;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Bytes in memory: the first {@code length} of an array, which nobody changes as long as they are read. */
final class ArrayContent implements Content {
    final byte[] bytes;
    final int length;

    ArrayContent(byte[] bytes, int length) {
        this.bytes = bytes;
        this.length = length;
    }

    @Override
    public long size() {
        return length;
    }

    @Override
    public InputStream open() {
        return new ByteArrayInputStream(bytes, 0, length);
    }

    @Override
    public long writeTo(OutputStream out) throws IOException {
        out.write(bytes, 0, length);
        return length;
    }

    @Override
    public long writeTo(OutputStream out, byte[] buffer) throws IOException {
        return writeTo(out);
    }
}
