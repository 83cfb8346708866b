package io.github.layercake.oci;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.layercake.fixture.Expect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlatformTest {

    @ParameterizedTest
    @CsvSource({
        "linux/amd64, linux/amd64",
        "Linux/AMD64, linux/amd64",
        "linux/x86_64, linux/amd64",
        "linux/x86-64, linux/amd64",
        "linux/amd64/v1, linux/amd64",
        "linux/amd64/v3, linux/amd64/v3",
        "linux/arm64, linux/arm64",
        "linux/aarch64, linux/arm64",
        "linux/arm64/v8, linux/arm64",
        "linux/arm64/8, linux/arm64",
        "linux/arm64/v9, linux/arm64/v9",
        "linux/arm, linux/arm/v7",
        "linux/arm/7, linux/arm/v7",
        "linux/arm/v6, linux/arm/v6",
        "linux/armhf, linux/arm/v7",
        "linux/armel, linux/arm/v6",
        "linux/i386, linux/386",
        "linux/riscv64, linux/riscv64",
        "windows/amd64, windows/amd64",
        "Windows(10.0.17763.1)/x86_64, windows(10.0.17763.1)/amd64",
        "' linux/s390x ', linux/s390x"
    })
    void aPlatformHasOneForm(String text, String normal) {
        assertThat(Platform.parse(text)).hasToString(normal).isEqualTo(Platform.parse(normal));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "linux",
                "amd64",
                "/",
                "linux/",
                "/amd64",
                "linux//v8",
                "linux/amd64/",
                "a/b/c/d",
                "windows()/amd64",
                "windows(10.0/amd64",
                "windows)/amd64",
                "(10.0)/amd64",
                "windows(10.0)x/amd64",
                "linux/a b",
                "linux/amd64/v\t1",
                "linux/ämd64",
                "win(1\"2)/amd64"
            })
    void anythingElseIsRefused(String text) {
        Expect.refusal(() -> Platform.parse(text)).says("is not a platform").advises("linux/arm64");
    }

    @ParameterizedTest
    @CsvSource({
        "linux/arm64, linux/arm64/v8, true",
        "linux/arm, linux/arm/v7, true",
        "linux/arm/v7, linux/arm/v6, false",
        "linux/amd64, linux/amd64/v2, false",
        "linux/amd64, windows/amd64, false",
        "windows/amd64, windows(10.0.17763.1)/amd64, true",
        "windows(10.0.17763)/amd64, windows(10.0.17763.1)/amd64, true",
        "windows(10.0.17763.1)/amd64, windows(10.0.17763.1)/amd64, true",
        "windows(10.0.1)/amd64, windows(10.0.17763.1)/amd64, false",
        "windows(10.0.17763.1)/amd64, windows/amd64, false"
    })
    void aVersionCountsOnlyWhereItIsWanted(String wanted, String existing, boolean accepted) {
        assertThat(Platform.parse(wanted).accepts(Platform.parse(existing))).isEqualTo(accepted);
    }

    @Test
    void theHostRunsLinuxImages() {
        assertThat(Platform.host().os()).isEqualTo("linux");
        assertThat(Platform.host().architecture()).isNotEmpty().isNotEqualTo("x86_64");
    }
}
