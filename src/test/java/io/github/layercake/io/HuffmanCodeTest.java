package io.github.layercake.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HuffmanCodeTest {

    @Test
    void every_code_is_complete_and_within_its_limit() {
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 20_000; i++) {
            int limit = random.nextBoolean() ? 15 : 7;
            HuffmanCode code = new HuffmanCode(limit == 7 ? 19 : 286, limit);
            int spread = 1 + random.nextInt(17);
            for (int symbol = 0; symbol < code.frequency.length; symbol++) {
                code.frequency[symbol] =
                        random.nextInt(3) == 0 ? 0 : random.nextInt(1 << random.nextInt(1, spread + 1));
            }
            code.build();
            assertComplete(code, limit);
        }
    }

    @Test
    void frequencies_like_fibonacci_numbers_reach_the_limit() {
        HuffmanCode code = new HuffmanCode(286, 15);
        code.frequency[0] = 1;
        code.frequency[1] = 1;
        for (int i = 2; i < 30; i++) {
            code.frequency[i] = code.frequency[i - 1] + code.frequency[i - 2];
        }
        code.build();

        assertComplete(code, 15);
        assertThat(code.length[29]).isEqualTo((byte) 1);
        assertThat(code.length[0]).isEqualTo((byte) 15);
    }

    @Test
    void equal_frequencies_are_told_apart_by_the_symbol() {
        HuffmanCode code = new HuffmanCode(19, 7);
        Arrays.fill(code.frequency, 0, 3, 4);
        code.build();

        assertThat(code.length).startsWith(2, 2, 1, 0);
        assertThat(code.code).startsWith(0b01, 0b11, 0b0);
    }

    @Test
    void fewer_than_two_symbols_are_made_two() {
        HuffmanCode code = new HuffmanCode(30, 15);
        code.build();
        assertThat(code.length).startsWith(1, 1, 0);

        code.frequency[17] = 3;
        code.build();
        assertThat(code.length[17]).isEqualTo((byte) 1);
        assertComplete(code, 15);
    }

    private static void assertComplete(HuffmanCode code, int limit) {
        long sum = 0;
        for (int symbol = 0; symbol < code.length.length; symbol++) {
            assertThat(code.length[symbol]).isBetween((byte) 0, (byte) limit);
            assertThat(code.frequency[symbol] > 0 && code.length[symbol] == 0).isFalse();
            sum += code.length[symbol] == 0 ? 0 : 1L << limit - code.length[symbol];
        }
        assertThat(sum).isEqualTo(1L << limit);
    }
}
