package io.github.layercake.oci;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.layercake.io.Digest;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An image's config: platform, run-time settings, the diffIDs of the layers, and their history. A value; fields that we
 * do not know survive every change.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.0/config.md">OCI image-spec, Image
 *     Configuration</a>
 */
public final class ImageConfig {
    private final JsonObject json;

    private ImageConfig(JsonObject json) {
        this.json = json;
    }

    /** The config of an image without a layer. */
    public static ImageConfig empty(Platform platform) {
        JsonObject json = platform.toJson();
        json.add("config", new JsonObject());
        JsonObject rootfs = new JsonObject();
        rootfs.addProperty("type", "layers");
        rootfs.add("diff_ids", new JsonArray());
        json.add("rootfs", rootfs);
        json.add("history", new JsonArray());
        return new ImageConfig(json);
    }

    /**
     * Reads a config.
     *
     * @param origin for the error message: where the bytes come from
     * @throws io.github.layercake.io.ImageException if they are not a config
     */
    public static ImageConfig parse(byte[] bytes, String origin) {
        JsonObject json = Json.parse(bytes, origin);
        JsonObject rootfs = Json.object(json, "rootfs")
                .orElseThrow(() -> Json.damaged(origin, "is not an image config: it has no 'rootfs'"));
        Json.texts(rootfs, "diff_ids").forEach(diffId -> Json.digest(diffId, origin));
        return new ImageConfig(json);
    }

    /** The config as it is stored, and hashed. */
    public byte[] toBytes() {
        return Json.bytes(json);
    }

    public Platform platform() {
        return Platform.of(json);
    }

    /**
     * This config, with what it does not tell of its platform taken from {@code platform}, for which it is. Old tools
     * left out the variant.
     */
    public ImageConfig completedFor(Platform platform) {
        Platform own = platform();
        if (platform.accepts(own)) {
            return this;
        }
        JsonObject completed = json.deepCopy();
        if (own.architecture().isEmpty()) {
            completed.addProperty("architecture", platform.architecture());
        }
        if (own.os().isEmpty()) {
            completed.addProperty("os", platform.os());
        }
        if (Json.text(json, "variant").orElse("").isEmpty()
                && !platform.variant().isEmpty()) {
            completed.addProperty("variant", platform.variant());
        }
        return new ImageConfig(completed);
    }

    /** Whether nothing that it tells of its platform is against {@code platform}. */
    public boolean mayBeFor(Platform platform) {
        return platform.accepts(completedFor(platform).platform());
    }

    /** What an index says about the image: the platform, in the words of this config. */
    JsonObject indexPlatform() {
        Platform platform = platform();
        JsonObject fields = platform.toJson();
        if (json.get("os.features") instanceof JsonArray features) {
            fields.add("os.features", features.deepCopy());
        }
        // arm64 and arm64/v8 are the same, but people compare an index with the base's.
        if (platform.variant().isEmpty()) {
            Json.text(json, "variant")
                    .filter(own -> !own.isEmpty())
                    .ifPresent(own -> fields.addProperty("variant", own));
        }
        return fields;
    }

    /** The digests of the uncompressed layers, lowest first. */
    public List<Digest> diffIds() {
        List<Digest> diffIds = new ArrayList<>();
        Json.object(json, "rootfs")
                .ifPresent(rootfs -> Json.texts(rootfs, "diff_ids").forEach(id -> diffIds.add(Digest.parse(id))));
        return diffIds;
    }

    /** How many entries of the history made a layer. */
    public long historyLayers() {
        return Json.array(json, "history").stream()
                .filter(entry -> !isEmptyLayer(entry))
                .count();
    }

    /** How many entries the history has; 0 also where there is none. */
    public int historySize() {
        return Json.array(json, "history").size();
    }

    /** The run-time settings as they are, Docker's names. */
    public JsonObject runtime() {
        return Json.object(json, "config").map(JsonObject::deepCopy).orElseGet(JsonObject::new);
    }

    /** The variables, in their order. */
    public Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        for (String variable : Json.texts(runtime(), "Env")) {
            int equals = variable.indexOf('=');
            environment.put(
                    equals < 0 ? variable : variable.substring(0, equals),
                    equals < 0 ? "" : variable.substring(equals + 1));
        }
        return environment;
    }

    /**
     * This image's config, continued.
     *
     * @param changes run-time settings that replace or extend ours
     * @param diffIds of the layers on top of ours, lowest first
     * @param history one entry for each of them
     * @param created when the new image was made
     */
    public ImageConfig extend(RuntimeConfig changes, List<Digest> diffIds, List<History> history, Instant created) {
        JsonObject extended = json.deepCopy();
        String time = text(created);
        extended.addProperty("created", time);
        extended.add("config", runtimeWith(changes));
        JsonObject rootfs = Json.object(extended, "rootfs").orElseThrow();
        List<Digest> all = diffIds();
        all.addAll(diffIds);
        rootfs.add("diff_ids", Json.array(all.stream().map(Digest::toString).toList()));
        extended.add("history", historyWith(history, time));
        return new ImageConfig(extended);
    }

    /**
     * A time as RFC 3339 has it (image-spec, Image Configuration, created). The JDK's formatter does the same, and
     * takes a cold JVM 5 ms.
     */
    static String text(Instant time) {
        if (time.getNano() != 0) {
            return time.toString();
        }
        LocalDateTime utc = LocalDateTime.ofEpochSecond(time.getEpochSecond(), 0, ZoneOffset.UTC);
        return utc.toLocalDate() + "T" + two(utc.getHour()) + ":" + two(utc.getMinute()) + ":" + two(utc.getSecond())
                + "Z";
    }

    private static String two(int number) {
        return (number < 10 ? "0" : "") + number;
    }

    private JsonArray historyWith(List<History> history, String created) {
        JsonArray all = new JsonArray();
        long missing = diffIds().size() - historyLayers();
        if (missing < 0) {
            // It tells of layers that are not there, and nobody knows which.
            missing = diffIds().size();
        } else {
            Json.array(json, "history").forEach(entry -> all.add(entry.deepCopy()));
        }
        for (; missing > 0; missing--) {
            all.add(new History("unknown", "a layer of the base, which tells no history of it")
                    .toJson(text(Instant.EPOCH)));
        }
        history.forEach(entry -> all.add(entry.toJson(created)));
        return all;
    }

    private JsonObject runtimeWith(RuntimeConfig changes) {
        JsonObject runtime = runtime();
        Map<String, String> environment = environment();
        environment.putAll(changes.environment());
        if (!environment.isEmpty()) {
            runtime.add(
                    "Env",
                    Json.array(environment.entrySet().stream()
                            .map(variable -> variable.getKey() + "=" + variable.getValue())
                            .toList()));
        }
        Map<String, String> labels = Json.map(runtime, "Labels");
        labels.putAll(changes.labels());
        if (!labels.isEmpty()) {
            runtime.add("Labels", Json.object(labels));
        }
        addKeys(runtime, "ExposedPorts", changes.ports());
        addKeys(runtime, "Volumes", changes.volumes());
        changes.user().ifPresent(value -> runtime.addProperty("User", value));
        changes.workingDirectory().ifPresent(value -> runtime.addProperty("WorkingDir", value));
        changes.entrypoint().ifPresent(value -> {
            runtime.add("Entrypoint", Json.array(value));
            runtime.remove("Cmd");
            runtime.remove("ArgsEscaped");
        });
        changes.arguments().ifPresent(value -> runtime.add("Cmd", Json.array(value)));
        changes.stopSignal().ifPresent(value -> runtime.addProperty("StopSignal", value));
        changes.healthcheck().ifPresent(value -> runtime.add("Healthcheck", value.toJson()));
        return runtime;
    }

    /** A set is an object whose values are empty objects. */
    private static void addKeys(JsonObject runtime, String field, Collection<String> keys) {
        if (!keys.isEmpty()) {
            JsonObject set = Json.object(runtime, field).orElseGet(JsonObject::new);
            keys.forEach(key -> set.add(key, new JsonObject()));
            runtime.add(field, set);
        }
    }

    private static boolean isEmptyLayer(JsonElement entry) {
        return entry instanceof JsonObject object
                && object.get("empty_layer") instanceof JsonPrimitive value
                && value.isBoolean()
                && value.getAsBoolean();
    }
}
