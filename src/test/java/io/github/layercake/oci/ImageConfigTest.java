package io.github.layercake.oci;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.layercake.io.Digest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What an image inherits from its base, and what it replaces. */
class ImageConfigTest {

    private static final Digest BELOW = Digest.of(new byte[] {1});
    private static final Digest ABOVE = Digest.of(new byte[] {2});
    private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");
    private static final RuntimeConfig NOTHING = runtime(Map.of(), Map.of(), List.of(), List.of());
    private static final String BASE = """
            {"created": "2020-01-01T00:00:00Z", "author": "somebody", "architecture": "arm64", "variant": "v8",
             "os": "linux", "os.version": "1", "x-unknown": {"deep": [1.0, null]},
             "config": {
               "User": "app:app", "WorkingDir": "/work", "Env": ["PATH=/bin", "A=1", "EMPTY=", "B=x=y"],
               "Entrypoint": ["/entry"], "Cmd": ["serve"], "ArgsEscaped": true,
               "Labels": {"one": "1", "two": "2"}, "ExposedPorts": {"80/tcp": {}}, "Volumes": {"/data": {}},
               "StopSignal": "SIGQUIT", "OnBuild": ["RUN true"], "Shell": ["/bin/ash", "-c"],
               "Healthcheck": {"Test": ["CMD", "check"], "Interval": 1000000000, "X-Future": 1},
               "X-Vendor": {"a": 1}},
             "rootfs": {"type": "layers", "diff_ids": ["%s"]},
             "history": [{"created_by": "ADD /", "x": 1}, {"created_by": "ENV", "empty_layer": true}]}
            """.formatted(BELOW);

    @Test
    void withoutChangesEverythingIsInherited() {
        JsonObject extended = json(extend(BASE, NOTHING));
        JsonObject base = JsonParser.parseString(BASE).getAsJsonObject();
        assertThat(extended.get("config")).isEqualTo(base.get("config"));
        for (String field : List.of("author", "architecture", "variant", "os", "os.version", "x-unknown")) {
            assertThat(extended.get(field)).as(field).isEqualTo(base.get(field));
        }
        assertThat(extended.get("created").getAsString()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(extended.keySet()).isEqualTo(base.keySet());
    }

    @Test
    void variablesLabelsPortsAndVolumesAreAdded() {
        JsonObject runtime = extend(
                        BASE,
                        runtime(
                                Map.of("A", "2", "NEW", "a=b"),
                                Map.of("two", "zwei", "three", "3"),
                                List.of("443/tcp"),
                                List.of("/logs")))
                .runtime();
        assertThat(Json.texts(runtime, "Env")).containsExactly("PATH=/bin", "A=2", "EMPTY=", "B=x=y", "NEW=a=b");
        assertThat(Json.map(runtime, "Labels")).isEqualTo(Map.of("one", "1", "two", "zwei", "three", "3"));
        assertThat(runtime.getAsJsonObject("ExposedPorts").keySet()).containsExactly("80/tcp", "443/tcp");
        assertThat(runtime.getAsJsonObject("Volumes").keySet()).containsExactly("/data", "/logs");
    }

    @Test
    void singleSettingsAreReplaced() {
        JsonObject runtime = extend(
                        BASE,
                        new RuntimeConfig(
                                Map.of(),
                                new TreeMap<>(),
                                new TreeSet<>(),
                                new TreeSet<>(),
                                Optional.of("1000"),
                                Optional.of("/app"),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of("SIGTERM"),
                                Optional.of(new Healthcheck(
                                        List.of("NONE"),
                                        Optional.empty(),
                                        Optional.of(Duration.ofSeconds(3)),
                                        Optional.empty(),
                                        Optional.of(2)))))
                .runtime();
        assertThat(Json.text(runtime, "User")).contains("1000");
        assertThat(Json.text(runtime, "WorkingDir")).contains("/app");
        assertThat(Json.text(runtime, "StopSignal")).contains("SIGTERM");
        assertThat(runtime.get("Healthcheck"))
                .isEqualTo(JsonParser.parseString("{'Test':['NONE'],'Timeout':3000000000,'Retries':2}"));
        assertThat(Json.texts(runtime, "OnBuild")).containsExactly("RUN true");
    }

    @Test
    void anEntrypointDropsTheBasesArguments() {
        JsonObject runtime = extend(BASE, launching(Optional.of(List.of("java")), Optional.empty()))
                .runtime();
        assertThat(Json.texts(runtime, "Entrypoint")).containsExactly("java");
        assertThat(runtime.has("Cmd")).isFalse();
        assertThat(runtime.has("ArgsEscaped")).isFalse();
    }

    @Test
    void argumentsAloneKeepTheBasesEntrypoint() {
        JsonObject runtime = extend(BASE, launching(Optional.empty(), Optional.of(List.of("x"))))
                .runtime();
        assertThat(Json.texts(runtime, "Entrypoint")).containsExactly("/entry");
        assertThat(Json.texts(runtime, "Cmd")).containsExactly("x");
    }

    @Test
    void entrypointAndArgumentsReplaceBoth() {
        JsonObject runtime = extend(BASE, launching(Optional.of(List.of("java")), Optional.of(List.of("x"))))
                .runtime();
        assertThat(Json.texts(runtime, "Entrypoint")).containsExactly("java");
        assertThat(Json.texts(runtime, "Cmd")).containsExactly("x");
    }

    @Test
    void historyAndLayersAreContinued() {
        ImageConfig extended = extend(BASE, NOTHING);
        assertThat(extended.diffIds()).containsExactly(BELOW, ABOVE);
        List<JsonElement> history = Json.array(json(extended), "history");
        assertThat(history).hasSize(3);
        assertThat(history.subList(0, 2))
                .isEqualTo(Json.array(JsonParser.parseString(BASE).getAsJsonObject(), "history"));
        assertThat(history.get(2))
                .isEqualTo(JsonParser.parseString(
                        "{'created':'2026-01-01T00:00:00Z','created_by':'test','comment':'one file'}"));
    }

    @Test
    void missingHistoryIsPadded() {
        for (String base : List.of(
                BASE.replaceFirst("(?s)\"history\": .*]}", "\"history\": null}"),
                BASE.replaceFirst("(?s)\"history\": .*]}", "\"history\": []}"),
                BASE.replaceFirst("(?s)\"history\": .*]}", "\"history\": [{\"empty_layer\": true}]}"))) {
            ImageConfig extended = extend(base, NOTHING);
            assertThat(extended.historyLayers()).isEqualTo(2);
            assertThat(json(extended).get("history").toString())
                    .contains("tells no history")
                    .contains("test");
        }
    }

    @Test
    void aHistoryOfMoreLayersThanThereAreIsDropped() {
        String base = BASE.replaceFirst("(?s)\"history\": .*]}", "\"history\": [{}, {\"created_by\": \"lies\"}, {}]}");
        ImageConfig extended = extend(base, NOTHING);
        assertThat(extended.historyLayers()).isEqualTo(2);
        assertThat(json(extended).get("history").toString()).doesNotContain("lies");
    }

    @Test
    void aConfigWithoutSettingsTakesOurs() {
        String base = "{\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]},\"config\":null}";
        JsonObject runtime = extend(base, runtime(Map.of("A", "1"), Map.of(), List.of("1/udp"), List.of()))
                .runtime();
        assertThat(runtime).isEqualTo(JsonParser.parseString("{'Env':['A=1'],'ExposedPorts':{'1/udp':{}}}"));
    }

    @Test
    void extendingDoesNotChangeTheBase() {
        ImageConfig base = ImageConfig.parse(BASE.getBytes(UTF_8), "base");
        byte[] before = base.toBytes();
        base.extend(
                runtime(Map.of("A", "2"), Map.of("l", "1"), List.of("1/tcp"), List.of("/v")),
                List.of(ABOVE),
                List.of(new History("test", "x")),
                CREATED);
        base.runtime().addProperty("User", "changed");
        assertThat(base.toBytes()).isEqualTo(before);
    }

    private static ImageConfig extend(String base, RuntimeConfig changes) {
        return ImageConfig.parse(base.getBytes(UTF_8), "base")
                .extend(changes, List.of(ABOVE), List.of(new History("test", "one file")), CREATED);
    }

    private static JsonObject json(ImageConfig config) {
        return Json.parse(config.toBytes(), "config");
    }

    private static RuntimeConfig launching(Optional<List<String>> entrypoint, Optional<List<String>> arguments) {
        return new RuntimeConfig(
                Map.of(),
                new TreeMap<>(),
                new TreeSet<>(),
                new TreeSet<>(),
                Optional.empty(),
                Optional.empty(),
                entrypoint,
                arguments,
                Optional.empty(),
                Optional.empty());
    }

    private static RuntimeConfig runtime(
            Map<String, String> environment, Map<String, String> labels, List<String> ports, List<String> volumes) {
        return new RuntimeConfig(
                environment,
                new TreeMap<>(labels),
                new TreeSet<>(ports),
                new TreeSet<>(volumes),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
