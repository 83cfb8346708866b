package io.github.layercake.mojo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.layercake.io.ImageException;
import java.time.Instant;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When an image was made: never now. */
class CreationTimeTest {
    private static final String NAME = "project.build.outputTimestamp";

    private static Properties properties(String value) {
        Properties properties = new Properties();
        properties.setProperty(NAME, value);
        return properties;
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-31T12:00:00Z,      2026-01-31T12:00:00Z",
        "2026-01-31T12:00:00+02:00, 2026-01-31T10:00:00Z",
        "2026-01-31T12:00:00.999Z,  2026-01-31T12:00:00Z",
        "1700000000,                2023-11-14T22:13:20Z",
        "' 1700000000 ',            2023-11-14T22:13:20Z",
        "0,                         1970-01-01T00:00:00Z",
        "253402300799,              9999-12-31T23:59:59Z",
    })
    void thePropertyIsATimeOrSeconds(String text, Instant time) {
        assertThat(CreationTime.of(new Properties(), properties(text))).isEqualTo(time);
    }

    @Test
    void theCommandLineWinsOverThePom() {
        assertThat(CreationTime.of(properties("5"), properties("6"))).isEqualTo(Instant.ofEpochSecond(5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "", " ", "-"})
    @DisabledIfEnvironmentVariable(named = "SOURCE_DATE_EPOCH", matches = ".+")
    void oneCharacterSwitchesThePropertyOff(String text) {
        assertThat(CreationTime.of(new Properties(), properties(text))).isEqualTo(Instant.EPOCH);
    }

    @Test
    @DisabledIfEnvironmentVariable(named = "SOURCE_DATE_EPOCH", matches = ".+")
    void withoutThePropertyItIsTheEpoch() {
        assertThat(CreationTime.of(new Properties(), new Properties())).isEqualTo(Instant.EPOCH);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "now",
                "2026-01-31",
                "2026-01-31T12:00:00",
                "31.1.2026",
                "-12",
                "1e9",
                "253402300800",
                "9223372036854775807",
                "99999999999999999999",
                "+12026-01-31T12:00:00Z",
                "-0001-01-31T12:00:00Z",
                "${git.time}",
            })
    void anythingElseIsAnError(String text) {
        assertThatThrownBy(() -> CreationTime.of(new Properties(), properties(text)))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining(NAME + " is '" + text + "', which is not a time.")
                .hasMessageContaining("2026-01-31T12:00:00Z");
    }

    @Test
    void theErrorNamesItsSource() {
        assertThatThrownBy(() -> CreationTime.parse("never", "SOURCE_DATE_EPOCH"))
                .hasMessageContaining("SOURCE_DATE_EPOCH is 'never'");
    }
}
