package io.github.layercake.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sizes as Docker prints them. */
class SizesTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "999, 999 B",
        "1000, 1.0 kB",
        "999949, 999.9 kB",
        "999950, 1.0 MB",
        "69123456, 69.1 MB",
        "8589934592, 8.6 GB",
        "9223372036854775807, 9223372.0 TB",
    })
    void sizesAreInPowersOfTen(long bytes, String text) {
        assertThat(Sizes.of(bytes)).isEqualTo(text);
    }
}
