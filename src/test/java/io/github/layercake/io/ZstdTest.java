package io.github.layercake.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.layercake.fixture.Expect;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated
class ZstdTest {
    private final SegmentFormat zstd = SegmentFormat.zstd();

    private byte[] encode(Content content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Segment segment = zstd.encode(content, OutputStream.nullOutputStream(), out);
        assertThat(segment.size()).isEqualTo(out.size());
        return out.toByteArray();
    }

    private static byte[] decode(byte[] frames) throws IOException {
        try (InputStream in = Zstd.decompress(new ByteArrayInputStream(frames)).orElseThrow()) {
            return in.readAllBytes();
        }
    }

    @Test
    void whateverGoesInComesOutOfFramesInARow() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (int size : new int[] {0, 1, 100, 131_071, 131_072, 131_073, 262_144, 3_000_000}) {
            byte[] plain = size % 2 == 0 ? Inputs.words(random, size) : Inputs.random(random, size);
            ByteArrayOutputStream digested = new ByteArrayOutputStream();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            Segment segment = zstd.encode(Content.of(plain), digested, out);
            CRC32 crc = new CRC32();
            crc.update(plain);

            assertThat(segment).isEqualTo(new Segment(plain.length, out.size(), (int) crc.getValue()));
            assertThat(digested.toByteArray()).isEqualTo(plain);
            assertThat(decode(out.toByteArray())).isEqualTo(plain);
            all.writeBytes(plain);
            frames.writeBytes(out.toByteArray());
        }
        assertThat(decode(frames.toByteArray())).isEqualTo(all.toByteArray());
    }

    @Test
    void howTheStreamIsChunkedDoesNotMatter() throws IOException {
        byte[] plain = Inputs.words(new SplittableRandom(8), 1_000_000);
        byte[] expected = encode(Content.of(plain));

        for (int most : new int[] {1, 1_000, 131_072, 200_000}) {
            Content chunked = new Content() {
                @Override
                public long size() {
                    return plain.length;
                }

                @Override
                public InputStream open() {
                    return new ByteArrayInputStream(plain) {
                        @Override
                        public synchronized int read(byte[] buffer, int offset, int length) {
                            return super.read(buffer, offset, Math.min(most, length));
                        }
                    };
                }
            };
            assertThat(encode(chunked)).isEqualTo(expected);
        }
    }

    @Test
    void whatAThreadHasEncodedBeforeDoesNotMatter() throws IOException {
        byte[] plain = Inputs.copies(new SplittableRandom(9), 400_000);
        byte[] expected = encode(Content.of(plain));
        encode(Content.of(Inputs.random(new SplittableRandom(10), 5_000_000)));

        assertThat(encode(Content.of(plain))).isEqualTo(expected);
    }

    @Test
    void contentThatIsLongerOrShorterThanItSaysIsReadToItsEndAndTold() throws IOException {
        for (int size : new int[] {0, 99_999, 100_001, 1_000_000}) {
            Content liar = new Content() {
                @Override
                public long size() {
                    return size;
                }

                @Override
                public InputStream open() {
                    return new ByteArrayInputStream(new byte[100_000]);
                }
            };
            Segment segment = zstd.encode(liar, OutputStream.nullOutputStream(), OutputStream.nullOutputStream());
            assertThat(segment.plainSize()).isEqualTo(100_000);
        }
    }

    @Test
    void aDiskThatFailsIsNoFaultOfZstd() {
        Content broken = new Content() {
            @Override
            public long size() {
                return 5;
            }

            @Override
            public InputStream open() throws IOException {
                throw new IOException("torn cable");
            }
        };
        assertThatThrownBy(() -> encode(broken)).isInstanceOf(IOException.class).hasMessage("torn cable");
    }

    @Test
    void damageIsFound() throws IOException {
        byte[] frame = encode(Content.of(Inputs.words(new SplittableRandom(11), 50_000)));
        for (int i = 0; i < frame.length; i += 97) {
            byte[] flipped = frame.clone();
            flipped[i] ^= 4;
            assertThatThrownBy(() -> decode(flipped)).as("byte " + i).isInstanceOf(IOException.class);
        }
        byte[] truncated = Arrays.copyOf(frame, frame.length - 1);
        assertThatThrownBy(() -> decode(truncated)).isInstanceOf(IOException.class);
        byte[] longer = Arrays.copyOf(frame, frame.length + 4);
        assertThatThrownBy(() -> decode(longer)).isInstanceOf(IOException.class);
    }

    @Test
    void theVersionOfTheLibraryIsPartOfTheName() {
        assertThat(zstd.id()).isEqualTo("zstd-1 level 3 zstd-jni " + Zstd.TESTED);
    }

    @Test
    void withoutTheLibraryTheErrorSaysWhatToAdd() throws Exception {
        try (URLClassLoader without = loader("zstd-jni")) {
            Class<?> format = without.loadClass(SegmentFormat.class.getName());
            assertThatThrownBy(() -> format.getMethod("zstd").invoke(null))
                    .isInstanceOf(InvocationTargetException.class)
                    .cause()
                    .hasMessageContaining("<compression> is 'zstd'")
                    .hasMessageContaining("<groupId>com.github.luben</groupId>")
                    .hasMessageContaining("<artifactId>zstd-jni</artifactId>")
                    .hasMessageContaining("<version>" + Zstd.TESTED + "</version>");
            Object decompressed = without.loadClass(Zstd.class.getName())
                    .getMethod("decompress", InputStream.class)
                    .invoke(null, InputStream.nullInputStream());
            assertThat(decompressed).hasToString("Optional.empty");
        }
    }

    private static URLClassLoader loader(String without) throws IOException {
        List<URL> urls = new ArrayList<>();
        for (String element :
                Objects.requireNonNull(System.getProperty("java.class.path")).split(File.pathSeparator)) {
            if (!element.contains(without)) {
                urls.add(Path.of(element).toUri().toURL());
            }
        }
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    @Test
    void aLibraryThatDoesNotWorkHereIsTold() {
        String property = "ZstdNativePath";
        assertThat(System.getProperty(property)).isNull();
        Expect.refusal(() -> {
                    try (URLClassLoader broken = loader("no such jar")) {
                        System.setProperty(property, "/nowhere/libzstd.so");
                        run(broken);
                    } finally {
                        System.clearProperty(property);
                    }
                })
                .says("does not work on this machine")
                .advises(Zstd.TESTED);
    }

    /** Encodes with the classes of another loader; an error of theirs becomes one of ours. */
    private static void run(ClassLoader loader) throws Throwable {
        try {
            loader.loadClass(Encoding.class.getName()).getMethod("run").invoke(null);
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause();
            String message = String.valueOf(Objects.requireNonNull(cause).getMessage());
            int remedy = message.indexOf("Use gzip");
            assertThat(remedy).as(message).isPositive();
            throw new ImageException(
                    message.substring(0, message.lastIndexOf('.', remedy) + 1), message.substring(remedy));
        }
    }

    /** What the other loader runs. */
    public static final class Encoding {
        private Encoding() {}

        public static void run() throws IOException {
            SegmentFormat.zstd()
                    .encode(
                            Content.of("x".getBytes(UTF_8)),
                            OutputStream.nullOutputStream(),
                            OutputStream.nullOutputStream());
        }
    }
}
