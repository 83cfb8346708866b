package io.github.layercake.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which Java runs a project: the default base has it. */
class JavaReleaseTest {
    @ParameterizedTest
    @CsvSource({"0,25", "7,8", "8,8", "9,11", "11,11", "16,17", "17,17", "18,21", "21,21", "24,25", "25,25", "26,26"})
    void theNextReleaseThatIsSupportedForLong(int release, int supported) {
        assertThat(JavaRelease.supported(release)).isEqualTo(supported);
    }
}
