package io.github.layercake.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.github.layercake.build.BuildReport;
import io.github.layercake.cache.Delta;
import io.github.layercake.io.AtomicFile;
import io.github.layercake.layer.BuiltLayer;
import io.github.layercake.layer.Outcome;
import io.github.layercake.oci.Json;
import io.github.layercake.oci.Layer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * A build as JSON, for scripts.
 *
 * <pre>{@code
 * {
 *   "reference": "docker.io/library/app:1.0",     the first name
 *   "tags": ["docker.io/library/app:1.0", …],     all names
 *   "digest": "sha256:…",                         of the manifest, or of the index if there are several platforms
 *   "imageId": "sha256:…",                        of the config; of several platforms, that which Docker before 25 loads
 *   "platforms": [{"platform": "linux/amd64", "digest": "sha256:…", "imageId": "sha256:…"}, …],
 *   "tar": {"path": "/…/target/app-1.0-image.tar", "size": 70000000, "written": 2400, "copied": 69997600},
 *   "sinceLastImage": {"newBytes": 2400, "chainBytes": 3500, "cascade": ["launch"]},   null if there was none
 *   "layers": [{"name": "dependencies", "digest": "sha256:…", "diffId": "sha256:…", "size": 61000000,
 *               "entries": 108,                   lowest first; the base's are called "base", and have no entries, but
 *                                                 a "platform" if there are several
 *               "outcome": "reused",              or "rebuilt", or "new"
 *               "reason": "…", "changes": ["…"]}, …]       of "rebuilt" only
 * }
 * }</pre>
 */
public final class JsonReport {
    private JsonReport() {}

    /** Writes {@code report} to {@code file}. */
    public static void write(BuildReport report, Path file) throws IOException {
        byte[] bytes = Json.pretty(toJson(report)).getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(file, temporary -> temporary.out().write(bytes));
    }

    private static JsonObject toJson(BuildReport report) {
        JsonObject json = new JsonObject();
        json.addProperty("reference", report.names().get(0).toString());
        JsonArray tags = new JsonArray();
        report.names().forEach(name -> tags.add(name.toString()));
        json.add("tags", tags);
        json.addProperty("digest", report.digest().toString());
        json.addProperty("imageId", report.id().toString());
        json.add("platforms", platforms(report));
        JsonObject tar = new JsonObject();
        tar.addProperty("path", report.tar().toString());
        tar.addProperty("size", report.tarSize());
        tar.addProperty("written", report.tarWritten());
        tar.addProperty("copied", report.tarSize() - report.tarWritten());
        json.add("tar", tar);
        json.add(
                "sinceLastImage",
                report.delta().<JsonElement>map(JsonReport::delta).orElse(JsonNull.INSTANCE));
        JsonArray layers = new JsonArray();
        for (BuildReport.OfPlatform image : report.platforms()) {
            for (Layer base : image.baseLayers()) {
                JsonObject layer = layer("base", base);
                if (report.platforms().size() > 1) {
                    layer.addProperty("platform", image.platform().toString());
                }
                layers.add(layer);
            }
        }
        for (BuiltLayer built : report.layers()) {
            JsonObject layer = layer(built.plan().name(), built.layer());
            layer.addProperty("entries", built.plan().entries().size());
            addOutcome(layer, built.outcome());
            layers.add(layer);
        }
        json.add("layers", layers);
        return json;
    }

    private static JsonArray platforms(BuildReport report) {
        JsonArray platforms = new JsonArray();
        for (BuildReport.OfPlatform image : report.platforms()) {
            JsonObject json = new JsonObject();
            json.addProperty("platform", image.platform().toString());
            json.addProperty("digest", image.digest().toString());
            json.addProperty("imageId", image.id().toString());
            platforms.add(json);
        }
        return platforms;
    }

    private static JsonObject delta(Delta delta) {
        JsonObject json = new JsonObject();
        json.addProperty("newBytes", delta.newBytes());
        json.addProperty("chainBytes", delta.chainBytes());
        json.add("cascade", array(delta.cascade()));
        return json;
    }

    private static void addOutcome(JsonObject layer, Outcome outcome) {
        if (outcome instanceof Outcome.Rebuilt rebuilt) {
            layer.addProperty("outcome", "rebuilt");
            layer.addProperty("reason", rebuilt.summary());
            layer.add("changes", array(rebuilt.changes()));
        } else {
            layer.addProperty("outcome", outcome instanceof Outcome.Reused ? "reused" : "new");
        }
    }

    private static JsonArray array(List<String> texts) {
        JsonArray array = new JsonArray();
        texts.forEach(array::add);
        return array;
    }

    private static JsonObject layer(String name, Layer layer) {
        JsonObject json = new JsonObject();
        json.addProperty("name", name);
        json.addProperty("digest", layer.digest().toString());
        json.addProperty("diffId", layer.diffId().toString());
        json.addProperty("size", layer.size());
        return json;
    }
}
