package io.github.layercake.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * Tells damaged bytes from sound ones: a CRC-32C and a CRC-32, 64 bits together. Against accidents, not against people:
 * it serves only where nobody else can write.
 *
 * <p>Even an interpreter computes both with the processor's own instructions; SHA-256 is compiled to them only after
 * some milliseconds, and takes four times as long then.
 */
public final class Checksum {
    private final CRC32C high = new CRC32C();
    private final CRC32 low = new CRC32();

    /** Takes the next bytes. */
    public Checksum update(byte[] bytes, int offset, int length) {
        high.update(bytes, offset, length);
        low.update(bytes, offset, length);
        return this;
    }

    /** Takes all bytes of {@code bytes}, which is not consumed. */
    public Checksum update(ByteBuffer bytes) {
        high.update(bytes.duplicate());
        low.update(bytes.duplicate());
        return this;
    }

    /** A stream that takes all bytes that are written to it, and passes them on. */
    public OutputStream of(OutputStream out) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                update(bytes, offset, length);
                out.write(bytes, offset, length);
            }
        };
    }

    /** Of all bytes so far. */
    public long value() {
        return high.getValue() << Integer.SIZE | low.getValue();
    }
}
