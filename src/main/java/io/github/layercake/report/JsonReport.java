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
import io.github.layercake.runtime.HostLibrary;
import io.github.layercake.runtime.JavaRuntime;
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
 *   "digest": "sha256:…",                         of the manifest
 *   "imageId": "sha256:…",                        of the config
 *   "tar": {"path": "/…/target/app-1.0-image.tar", "size": 70000000, "written": 2400, "copied": 69997600},
 *   "sinceLastImage": {"newBytes": 2400, "chainBytes": 3500, "cascade": ["launch"]},   null if there was none
 *   "layers": [{"name": "dependencies", "digest": "sha256:…", "diffId": "sha256:…", "size": 61000000,
 *               "entries": 108,                   lowest first; the base's are called "base" and have no entries
 *               "outcome": "reused",              or "rebuilt", or "new"
 *               "reason": "…", "changes": ["…"]}, …],      of "rebuilt" only
 *   "runtime": {"jdk": "Eclipse Adoptium 25.0.3+9-LTS", "home": "/usr/lib/jvm/…",      only with jlink
 *               "modules": ["java.base", …], "linked": false,                   whether jlink ran in this build
 *               "libraries": [{"path": "/lib/x86_64-linux-gnu/libc.so.6",       those of the machine, on scratch
 *                              "origin": "/usr/lib/x86_64-linux-gnu/libc.so.6",
 *                              "digest": "sha256:…", "size": 1922136, "package": "libc6 2.36-9"}, …]}
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
        report.baseLayers().forEach(layer -> layers.add(layer("base", layer)));
        for (BuiltLayer built : report.layers()) {
            JsonObject layer = layer(built.plan().name(), built.layer());
            layer.addProperty("entries", built.plan().entries().size());
            addOutcome(layer, built.outcome());
            layers.add(layer);
        }
        json.add("layers", layers);
        report.runtime().ifPresent(runtime -> json.add("runtime", runtime(runtime)));
        return json;
    }

    private static JsonObject runtime(JavaRuntime.Facts runtime) {
        JsonObject json = new JsonObject();
        json.addProperty("jdk", runtime.jdk());
        json.addProperty("home", runtime.home().toString());
        json.add("modules", array(runtime.modules()));
        json.addProperty("linked", runtime.linked());
        JsonArray libraries = new JsonArray();
        for (HostLibrary library : runtime.libraries()) {
            JsonObject origin = new JsonObject();
            origin.addProperty("path", library.path());
            origin.addProperty("origin", library.origin());
            origin.addProperty("digest", library.digest().toString());
            origin.addProperty("size", library.size());
            origin.addProperty("package", library.packageName());
            libraries.add(origin);
        }
        json.add("libraries", libraries);
        return json;
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
