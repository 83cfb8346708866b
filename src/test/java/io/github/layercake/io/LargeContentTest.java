package io.github.layercake.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** 9 GiB with {@code -Dsoak=true}, else 128 MiB, which also have to fit a small heap. */
class LargeContentTest {
    private static final long SIZE = Boolean.getBoolean("soak") ? (9L << 30) + 12345 : (128L << 20) + 12345;

    @Test
    void a_content_larger_than_memory_comes_back() throws Exception {
        PipedInputStream gzip = new PipedInputStream(1 << 16);
        PipedOutputStream pipe = new PipedOutputStream(gzip);
        CompletableFuture<Long> writer = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try (OutputStream out = pipe) {
                GzipMember member = new GzipMember();
                out.write(GzipMember.header());
                member.append(new SegmentEncoder().encode(new Repeating(), OutputStream.nullOutputStream(), out));
                out.write(member.trailer());
                writer.complete(member.plainSize());
            } catch (IOException | RuntimeException e) {
                writer.completeExceptionally(e);
            }
        });
        thread.start();
        long read = 0;
        try (InputStream plain = new GZIPInputStream(gzip, 1 << 16);
                InputStream expected = new Repeating().open()) {
            byte[] actualBytes = new byte[1 << 16];
            byte[] expectedBytes = new byte[1 << 16];
            for (int n; (n = plain.readNBytes(actualBytes, 0, actualBytes.length)) > 0; read += n) {
                expected.readNBytes(expectedBytes, 0, n);
                if (!java.util.Arrays.equals(actualBytes, 0, n, expectedBytes, 0, n)) {
                    throw new AssertionError("differs after " + read);
                }
            }
        }
        assertThat(read).isEqualTo(SIZE);
        assertThat(writer.get()).isEqualTo(SIZE);
    }

    private static final class Repeating implements Content {
        private final byte[] pattern = Inputs.words(new SplittableRandom(1), 20_011);

        @Override
        public long size() {
            return SIZE;
        }

        @Override
        public InputStream open() {
            return new InputStream() {
                private long at;

                @Override
                public int read() {
                    throw new UnsupportedOperationException();
                }

                @Override
                public int read(byte[] buffer, int offset, int length) {
                    if (at == SIZE) {
                        return length == 0 ? 0 : -1;
                    }
                    int from = (int) (at % pattern.length);
                    int n = (int) Math.min(Math.min(length, pattern.length - from), SIZE - at);
                    System.arraycopy(pattern, from, buffer, offset, n);
                    at += n;
                    return n;
                }
            };
        }
    }
}
