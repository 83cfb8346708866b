package io.github.layercake.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.layercake.fixture.Expect;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Digests, and content that is held against one. */
class DigestTest {

    private static final String HEX = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static final String EMPTY = "sha256:" + HEX;
    private static final byte[] BYTES = "0123456789".repeat(20_000).getBytes(UTF_8);

    @Test
    void aDigestIsThatOfSha256() throws IOException {
        assertThat(Digest.of(new byte[0])).hasToString(EMPTY);
        assertThat(Digest.of(Content.of(BYTES))).isEqualTo(Digest.of(BYTES));
        assertThat(Digest.parse(EMPTY)).hasToString(EMPTY);
    }

    @Test
    void aDigestComparesInItsOwnAlgorithm() throws IOException {
        Digest sha512 = Digest.parse("sha512:" + "0".repeat(128));
        assertThat(sha512.compute(Content.of("abc")).toString()).startsWith("sha512:ddaf35a193617aba");
        assertThat(sha512.compute("abc".getBytes(UTF_8))).isEqualTo(sha512.compute(Content.of("abc")));
        assertThat(sha512).isGreaterThan(Digest.parse(EMPTY));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "sha256",
                "sha256:",
                "sha256:0",
                "md5:d41d8cd98f00b204e9800998ecf8427e",
                "SHA256:" + HEX,
                "sha256:" + HEX + "0",
                "sha256:../" + HEX,
                " sha256:" + HEX,
                "sha512:" + HEX,
                "sha256:E3B0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                "sha256:/3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
            })
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> Digest.parse(text))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("'" + text + "' is not a digest");
    }

    @Test
    void verifiedContentIsDeliveredWhole() throws IOException {
        VerifiedContent content = verified(BYTES, BYTES);
        assertThat(content.readAll()).isEqualTo(BYTES);
        try (InputStream in = content.open()) {
            in.skipNBytes(150_000);
            assertThat(in.read()).isEqualTo(BYTES[150_000] & 0xff);
            assertThat(in.skip(-1)).isZero();
            assertThat(in.readAllBytes()).hasSize(49_999);
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void otherBytesAreNeverDeliveredWhole() {
        byte[] flipped = BYTES.clone();
        flipped[flipped.length - 1] ^= 1;
        Expect.refusal(() -> verified(flipped, BYTES).readAll())
                .says("here: the blob")
                .says("its bytes are sha256:");
        Expect.refusal(() -> verified(Arrays.copyOf(BYTES, 10), BYTES).readAll())
                .says("only 10");
        Expect.refusal(() ->
                        verified(Arrays.copyOf(BYTES, BYTES.length + 1), BYTES).readAll())
                .says("more than 200000");
        Expect.refusal(() -> verified(flipped, BYTES).writeTo(OutputStream.nullOutputStream()))
                .says("damaged");
        Expect.refusal(() -> {
                    try (InputStream in = verified(flipped, BYTES).open()) {
                        in.skipNBytes(BYTES.length);
                        assertThat(in.read()).isEqualTo(-1);
                    }
                })
                .says("damaged");
    }

    private static VerifiedContent verified(byte[] bytes, byte[] expected) {
        return VerifiedContent.of(Content.of(bytes), Digest.of(expected), expected.length, "here");
    }
}
