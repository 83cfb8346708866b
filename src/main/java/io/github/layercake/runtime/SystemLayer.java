package io.github.layercake.runtime;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.layercake.io.Content;
import io.github.layercake.io.TarEntry;
import io.github.layercake.io.VerifiedContent;
import io.github.layercake.plan.LayerEntry;
import io.github.layercake.plan.LayerPlan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The lowest layer of an image without a base: libraries of this machine, users, and a directory for temporary files.
 */
final class SystemLayer {
    /** Where glibc looks for the locale C.UTF-8. */
    static final String LOCALE = "/usr/lib/locale/C.UTF-8/";

    static final String NAME = "system";

    private static final int NONROOT = 65532;
    private static final Content NOTHING = Content.of(new byte[0]);

    private static final String PASSWD = """
            root:x:0:0:root:/root:/sbin/nologin
            nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin
            nobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin
            """;
    private static final String GROUP = """
            root:x:0:
            nonroot:x:65532:
            nobody:x:65534:
            """;
    private static final String NSSWITCH = """
            passwd: files
            group: files
            hosts: files dns
            """;

    private SystemLayer() {}

    static LayerPlan plan(List<HostLibrary> libraries) {
        Map<String, LayerEntry> entries = new TreeMap<>();
        addText(entries, "etc/group", GROUP);
        addText(entries, "etc/nsswitch.conf", NSSWITCH);
        addText(entries, "etc/passwd", PASSWD);
        addDirectory(entries, "home", 0755, 0);
        addDirectory(entries, "home/nonroot", 0700, NONROOT);
        addDirectory(entries, "opt", 0755, 0);
        addDirectory(entries, "root", 0700, 0);
        addDirectory(entries, "tmp", 01777, 0);
        for (HostLibrary library : libraries) {
            String path = library.path().substring(1);
            addParents(entries, path);
            int mode = library.path().startsWith(LOCALE) ? 0644 : 0755;
            Content file = Content.of(Path.of(library.origin()));
            VerifiedContent content = new VerifiedContent(
                    file,
                    library.digest(),
                    library.size(),
                    found -> new IOException("the library '" + library.origin()
                            + "' changed while it was read; build again when nothing installs packages"));
            entries.put(path, new LayerEntry(TarEntry.file(path, library.size(), mode, 0, 0), content, ""));
        }
        return new LayerPlan(
                NAME, libraries.size() + " files of this machine, users, /tmp", new ArrayList<>(entries.values()));
    }

    private static void addText(Map<String, LayerEntry> entries, String path, String text) {
        addParents(entries, path);
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        entries.put(path, new LayerEntry(TarEntry.file(path, bytes.length, 0644, 0, 0), Content.of(bytes), ""));
    }

    private static void addParents(Map<String, LayerEntry> entries, String path) {
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            addDirectory(entries, path.substring(0, slash), 0755, 0);
        }
    }

    private static void addDirectory(Map<String, LayerEntry> entries, String path, int mode, int owner) {
        entries.putIfAbsent(path, new LayerEntry(TarEntry.directory(path, mode, owner, owner), NOTHING, ""));
    }

    /** What came from where: {@code [{"path": …, "origin": …, "digest": …, "package": …}, …]}. */
    static String toJson(List<HostLibrary> libraries) {
        JsonArray all = new JsonArray();
        for (HostLibrary library : libraries) {
            JsonObject json = new JsonObject();
            json.addProperty("path", library.path());
            json.addProperty("origin", library.origin());
            json.addProperty("digest", library.digest().toString());
            json.addProperty("package", library.packageName());
            all.add(json);
        }
        return all.toString();
    }
}
