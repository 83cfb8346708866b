package io.github.layercake.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Command line, then POM, then property of the POM. */
class ParametersTest {
    private final Properties user = new Properties();
    private final Properties project = new Properties();
    private final Parameters parameters = new Parameters(user, project);

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-,     -,   -,        -",
                "-,     -,   property, property",
                "-,     pom, property, pom",
                "cli,   pom, property, cli",
                "cli,   -,   -,        cli",
                "'',    pom, property, -",
                "' ',   pom, property, -",
                "' x ', pom, property, x",
                "-,     '',  property, -",
            })
    void theCommandLineWinsOverThePomOverAProperty(
            @Nullable String cli, @Nullable String pom, @Nullable String property, @Nullable String result) {
        set(user, "image.user", cli);
        set(project, "image.user", property);

        assertThat(parameters.text("user", pom).orElse(null)).isEqualTo(result);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-,       -,     -,     false",
                "-,       -,     true,  true",
                "-,       false, true,  false",
                "true,    false, false, true",
                "TRUE,    -,     -,     true",
                "' true', -,     -,     true",
                "false,   true,  true,  false",
                "'',      true,  true,  false",
                "yes,     -,     -,     false",
                "1,       true,  -,     false",
            })
    void aFlagIsTrueWhereItSaysTrue(
            @Nullable String cli, @Nullable Boolean pom, @Nullable String property, boolean result) {
        set(user, "image.skip", cli);
        set(project, "image.skip", property);

        assertThat(parameters.flag("skip", pom)).isEqualTo(result);
    }

    @Test
    void aListOnTheCommandLineReplacesThePoms() {
        project.setProperty("image.args", "property");
        assertThat(parameters.list("args", null)).contains(List.of("property"));
        assertThat(parameters.list("args", List.of("pom", "b"))).contains(List.of("pom", "b"));
        user.setProperty("image.args", "cli,d");
        assertThat(parameters.list("args", List.of("pom", "b"))).contains(List.of("cli", "d"));
    }

    @Test
    void aListSetToNothingIsNotTheSameAsNoList() {
        assertThat(parameters.list("args", null)).isEmpty();
        assertThat(parameters.list("args", List.of())).contains(List.of());
        user.setProperty("image.args", "");
        assertThat(parameters.list("args", List.of("pom"))).contains(List.of());
    }

    @Test
    void anElementOfThePomWithoutTextIsAnEmptyText() {
        List<@Nullable String> pom = Arrays.asList("a", null, "b");
        assertThat(parameters.list("args", pom)).contains(List.of("a", "", "b"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "a|a",
                "a,b|a;b",
                " a , b |a;b",
                "a\\,b,c|a,b;c",
                "\\,|,",
                "a\\\\,b|a\\,b",
                "a\\b|a\\b",
                "a\\|a\\",
                "a,,b|a;;b",
                "a b=c,--x=\"y z\"|a b=c;--x=\"y z\"",
            })
    void aListIsSeparatedByCommas(String text, String parts) {
        user.setProperty("image.args", text);

        assertThat(parameters.list("args", null)).contains(List.of(parts.split(";")));
    }

    @Test
    void aTrailingCommaLeavesAnEmptyElement() {
        user.setProperty("image.args", "a,");

        assertThat(parameters.list("args", null)).contains(List.of("a", ""));
    }

    @Test
    void mapsAreMergedKeyByKey() {
        project.setProperty("image.environment.A", "property");
        project.setProperty("image.environment.B", "property");
        project.setProperty("image.environment.C", "property");
        project.setProperty("image.environment.", "no key");
        project.setProperty("image.environment", "no map");
        project.setProperty("image.environmental.D", "another");
        user.setProperty("image.environment.C", "cli");
        user.setProperty("image.environment.E.f", "");
        Map<String, @Nullable String> pom = new LinkedHashMap<>();
        pom.put("B", "pom");
        pom.put("C", "pom");
        pom.put("EMPTY", null);

        assertThat(parameters.map("environment", pom))
                .containsOnly(
                        Map.entry("A", "property"),
                        Map.entry("B", "pom"),
                        Map.entry("C", "cli"),
                        Map.entry("EMPTY", ""),
                        Map.entry("E.f", ""));
    }

    private static void set(Properties properties, String name, @Nullable String value) {
        if (value != null) {
            properties.setProperty(name, value);
        }
    }
}
