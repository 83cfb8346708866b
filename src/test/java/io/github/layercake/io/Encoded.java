package io.github.layercake.io;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;

/** A segment, its bytes, and what the digesting stream was given: the fixture of the encoder's tests. */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Encoded(Segment segment, byte[] bytes, byte[] digested) {

    static Encoded of(byte[] plain) {
        return of(new SegmentEncoder(), Content.of(plain));
    }

    static Encoded of(SegmentEncoder encoder, Content content) {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            Segment segment = encoder.encode(content, plain, out);
            return new Encoded(segment, out.toByteArray(), plain.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What zlib makes of the segment alone, read as raw deflate without an end. */
    byte[] inflate() throws DataFormatException {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(bytes);
            byte[] plain = new byte[(int) segment.plainSize() + 1];
            int size = 0;
            for (int n = 1; n > 0; size += n) {
                n = inflater.inflate(plain, size, plain.length - size);
            }
            if (!inflater.needsInput() || inflater.finished()) {
                throw new DataFormatException(inflater.getRemaining() + " bytes left");
            }
            return java.util.Arrays.copyOf(plain, size);
        } finally {
            inflater.end();
        }
    }

    /** One gzip member of these segments. */
    static byte[] gzip(Encoded... parts) {
        GzipMember member = new GzipMember();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(GzipMember.header());
        for (Encoded part : parts) {
            member.append(part.segment());
            out.writeBytes(part.bytes());
        }
        out.writeBytes(member.trailer());
        if (out.size() != member.size()) {
            throw new AssertionError("member of " + out.size() + " bytes says " + member.size());
        }
        return out.toByteArray();
    }

    static byte[] gunzip(byte[] gzip) throws IOException {
        return new GZIPInputStream(new ByteArrayInputStream(gzip)).readAllBytes();
    }

    /** Size of what zlib makes at level 6. */
    static long zlibSize(byte[] plain) {
        Deflater deflater = new Deflater(6, true);
        deflater.setInput(plain);
        deflater.finish();
        byte[] buffer = new byte[1 << 16];
        while (!deflater.finished()) {
            deflater.deflate(buffer);
        }
        long size = deflater.getBytesWritten();
        deflater.end();
        return size;
    }
}
