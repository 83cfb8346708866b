package io.github.layercake.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class GzipMemberTest {

    @Test
    void checksums_combine() {
        SplittableRandom random = new SplittableRandom(9);
        for (int i = 0; i < 2000; i++) {
            byte[] first = Inputs.random(random, random.nextInt(300));
            byte[] second = Inputs.random(random, random.nextInt(3000));

            assertThat(Crc32Combine.combine(crc(first), crc(second), second.length))
                    .isEqualTo(crc(Inputs.join(first, second)));
        }
    }

    @Test
    void checksums_combine_beyond_four_gibibytes() {
        long half = 5L << 30;
        int zeros = Crc32Combine.combine(crcOfZeros(half), crcOfZeros(half), half);

        assertThat(zeros).isEqualTo(crcOfZeros(2 * half));
    }

    @Test
    void the_size_in_the_trailer_is_modulo_two_to_the_32() {
        GzipMember member = new GzipMember();
        member.append(new Segment((9L << 30) + 0x0102, 7, 0x11223344));

        assertThat(member.plainSize()).isEqualTo((9L << 30) + 0x0102);
        assertThat(member.size()).isEqualTo(27);
        assertThat(member.trailer()).asHexString().isEqualTo("0300" + "44332211" + "02010040");
    }

    /** By doubling: independent of how {@code combine} gets its powers. */
    private static int crcOfZeros(long size) {
        if (size <= 1 << 20) {
            return crc(new byte[(int) size]);
        }
        int half = crcOfZeros(size / 2);
        return Crc32Combine.combine(half, half, size / 2);
    }

    private static int crc(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
