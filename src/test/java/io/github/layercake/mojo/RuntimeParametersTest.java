package io.github.layercake.mojo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.layercake.io.ImageException;
import io.github.layercake.oci.Healthcheck;
import io.github.layercake.oci.RuntimeConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.maven.plugin.Mojo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the user may write about the container, and what he is told when he wrote something else. */
class RuntimeParametersTest {
    private final Properties user = new Properties();
    private final ImageParameters pom = new NoGoal();

    /** Parameters without a goal. */
    private static final class NoGoal extends ImageParameters implements Mojo {
        @Override
        public void execute() {}
    }

    private RuntimeConfig read() {
        return new RuntimeParameters(new Parameters(user, new Properties())).read(pom);
    }

    private RuntimeConfig read(String name, String value) {
        user.setProperty("image." + name, value);
        return read();
    }

    private void requireError(String name, String value, String... messages) {
        assertThatThrownBy(() -> read(name, value))
                .isInstanceOf(ImageException.class)
                .hasMessageContainingAll(messages)
                .hasMessageContaining("  -> ");
    }

    @Test
    void withoutParametersEverythingIsInherited() {
        RuntimeConfig config = read();

        assertThat(config.environment()).isEmpty();
        assertThat(config.labels()).isEmpty();
        assertThat(config.ports()).isEmpty();
        assertThat(config.volumes()).isEmpty();
        assertThat(config.user()).isEmpty();
        assertThat(config.workingDirectory()).isEmpty();
        assertThat(config.entrypoint()).isEmpty();
        assertThat(config.arguments()).isEmpty();
        assertThat(config.stopSignal()).isEmpty();
        assertThat(config.healthcheck()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "8080,               8080/tcp",
        "8080/TCP,           8080/tcp",
        "53/udp,             53/udp",
        "9000/sctp,          9000/sctp",
        "8000-8002,          8000/tcp;8001/tcp;8002/tcp",
        "8000-8001/udp,      8000/udp;8001/udp",
        "7-7,                7/tcp",
        "1,                  1/tcp",
        "65535,              65535/tcp",
        "'8080,8080/tcp,80', 80/tcp;8080/tcp",
        "'',                 ''",
    })
    void portsMayBeRanges(String text, String ports) {
        assertThat(read("ports", text).ports())
                .containsExactlyElementsOf(ports.isEmpty() ? List.of() : List.of(ports.split(";")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "65536",
                "http",
                "-1",
                "80-",
                "-80",
                "80-70",
                "1-2-3",
                "80/icmp",
                "80/tcp/udp",
                "80/",
                "/tcp",
                "8 0",
                "80:80",
                "1-65536",
                "99999999999",
                "80;81",
                "+80",
                "80-+90"
            })
    void whatIsNoPortIsAnError(String text) {
        requireError("ports", text, "<ports>: '" + text + "' is not a port.", "8000-8010/tcp");
    }

    @Test
    void anEmptyPortIsAnError() {
        requireError("ports", "80,", "<ports>: '' is not a port.");
    }

    @Test
    void directoriesAreAbsolute() {
        user.setProperty("image.workingDirectory", "/work");
        assertThat(read("volumes", "/data,/a b").volumes()).containsExactly("/a b", "/data");
        assertThat(read().workingDirectory()).contains("/work");
        requireError("workingDirectory", "work", "<workingDirectory>: 'work' is not an absolute path.");
        user.remove("image.workingDirectory");
        requireError("volumes", "/data,data", "<volumes>: 'data' is not an absolute path.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SIGTERM", "SIGRTMIN+3", "15", "9"})
    void aSignalIsANameOrANumber(String text) {
        assertThat(read("stopSignal", text).stopSignal()).contains(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "SIG", "sigterm", "1234", "SIG TERM", "-9", "SIGTERM;"})
    void whatIsNoSignalIsAnError(String text) {
        requireError("stopSignal", text, "<stopSignal>: '" + text + "' is not a signal.", "SIGTERM");
    }

    @Test
    void environmentIsSortedAndMayHoldAnything() {
        user.setProperty("image.environment.b", "x=y,z \u00e4\n");
        user.setProperty("image.environment.A.dotted-name", "");

        assertThat(read().environment())
                .containsExactly(java.util.Map.entry("A.dotted-name", ""), java.util.Map.entry("b", "x=y,z \u00e4\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=b", " ", "=", "a\0b"})
    void aVariablesNameHasNoEqualsSign(String name) {
        requireError("environment." + name, "x", "<environment>: '" + name + "' is not the name of a variable.");
    }

    @Test
    void aUserIsTakenAsItIs() {
        assertThat(read("user", "1000:1000").user()).contains("1000:1000");
    }

    @Test
    void argumentsSetToNothingClearTheBases() {
        assertThat(read("args", "").arguments()).contains(List.of());
    }

    @Test
    void aHealthcheckIsACommand() {
        user.setProperty("image.healthcheck.interval", "1m30s");
        user.setProperty("image.healthcheck.timeout", "500ms");
        user.setProperty("image.healthcheck.startPeriod", "PT2H");
        user.setProperty("image.healthcheck.retries", "3");

        assertThat(read("healthcheck.command", "curl,-f,http://localhost").healthcheck())
                .contains(new Healthcheck(
                        List.of("CMD", "curl", "-f", "http://localhost"),
                        Optional.of(Duration.ofSeconds(90)),
                        Optional.of(Duration.ofMillis(500)),
                        Optional.of(Duration.ofHours(2)),
                        Optional.of(3)));
    }

    @Test
    void aHealthcheckIsALineForTheShellOrNone() {
        assertThat(read("healthcheck.shell", "curl -f x || exit 1")
                        .healthcheck()
                        .orElseThrow()
                        .test())
                .containsExactly("CMD-SHELL", "curl -f x || exit 1");
        user.clear();
        assertThat(read("healthcheck.command", "NONE")
                        .healthcheck()
                        .orElseThrow()
                        .test())
                .containsExactly("NONE");
    }

    @Test
    void aHealthcheckWithAnEmptyCommandIsNone() {
        assertThat(read("healthcheck.command", "").healthcheck()).isEmpty();
        pom.healthcheck = new HealthcheckParameter();
        pom.healthcheck.command = List.of("pom");
        assertThat(read("healthcheck.shell", "cli").healthcheck().orElseThrow().test())
                .as("an empty -Dimage.healthcheck.command makes room for a shell")
                .containsExactly("CMD-SHELL", "cli");
    }

    @ParameterizedTest
    @ValueSource(strings = {"interval", "timeout", "startPeriod", "retries"})
    void aHealthcheckWithoutACommandIsAnError(String name) {
        requireError("healthcheck." + name, name.equals("retries") ? "3" : "3s", "needs one of <command> and <shell>");
    }

    @Test
    void aHealthcheckWithTwoCommandsIsAnError() {
        user.setProperty("image.healthcheck.shell", "x");
        requireError("healthcheck.command", "y", "needs one of <command> and <shell>");
    }

    @ParameterizedTest
    @CsvSource({
        "1d,                    is not a duration",
        "30,                    is not a duration",
        "s,                     is not a duration",
        "ms,                    is not a duration",
        "1s500ms,               is not a duration",
        "soon,                  is not a duration",
        "99999999999999999999s, is not a duration",
        "0s,                    is less than a millisecond",
        "-30s,                  is less than a millisecond",
        "-5ms,                  is less than a millisecond",
        "9223372036854775807ms, is longer than a year",
        "9999999h,              is longer than a year",
    })
    void whatIsNoDurationIsAnError(String text, String message) {
        user.setProperty("image.healthcheck.shell", "x");
        requireError("healthcheck.interval", text, "<healthcheck.interval>: '" + text + "' " + message + ".");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "three", "1.5", "99999999999"})
    void whatIsNoCountIsAnError(String text) {
        user.setProperty("image.healthcheck.shell", "x");
        requireError("healthcheck.retries", text, "<healthcheck.retries>: '" + text + "' is not a ");
    }
}
