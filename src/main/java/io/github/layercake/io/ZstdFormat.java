package io.github.layercake.io;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * Zstandard through zstd-jni, which only those who want it add to the plugin's dependencies. A segment is one frame
 * (RFC 8878, section 3.1.1) with the content's size and checksum; frames follow each other, so a layer has neither
 * header nor trailer.
 *
 * <p>The bytes depend on the content and on the version of zstd-jni, which brings its own library: one level, one
 * thread, input in blocks of one size whatever the stream's. Another version may make others.
 */
final class ZstdFormat implements SegmentFormat {
    private static final int LEVEL = 3;
    private static final int BLOCK = 1 << 17;
    private static final ThreadLocal<Buffers> BUFFERS = ThreadLocal.withInitial(Buffers::new);

    private final String id;

    /** @param version of zstd-jni */
    ZstdFormat(String version) {
        this.id = "zstd-1 level " + LEVEL + " zstd-jni " + version;
    }

    /** Decompresses frames until their source ends. */
    static InputStream decompress(InputStream frames) throws IOException {
        return new ZstdInputStreamNoFinalizer(frames);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public InputStream decode(InputStream blob) throws IOException {
        try {
            return decompress(blob);
        } catch (LinkageError e) {
            throw new IOException("zstd-jni does not work on this machine", e);
        }
    }

    @Override
    public byte[] header() {
        return new byte[0];
    }

    @Override
    public byte[] trailer(Segment joined) {
        return new byte[0];
    }

    @Override
    public Segment encode(Content content, OutputStream plain, OutputStream out) throws IOException {
        try (ZstdCompressCtx context = new ZstdCompressCtx()) {
            return new Frame(context, content.size(), plain, out).write(content);
        } catch (ZstdException e) {
            throw new IOException("zstd cannot compress: " + e.getMessage(), e);
        } catch (LinkageError e) {
            throw new ImageException(
                    "<compression> is 'zstd', and " + id.substring(id.indexOf("zstd-jni"))
                            + " does not work on this machine (" + e + ").",
                    "Use gzip, or another version of zstd-jni; this one was tested: " + Zstd.TESTED + ".");
        }
    }

    /** What a thread compresses from and into: native code wants memory that does not move. */
    private static final class Buffers {
        final byte[] read = new byte[BLOCK];
        final ByteBuffer in = ByteBuffer.allocateDirect(BLOCK);
        final ByteBuffer compressed = ByteBuffer.allocateDirect(BLOCK);
        final byte[] write = new byte[BLOCK];
    }

    /** One frame that is being written. */
    private static final class Frame {
        private final ZstdCompressCtx context;
        private final long expected;
        private final OutputStream plain;
        private final OutputStream out;
        private final Buffers buffers = BUFFERS.get();
        private final CRC32 crc = new CRC32();
        private long read;
        private long written;

        Frame(ZstdCompressCtx context, long expected, OutputStream plain, OutputStream out) {
            this.context = context;
            this.expected = expected;
            this.plain = plain;
            this.out = out;
            context.setLevel(LEVEL).setChecksum(true).setContentSize(true);
            context.setPledgedSrcSize(expected);
        }

        Segment write(Content content) throws IOException {
            try (InputStream in = content.open()) {
                for (int n = in.readNBytes(buffers.read, 0, BLOCK); n > 0; n = in.readNBytes(buffers.read, 0, BLOCK)) {
                    plain.write(buffers.read, 0, n);
                    crc.update(buffers.read, 0, n);
                    read += n;
                    if (read <= expected) {
                        compress(n, EndDirective.CONTINUE);
                    }
                }
            }
            if (read == expected) {
                compress(0, EndDirective.END);
            }
            return new Segment(read, Math.max(1, written), (int) crc.getValue());
        }

        private void compress(int n, EndDirective directive) throws IOException {
            buffers.in.clear().put(buffers.read, 0, n).flip();
            for (boolean done = false; !done; ) {
                buffers.compressed.clear();
                boolean flushed = context.compressDirectByteBufferStream(buffers.compressed, buffers.in, directive);
                int size = buffers.compressed.flip().remaining();
                buffers.compressed.get(buffers.write, 0, size);
                out.write(buffers.write, 0, size);
                written += size;
                done = directive == EndDirective.END ? flushed : !buffers.in.hasRemaining();
            }
        }
    }
}
