package io.github.layercake.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/** {@code -Dfuzz.count=1000000} for a soak, {@code -Dfuzz.seed} for other inputs. */
class SegmentEncoderFuzzTest {

    @Test
    void whatever_goes_in_comes_out() throws Exception {
        int count = Integer.getInteger("fuzz.count", 20_000);
        SplittableRandom seeds = new SplittableRandom(Long.getLong("fuzz.seed", 1));
        SegmentEncoder encoder = new SegmentEncoder();
        for (int i = 0; i < count; i++) {
            long seed = seeds.nextLong();
            byte[] plain = input(new SplittableRandom(seed));
            Encoded encoded = Encoded.of(encoder, Content.of(plain));
            CRC32 crc = new CRC32();
            crc.update(plain);
            Segment expected = new Segment(plain.length, encoded.bytes().length, (int) crc.getValue());
            boolean faithful = encoded.segment().equals(expected)
                    && Arrays.equals(encoded.digested(), plain)
                    && Arrays.equals(encoded.inflate(), plain)
                    && (i % 50 != 0 || Arrays.equals(Encoded.of(plain).bytes(), encoded.bytes()));
            assertThat(faithful).as("input %d, seed %d", i, seed).isTrue();
        }
    }

    private static byte[] input(SplittableRandom random) throws IOException {
        return random.nextInt(8) == 0 ? Inputs.hostileZip(random, realZip(random)) : Inputs.any(random);
    }

    /** As the JDK writes it, with a zip file in it now and then. */
    private static byte[] realZip(SplittableRandom random) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setLevel(random.nextInt(10));
            for (int i = random.nextInt(6); i >= 0; i--) {
                zip.putNextEntry(new ZipEntry("org/example/Name" + i));
                int size = random.nextInt(1 << random.nextInt(12));
                zip.write(random.nextInt(12) == 0 ? realZip(random) : Inputs.words(random, size));
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }
}
