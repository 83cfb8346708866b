package io.github.layercake.report;

import com.google.gson.stream.JsonWriter;
import io.github.layercake.build.BuildReport;
import io.github.layercake.build.LayerReport;
import io.github.layercake.cache.Delta;
import io.github.layercake.io.AtomicFile;
import io.github.layercake.layer.Outcome;
import io.github.layercake.oci.ImageReference;
import io.github.layercake.runtime.HostLibrary;
import io.github.layercake.runtime.JavaRuntime;
import java.io.IOException;
import java.io.StringWriter;
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
 *   "imageId": "sha256:…",                        of the config; of several, that which Docker before 25 loads
 *   "platforms": [{"platform": "linux/amd64", "digest": "sha256:…", "imageId": "sha256:…"}, …],
 *   "tar": {"path": "/…/target/app-1.0-image.tar", "size": 70000000, "written": 2400, "copied": 69997600},
 *   "pushed": {"sent": 2400, "present": 69997600},     instead of "tar", if it went to a registry: bytes of blobs
 *   "sinceLastImage": {"newBytes": 2400, "chainBytes": 3500, "cascade": ["launch"]},   null if there was none
 *   "layers": [{"name": "dependencies", "digest": "sha256:…", "diffId": "sha256:…", "size": 61000000,
 *               "entries": 108,                   lowest first; the base's are called "base", and have no entries, but
 *                                                 a "platform" if there are several
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
        StringWriter text = new StringWriter();
        JsonWriter json = new JsonWriter(text);
        json.setIndent("  ");
        write(report, json);
        byte[] bytes = text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(file, temporary -> temporary.out().write(bytes));
    }

    // Straight to the writer, without a tree: that loads a third of the classes, and this runs in every build.
    private static void write(BuildReport report, JsonWriter json) throws IOException {
        json.beginObject();
        json.name("reference").value(report.names().get(0).toString());
        json.name("tags").beginArray();
        for (ImageReference name : report.names()) {
            json.value(name.toString());
        }
        json.endArray();
        json.name("digest").value(report.digest().toString());
        json.name("imageId").value(report.id().toString());
        json.name("platforms").beginArray();
        for (BuildReport.OfPlatform image : report.platforms()) {
            json.beginObject();
            json.name("platform").value(image.platform().toString());
            json.name("digest").value(image.digest().toString());
            json.name("imageId").value(image.id().toString());
            json.endObject();
        }
        json.endArray();
        write(report.output(), json);
        json.name("sinceLastImage");
        if (report.delta().isPresent()) {
            write(report.delta().get(), json);
        } else {
            json.nullValue();
        }
        json.name("layers").beginArray();
        for (BuildReport.OfPlatform image : report.platforms()) {
            for (LayerReport layer : image.baseLayers()) {
                begin(layer, json);
                if (report.platforms().size() > 1) {
                    json.name("platform").value(image.platform().toString());
                }
                json.endObject();
            }
        }
        for (LayerReport layer : report.layers()) {
            begin(layer, json);
            json.name("entries").value(layer.entries());
            write(layer.outcome(), json);
            json.endObject();
        }
        json.endArray();
        if (report.runtime().isPresent()) {
            json.name("runtime");
            write(report.runtime().get(), json);
        }
        json.endObject();
    }

    private static void write(JavaRuntime.Facts runtime, JsonWriter json) throws IOException {
        json.beginObject();
        json.name("jdk").value(runtime.jdk());
        json.name("home").value(runtime.home().toString());
        write("modules", runtime.modules(), json);
        json.name("linked").value(runtime.linked());
        json.name("libraries").beginArray();
        for (HostLibrary library : runtime.libraries()) {
            json.beginObject();
            json.name("path").value(library.path());
            json.name("origin").value(library.origin());
            json.name("digest").value(library.digest().toString());
            json.name("size").value(library.size());
            json.name("package").value(library.packageName());
            json.endObject();
        }
        json.endArray();
        json.endObject();
    }

    private static void write(BuildReport.Output output, JsonWriter json) throws IOException {
        if (output instanceof BuildReport.Tar tar) {
            json.name("tar").beginObject();
            json.name("path").value(tar.file().toString());
            json.name("size").value(tar.size());
            json.name("written").value(tar.written());
            json.name("copied").value(tar.size() - tar.written());
            json.endObject();
        } else if (output instanceof BuildReport.Pushed pushed) {
            json.name("pushed").beginObject();
            json.name("sent").value(pushed.sent());
            json.name("present").value(pushed.present());
            json.endObject();
        }
    }

    private static void write(Delta delta, JsonWriter json) throws IOException {
        json.beginObject();
        json.name("newBytes").value(delta.newBytes());
        json.name("chainBytes").value(delta.chainBytes());
        write("cascade", delta.cascade(), json);
        json.endObject();
    }

    private static void begin(LayerReport layer, JsonWriter json) throws IOException {
        json.beginObject();
        json.name("name").value(layer.name());
        json.name("digest").value(layer.digest().toString());
        json.name("diffId").value(layer.diffId().toString());
        json.name("size").value(layer.size());
    }

    private static void write(Outcome outcome, JsonWriter json) throws IOException {
        if (outcome instanceof Outcome.Rebuilt rebuilt) {
            json.name("outcome").value("rebuilt");
            json.name("reason").value(rebuilt.summary());
            write("changes", rebuilt.changes(), json);
        } else {
            json.name("outcome").value(outcome instanceof Outcome.Reused ? "reused" : "new");
        }
    }

    private static void write(String name, List<String> texts, JsonWriter json) throws IOException {
        json.name(name).beginArray();
        for (String text : texts) {
            json.value(text);
        }
        json.endArray();
    }
}
