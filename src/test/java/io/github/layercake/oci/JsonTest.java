package io.github.layercake.oci;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.github.layercake.fixture.Expect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"b\":1,\"a\":2}",
                "{\"n\":1.0,\"e\":1e5,\"big\":123456789012345678901234567890,\"minus\":-0}",
                "{\"null\":null,\"deep\":[[[{}]]]}",
                "{\"html\":\"<a href='x'>&amp;</a>\",\"text\":\"ä€😀\"}"
            })
    void whatWasReadIsWrittenTheSame(String json) {
        assertThat(Json.bytes(Json.parse(json.getBytes(UTF_8), "x"))).isEqualTo(json.getBytes(UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "{",
                "{'a':1}",
                "{a:1}",
                "{\"a\":1,}",
                "{\"a\":1}x",
                "{\"a\":NaN}",
                "{\"a\":01}",
                "{\"a\":TRUE}",
                "/**/{}",
                "{\"a\"=1}",
                "{\"a\":\"\t\"}",
                ")]}'\n{}"
            })
    void whatIsNotStrictIsRefused(String json) {
        Expect.refusal(() -> Json.parse(json.getBytes(UTF_8), "the config")).says("the config is not");
        Expect.refusal(() -> Json.parseArray(("[" + json + "}").getBytes(UTF_8), "the list"))
                .says("the list is not");
    }

    @Test
    void nestingHasAnEnd() {
        String deep = "{\"a\":" + "[".repeat(200_000);
        Expect.refusal(() -> Json.parse(deep.getBytes(UTF_8), "the config")).says("is not JSON");
    }

    @Test
    void aFieldOfAnotherTypeIsMissing() {
        JsonObject json =
                Json.parse("{\"a\":1,\"b\":\"x\",\"c\":[1,\"y\"],\"d\":{\"e\":1,\"f\":\"z\"}}".getBytes(UTF_8), "x");
        assertThat(Json.text(json, "a")).isEmpty();
        assertThat(Json.text(json, "b")).contains("x");
        assertThat(Json.object(json, "c")).isEmpty();
        assertThat(Json.array(json, "d")).isEmpty();
        assertThat(Json.texts(json, "c")).containsExactly("y");
        assertThat(Json.map(json, "d")).containsOnlyKeys("f");
        assertThat(Json.map(json, "nothing")).isEmpty();
    }
}
