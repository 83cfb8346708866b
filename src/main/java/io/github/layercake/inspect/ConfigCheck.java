package io.github.layercake.inspect;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.layercake.io.Digest;
import io.github.layercake.io.ImageException;
import io.github.layercake.oci.Image;
import io.github.layercake.oci.Json;
import io.github.layercake.oci.Platform;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Compares a config with its image, and its fields with the types that engines, which read it into Go's structures,
 * take.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.0/config.md">OCI image-spec, Image
 *     Configuration</a>
 */
final class ConfigCheck {
    private static final String PLACE = "config";
    private static final Pattern PORT = Pattern.compile("\\d{1,5}(-\\d{1,5})?(/(tcp|udp|sctp))?");

    private final Image image;
    private final JsonObject json;
    private final Findings findings;

    private ConfigCheck(Image image, JsonObject json, Findings findings) {
        this.image = image;
        this.json = json;
        this.findings = findings;
    }

    static void check(Image image, Findings findings) {
        JsonObject json;
        try {
            json = Json.parse(image.configBytes(), "the config");
        } catch (ImageException e) {
            findings.error(PLACE, e.problem());
            return;
        }
        ConfigCheck check = new ConfigCheck(image, json, findings);
        findings.expect(
                json.equals(Json.parse(image.config().toBytes(), "the config")),
                PLACE,
                "its bytes say something else than the image");
        check.platform();
        check.rootfs();
        check.history();
        check.created(json, PLACE);
        check.runtime();
    }

    private void platform() {
        Platform platform = image.config().platform();
        findings.expect(!platform.os().isEmpty(), PLACE, "it has no 'os'");
        findings.expect(!platform.architecture().isEmpty(), PLACE, "it has no 'architecture'");
    }

    private void rootfs() {
        JsonObject rootfs = Json.object(json, "rootfs").orElseGet(JsonObject::new);
        findings.expect(
                Json.text(rootfs, "type").filter("layers"::equals).isPresent(),
                PLACE,
                "'rootfs' has not type 'layers'");
        List<String> diffIds = Json.texts(rootfs, "diff_ids");
        int layers = image.layers().size();
        findings.expect(
                diffIds.size() == layers, PLACE, "it has " + diffIds.size() + " diffIDs for " + layers + " layers");
        for (int i = 0; i < Math.min(layers, diffIds.size()); i++) {
            Digest diffId = image.layers().get(i).diffId();
            findings.expect(
                    diffIds.get(i).equals(diffId.toString()),
                    PLACE,
                    "the diffID of layer " + (i + 1) + " is '" + diffIds.get(i) + "', the layer's is " + diffId);
        }
    }

    private void history() {
        List<JsonElement> entries = Json.array(json, "history");
        int layers = image.layers().size();
        if (entries.isEmpty() && layers > 0) {
            findings.note(PLACE, "it has no history, which could be compared with the layers");
            return;
        }
        long made = image.config().historyLayers();
        findings.expect(made == layers, PLACE, "its history tells of " + made + " layers, there are " + layers);
        for (int i = 0; i < entries.size(); i++) {
            String place = "history entry " + (i + 1);
            if (entries.get(i) instanceof JsonObject entry) {
                created(entry, place);
            } else {
                findings.error(place, "it is not an object");
            }
        }
    }

    private void created(JsonObject object, String place) {
        JsonElement created = object.get("created");
        if (created != null && !(created instanceof JsonNull)) {
            findings.expect(
                    isText(created) && Annotations.isTime(created.getAsString()),
                    place,
                    "'created' is " + created + ", not a time such as \"2026-01-31T23:59:59Z\"");
        }
    }

    private void runtime() {
        JsonObject runtime = image.config().runtime();
        for (String field : List.of("Env", "Entrypoint", "Cmd", "OnBuild", "Shell")) {
            expect(runtime, field, ConfigCheck::isTexts, "an array of texts");
        }
        for (String field : List.of("User", "WorkingDir", "StopSignal")) {
            expect(runtime, field, ConfigCheck::isText, "a text");
        }
        for (String field : List.of("ExposedPorts", "Volumes", "Healthcheck")) {
            expect(runtime, field, JsonObject.class::isInstance, "an object");
        }
        expect(runtime, "Labels", ConfigCheck::isTextsByName, "an object of texts");
        Annotations.check(Json.map(runtime, "Labels"), PLACE, findings);
        for (String variable : Json.texts(runtime, "Env")) {
            findings.expect(variable.indexOf('=') > 0, PLACE, "'" + variable + "' in 'Env' is not NAME=value");
        }
        for (String port :
                Json.object(runtime, "ExposedPorts").orElseGet(JsonObject::new).keySet()) {
            findings.expect(PORT.matcher(port).matches(), PLACE, "'" + port + "' in 'ExposedPorts' is not a port");
        }
    }

    private void expect(JsonObject runtime, String field, Predicate<JsonElement> type, String what) {
        JsonElement value = runtime.get(field);
        findings.expect(
                value == null || value instanceof JsonNull || type.test(value),
                PLACE,
                "'" + field + "' is not " + what);
    }

    private static boolean isText(JsonElement value) {
        return value instanceof JsonPrimitive primitive && primitive.isString();
    }

    private static boolean isTexts(JsonElement value) {
        return value.isJsonArray() && value.getAsJsonArray().asList().stream().allMatch(ConfigCheck::isText);
    }

    private static boolean isTextsByName(JsonElement value) {
        return value.isJsonObject()
                && value.getAsJsonObject().asMap().values().stream().allMatch(ConfigCheck::isText);
    }
}
