package io.github.layercake.inspect;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Decompresses one gzip member (RFC 1952) that must end where its source ends. A read that fails fails again when it is
 * repeated. Closing leaves the source open.
 */
final class GzipMemberStream extends InflaterInputStream {
    private static final int BUFFER = 1 << 16;
    private static final int HEADER_CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int TRAILER = 8;

    private final CRC32 crc = new CRC32();
    private boolean started;
    private boolean ended;
    private @Nullable IOException failure;

    GzipMemberStream(InputStream in) {
        super(in, new Inflater(true), BUFFER);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (failure != null) {
            throw failure;
        }
        if (ended) {
            return -1;
        }
        try {
            return inflate(bytes, offset, length);
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    private int inflate(byte[] bytes, int offset, int length) throws IOException {
        if (!started) {
            readHeader();
            started = true;
        }
        int n = super.read(bytes, offset, length);
        if (n < 0) {
            ended = true;
            readTrailer();
        } else {
            crc.update(bytes, offset, n);
        }
        return n;
    }

    private void readHeader() throws IOException {
        if (number(2) != 0x8b1f || number(1) != 8) {
            throw new ZipException("it does not start as one");
        }
        int flags = (int) number(1);
        in.skipNBytes(6);
        if ((flags & EXTRA) != 0) {
            in.skipNBytes(number(2));
        }
        for (int text = flags & (NAME | COMMENT); text != 0; text &= text - 1) {
            while (number(1) != 0) {
                // The text ends in a zero byte.
            }
        }
        if ((flags & HEADER_CRC) != 0) {
            in.skipNBytes(2);
        }
    }

    private void readTrailer() throws IOException {
        // The inflater has read ahead; one byte more than the trailer shows whether something follows.
        int ahead = Math.min(inf.getRemaining(), TRAILER + 1);
        byte[] trailer = Arrays.copyOfRange(buf, len - inf.getRemaining(), len - inf.getRemaining() + TRAILER + 1);
        int size = ahead + in.readNBytes(trailer, ahead, TRAILER + 1 - ahead);
        if (size < TRAILER) {
            throw new EOFException("its end is missing");
        }
        if (littleEndian(trailer, 0, 4) != crc.getValue()) {
            throw new ZipException("its CRC-32 is wrong");
        }
        if (littleEndian(trailer, 4, 4) != (inf.getBytesWritten() & 0xffffffffL)) {
            throw new ZipException("its size is wrong");
        }
        if (size > TRAILER) {
            throw new ZipException("something follows it");
        }
    }

    private long number(int size) throws IOException {
        byte[] bytes = in.readNBytes(size);
        if (bytes.length < size) {
            throw new EOFException("it ends in its header");
        }
        return littleEndian(bytes, 0, size);
    }

    private static long littleEndian(byte[] bytes, int offset, int size) {
        long number = 0;
        for (int i = size - 1; i >= 0; i--) {
            number = number << 8 | bytes[offset + i] & 0xff;
        }
        return number;
    }

    @Override
    public void close() {
        inf.end();
    }
}
