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
        "linux/i386, linux/386",
        "linux/riscv64, linux/riscv64",
        "windows/amd64, windows/amd64",
        "' linux/s390x ', linux/s390x"
    })
    void aPlatformHasOneForm(String text, String normal) {
        assertThat(Platform.parse(text)).hasToString(normal).isEqualTo(Platform.parse(normal));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "linux", "amd64", "/", "linux/", "/amd64", "linux//v8", "linux/amd64/", "a/b/c/d"})
    void anythingElseIsRefused(String text) {
        Expect.refusal(() -> Platform.parse(text)).says("is not a platform").advises("linux/arm64");
    }

    @Test
    void theHostRunsLinuxImages() {
        assertThat(Platform.host().os()).isEqualTo("linux");
        assertThat(Platform.host().architecture()).isNotEmpty().isNotEqualTo("x86_64");
    }
}
