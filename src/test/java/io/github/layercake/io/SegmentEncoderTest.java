package io.github.layercake.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentEncoderTest {

    private static byte[] input(String kind, int size) {
        SplittableRandom random = new SplittableRandom(42);
        return switch (kind) {
            case "zeros" -> new byte[size];
            case "random" -> Inputs.random(random, size);
            case "words" -> Inputs.words(random, size);
            case "copies" -> Inputs.copies(random, size);
            case "zip" -> Inputs.zip(random, size / 2000, 4000);
            case "shifted zip" ->
                Inputs.join(
                        "#!/bin/sh\nexec java -jar $0\n".getBytes(StandardCharsets.UTF_8),
                        Inputs.zip(random, size / 2000, 4000));
            case "mixed" ->
                Inputs.join(
                        Inputs.words(random, size / 3),
                        Inputs.random(random, size / 3),
                        Inputs.copies(random, size / 3));
            default -> throw new IllegalArgumentException(kind);
        };
    }

    @Test
    void an_empty_content_is_a_legal_segment() throws Exception {
        Encoded empty = Encoded.of(new byte[0]);

        assertThat(empty.bytes()).asHexString().isEqualTo("000000FFFF");
        assertThat(empty.segment()).isEqualTo(new Segment(0, 5, 0));
        assertThat(Encoded.gunzip(Encoded.gzip(empty))).isEmpty();
    }

    @Test
    void a_member_without_segments_is_an_empty_file() throws Exception {
        assertThat(Encoded.gunzip(Encoded.gzip())).isEmpty();
        assertThat(Encoded.gzip()).asHexString().isEqualTo("1F8B08000000000000FF" + "0300" + "00000000" + "00000000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"zeros", "random", "words", "copies", "zip", "shifted zip", "mixed"})
    void every_kind_of_input_comes_back_whatever_its_size(String kind) throws Exception {
        int[] sizes = {
            1, 2, 3, 4, 5, 100, 257, 258, 259, 4096, 32767, 32768, 32769, 65535, 65536, 262143, 262144, 262145, 300_000,
            1_000_000
        };
        for (int size : sizes) {
            byte[] plain = input(kind, size);
            Encoded encoded = Encoded.of(plain);
            CRC32 crc = new CRC32();
            crc.update(plain);

            assertThat(encoded.inflate()).isEqualTo(plain);
            assertThat(encoded.digested()).isEqualTo(plain);
            assertThat(encoded.segment())
                    .isEqualTo(new Segment(plain.length, encoded.bytes().length, (int) crc.getValue()));
        }
    }

    /** A changed digest means changed bytes: give {@link SegmentEncoder#ID} another value. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        zeros       | 1000000 | fe8c73d719749411847f3dcb08ad9eefb68e48dca5dc7b689d5eb9300ec86d58
        random      | 300000  | df88da335c2e59a20ede600afa2a51fc4ee5b4ac2dc7528ae5c1f8ddabfcdb6a
        words       | 700000  | 4c669711bbc4ab08cf3c1539bd6e0c9c34fc6ae48b7905aad429f66a9d578dd8
        copies      | 700000  | 58295c89cd7e0f720bb7a59e49a8cfe223792d45443e8b4dbd1dcdd80ae4c561
        zip         | 900000  | 02fc0f06934f438663107bfa2f51e642eeeef6bd99c3c4fad93063621b200021
        shifted zip | 900000  | 8bb1eb147d097c147b8a83df556a106b9c1d9ae709e387f9fa87c6510eca127d
        mixed       | 900000  | 3de4215c89e2ea50f6ba77bd18ed780e36b29c2abae4eb656df30b468183dae3
        """)
    void the_bytes_are_pinned(String kind, int size, String sha256) {
        assertThat(SegmentEncoder.ID).isEqualTo("deflate-1");
        assertThat(sha256(Encoded.of(input(kind, size)).bytes())).isEqualTo(sha256);
    }

    @ParameterizedTest
    @ValueSource(strings = {"zeros", "random", "words", "copies", "zip", "shifted zip", "mixed"})
    void how_the_stream_is_chunked_does_not_matter(String kind) {
        byte[] plain = input(kind, 600_000);
        byte[] expected = Encoded.of(plain).bytes();

        for (int most : new int[] {1, 7, 1000, 70_000}) {
            Content chunked = new Changing(plain) {
                @Override
                InputStream stream(byte[] bytes) {
                    return new Chunked(bytes, most);
                }
            };
            assertThat(Encoded.of(new SegmentEncoder(), chunked).bytes()).isEqualTo(expected);
        }
    }

    @Test
    void what_was_encoded_before_does_not_matter() {
        SegmentEncoder used = new SegmentEncoder();
        for (String before : List.of("words", "zip", "copies", "random", "mixed")) {
            for (String kind : List.of("zip", "words", "mixed", "shifted zip")) {
                Encoded.of(used, Content.of(input(before, 400_000)));
                byte[] plain = input(kind, 200_000);
                assertThat(Encoded.of(used, Content.of(plain)).bytes())
                        .isEqualTo(Encoded.of(plain).bytes());
            }
        }
    }

    @Test
    void a_failed_encoding_leaves_nothing_behind() {
        byte[] plain = input("zip", 400_000);
        SegmentEncoder used = new SegmentEncoder();
        Content failing = new Changing(plain) {
            @Override
            InputStream stream(byte[] bytes) {
                return new Chunked(bytes, 5000) {
                    @Override
                    public int read(byte[] buffer, int offset, int length) throws IOException {
                        if (available() < 60_000) {
                            throw new IOException("torn cable");
                        }
                        return super.read(buffer, offset, length);
                    }
                };
            }
        };

        assertThatThrownBy(() -> Encoded.of(used, failing)).hasRootCauseMessage("torn cable");
        assertThat(Encoded.of(used, Content.of(plain)).bytes())
                .isEqualTo(Encoded.of(plain).bytes());
    }

    @Test
    void segments_follow_each_other_in_any_order() throws Exception {
        List<byte[]> plains = new ArrayList<>();
        for (String kind : List.of("zeros", "random", "words", "copies", "zip", "shifted zip", "mixed")) {
            plains.add(input(kind, 80_000));
        }
        plains.add(new byte[0]);
        for (int round = 0; round < 20; round++) {
            Collections.shuffle(plains, new Random(round));
            Encoded[] parts = plains.stream().map(Encoded::of).toArray(Encoded[]::new);
            byte[] expected = Inputs.join(plains.toArray(byte[][]::new));
            byte[] gzip = Encoded.gzip(parts);

            assertThat(Encoded.gunzip(gzip)).isEqualTo(expected);
            assertThat(new GzipCompressorInputStream(new ByteArrayInputStream(gzip)).readAllBytes())
                    .isEqualTo(expected);
        }
    }

    @Test
    void a_segment_ends_in_a_sync_flush() {
        for (int size = 0; size < 3000; size += 7) {
            byte[] bytes = Encoded.of(input("words", size)).bytes();
            assertThat(Arrays.copyOfRange(bytes, bytes.length - 4, bytes.length))
                    .asHexString()
                    .isEqualTo("0000FFFF");
        }
    }

    @Test
    void what_the_streaming_pass_reads_is_encoded_even_if_the_file_changes_in_between() throws Exception {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 300; i++) {
            byte[] read = Inputs.zip(random, 1 + random.nextInt(20), 3000);
            byte[] later = random.nextInt(3) == 0
                    ? Arrays.copyOf(read, random.nextInt(read.length))
                    : Inputs.zip(random, 1 + random.nextInt(20), 3000);
            Encoded encoded = Encoded.of(new SegmentEncoder(), new Changing(read, later));

            assertThat(encoded.inflate()).isEqualTo(read);
            assertThat(encoded.digested()).isEqualTo(read);
            assertThat(encoded.segment().plainSize()).isEqualTo(read.length);
        }
    }

    @Test
    void deflated_data_is_stored_even_behind_a_script() {
        byte[] zip = input("shifted zip", 2_000_000);

        assertThat((double) Encoded.of(zip).bytes().length).isLessThan(1.002 * Encoded.zlibSize(zip));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Other bytes each time it is opened, the last ones from then on; the size is that of the last ones. */
    private static class Changing implements Content {
        private final byte[][] versions;
        private int opened;

        Changing(byte[]... versions) {
            this.versions = versions;
        }

        @Override
        public long size() {
            return versions[versions.length - 1].length;
        }

        @Override
        public InputStream open() {
            return stream(versions[Math.min(opened++, versions.length - 1)]);
        }

        InputStream stream(byte[] bytes) {
            return new ByteArrayInputStream(bytes);
        }
    }

    /** Gives and skips up to so many bytes at a time. */
    private static class Chunked extends FilterInputStream {
        private final int most;
        private final SplittableRandom random = new SplittableRandom(1);

        Chunked(byte[] bytes, int most) {
            super(new ByteArrayInputStream(bytes));
            this.most = most;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            return super.read(buffer, offset, Math.min(length, 1 + random.nextInt(most)));
        }

        @Override
        public long skip(long n) throws IOException {
            return super.skip(Math.min(n, 1 + random.nextInt(most)));
        }
    }
}
