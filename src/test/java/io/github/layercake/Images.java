package io.github.layercake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.layercake.fixture.ImageAssert;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Reads image archives without any of our own code. */
public final class Images {

    private Images() {}

    /** The image in an archive of ours, which must be right in every digest. */
    public static ReadImage requireValid(Path tar) throws IOException {
        ImageAssert.assertThatTarballIsValid(tar, 0);
        Map<String, byte[]> files = files(tar);
        JsonObject index = json(files, "index.json").getAsJsonObject();
        JsonObject descriptor = index.getAsJsonArray("manifests").get(0).getAsJsonObject();
        JsonObject manifest = parse(blob(files, descriptor)).getAsJsonObject();
        JsonObject config =
                parse(blob(files, manifest.getAsJsonObject("config"))).getAsJsonObject();
        JsonArray diffIds = config.getAsJsonObject("rootfs").getAsJsonArray("diff_ids");
        JsonArray layers = manifest.getAsJsonArray("layers");
        assertThat(diffIds).hasSameSizeAs(layers);
        List<Map<String, Entry>> read = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            byte[] stored = blob(files, layers.get(i).getAsJsonObject());
            String type = layers.get(i).getAsJsonObject().get("mediaType").getAsString();
            byte[] plain = type.endsWith("+gzip")
                    ? new GZIPInputStream(new ByteArrayInputStream(stored)).readAllBytes()
                    : stored;
            assertThat(sha256(plain)).isEqualTo(diffIds.get(i).getAsString());
            read.add(entries(plain));
        }
        return new ReadImage(index, manifest, config, read);
    }

    private static Map<String, byte[]> files(Path tar) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (TarArchiveInputStream in = new TarArchiveInputStream(Files.newInputStream(tar), UTF_8.name())) {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                assertThat(files.put(entry.getName(), in.readAllBytes()))
                        .as(entry.getName())
                        .isNull();
            }
        }
        return files;
    }

    private static Map<String, Entry> entries(byte[] tar) throws IOException {
        Map<String, Entry> entries = new LinkedHashMap<>();
        try (TarArchiveInputStream in = new TarArchiveInputStream(new ByteArrayInputStream(tar), UTF_8.name())) {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                long owner = entry.getName().equals("home/nonroot/") ? 65532 : 0;
                assertThat(entry.getLongUserId()).isEqualTo(owner);
                assertThat(entry.getLongGroupId()).isEqualTo(owner);
                assertThat(entry.getLastModifiedTime().toMillis()).isEqualTo(1000);
                Entry facts =
                        new Entry(entry.getMode() & 07777, entry.getLinkName(), new String(in.readAllBytes(), UTF_8));
                assertThat(entries.put(entry.getName(), facts))
                        .as(entry.getName())
                        .isNull();
            }
        }
        assertThat(entries.keySet().stream()
                        .map(path -> path.endsWith("/") ? path.substring(0, path.length() - 1) : path)
                        .toList())
                .isSorted();
        return entries;
    }

    private static byte[] blob(Map<String, byte[]> files, JsonObject descriptor) {
        String digest = descriptor.get("digest").getAsString();
        byte[] bytes = files.getOrDefault("blobs/" + digest.replace(':', '/'), new byte[0]);
        assertThat(sha256(bytes)).isEqualTo(digest);
        assertThat(descriptor.get("size").getAsLong()).isEqualTo(bytes.length);
        return bytes;
    }

    private static JsonElement json(Map<String, byte[]> files, String name) {
        assertThat(files).containsKey(name);
        return parse(files.getOrDefault(name, new byte[0]));
    }

    private static JsonElement parse(byte[] json) {
        return JsonParser.parseString(new String(json, UTF_8));
    }

    /** {@code sha256:…} of some bytes. */
    public static String sha256(byte[] bytes) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** {@code sha256:…} of a file of any size. */
    public static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                hash.update(buffer, 0, n);
            }
            return "sha256:" + HexFormat.of().formatHex(hash.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * An entry of a layer.
     *
     * @param mode permission bits
     * @param link where it points, or empty
     * @param text content, if it is UTF-8
     */
    public record Entry(int mode, String link, String text) {

        public boolean executable() {
            return (mode & 0100) != 0;
        }
    }

    /**
     * An image as others see it.
     *
     * @param layers lowest first; entries by path, that of a directory with a slash at its end
     */
    public record ReadImage(JsonObject index, JsonObject manifest, JsonObject config, List<Map<String, Entry>> layers) {

        /** The names of our layers, from the history. */
        public List<String> layerNames() {
            return config.getAsJsonArray("history").asList().stream()
                    .map(entry -> entry.getAsJsonObject().get("created_by").getAsString())
                    .map(text -> text.substring(text.lastIndexOf(' ') + 1))
                    .toList();
        }

        /** What a container sees of all layers together. */
        public Map<String, Entry> files() {
            Map<String, Entry> files = new TreeMap<>();
            layers.forEach(files::putAll);
            return files;
        }

        public Map<String, Entry> layer(String name) {
            return layers.get(layerNames().indexOf(name));
        }

        public Entry file(String path) {
            return Objects.requireNonNull(files().get(path), path);
        }

        public List<String> classPath() {
            String line = file("app/classpath").text();
            assertThat(line).startsWith("\"").endsWith("\"\n");
            return List.of(line.substring(1, line.length() - 2).split(":"));
        }

        public JsonObject runtime() {
            return config.getAsJsonObject("config");
        }

        public List<String> diffIds() {
            return config.getAsJsonObject("rootfs").getAsJsonArray("diff_ids").asList().stream()
                    .map(JsonElement::getAsString)
                    .toList();
        }
    }
}
