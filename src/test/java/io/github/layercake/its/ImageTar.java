package io.github.layercake.its;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import io.github.layercake.fixture.ImageAssert;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
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
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * An image tarball, read by other code than ours, with every digest in it recomputed. JSON is maps and lists, so that a
 * script reads {@code image.config.config.Env}.
 */
public final class ImageTar {
    private final Map<String, byte[]> blobs;
    private final List<Map<String, Object>> descriptors;
    private final List<Map<String, Object>> index;
    private final Map<String, Object> manifest;
    private final Map<String, Object> config;
    private final SortedMap<String, Layer> layers = new TreeMap<>();
    private final List<String> layerNames = new ArrayList<>();

    private ImageTar(Map<String, byte[]> blobs, String platform) throws IOException {
        this.blobs = blobs;
        this.descriptors = maps(json(file("index.json")).get("manifests"));
        this.index = String.valueOf(descriptors.get(0).get("mediaType")).contains("index")
                ? maps(json(blob(descriptors.get(0))).get("manifests"))
                : List.of();
        this.manifest = json(blob(index.isEmpty() ? descriptors.get(0) : ofPlatform(platform)));
        this.config = json(blob(map(manifest.get("config"))));
        checkDocker(index.isEmpty());
        readLayers();
    }

    private Map<String, Object> ofPlatform(String platform) {
        return index.stream()
                .filter(entry -> platform.isEmpty() || platform(entry).equals(platform))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + platform + " in " + index));
    }

    private static String platform(Map<String, Object> descriptor) {
        Map<String, Object> platform = map(descriptor.get("platform"));
        return platform.get("os") + "/" + platform.get("architecture")
                + (platform.containsKey("variant") ? "/" + platform.get("variant") : "");
    }

    /** The platforms in the index, in its order; none if there is only one image. */
    public List<String> getPlatforms() {
        return index.stream().map(ImageTar::platform).toList();
    }

    /** What Docker before 25 loads. */
    public String getDockerConfig() {
        return String.valueOf(maps(new Gson().fromJson(text(file("manifest.json")), List.class))
                .get(0)
                .get("Config"));
    }

    /** Reads the tar, and fails the test if it contradicts itself; of several platforms the first. */
    public static ImageTar read(File tar) throws IOException {
        return read(tar, "");
    }

    /** Reads the image for one platform in the tar, and fails the test if it contradicts itself. */
    public static ImageTar read(File tar, String platform) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (TarArchiveInputStream in = new TarArchiveInputStream(Files.newInputStream(tar.toPath()))) {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                assertThat(files.put(entry.getName(), in.readAllBytes()))
                        .as(entry.getName() + " twice in " + tar)
                        .isNull();
            }
        }
        assertThat(files.keySet()).first().isEqualTo("oci-layout");
        ImageAssert.assertThatTarballIsValid(tar.toPath(), 0);
        return new ImageTar(files, platform);
    }

    /** Copies a tar aside before the next build replaces it. */
    public static File keep(File tar, String name) throws IOException {
        Path copy = tar.toPath().resolveSibling("../" + name).normalize();
        Files.deleteIfExists(copy);
        return Files.copy(tar.toPath(), copy).toFile();
    }

    /** Fails the test unless both are the same, byte by byte; says what differs. */
    public static void assertSame(File actual, File expected) throws IOException {
        long mismatch = Files.mismatch(actual.toPath(), expected.toPath());
        if (mismatch >= 0) {
            ImageTar one = read(actual);
            ImageTar other = read(expected);
            assertThat(one.index).as("platforms in %s", actual).isEqualTo(other.index);
            assertThat(one.contents()).as("files in %s", actual).isEqualTo(other.contents());
            assertThat(one.config).as("config in %s", actual).isEqualTo(other.config);
            assertThat(mismatch)
                    .as("first different byte of %s and %s", actual, expected)
                    .isEqualTo(-1);
        }
    }

    /** The index's descriptors, one for each name. */
    public List<Map<String, Object>> getDescriptors() {
        return descriptors;
    }

    /** The manifest. */
    public Map<String, Object> getManifest() {
        return manifest;
    }

    /** The config. */
    public Map<String, Object> getConfig() {
        return config;
    }

    /** What the layers are called, lowest first; {@code base} where they are not ours. */
    public List<String> getLayerNames() {
        return layerNames;
    }

    /** The only layer of that name. */
    public Layer layer(String name) {
        return Objects.requireNonNull(layers.get(name), () -> "no layer '" + name + "' in " + layerNames);
    }

    /** The paths of all files and links in a layer, without directories; none if there is no such layer. */
    public List<String> files(String layer) {
        return layers.containsKey(layer) ? List.copyOf(layer(layer).files().keySet()) : List.of();
    }

    /** The class path that the image starts with. */
    public List<String> getClassPath() {
        String file = new String(
                Objects.requireNonNull(layer("launch").files().get("app/classpath")), StandardCharsets.UTF_8);
        assertThat(file).startsWith("\"").endsWith("\"\n");
        return List.of(file.substring(1, file.length() - 2).split(":", -1));
    }

    /** Everything in the layers, in words: path, kind, mode, owner, time, digest. */
    public List<String> contents() {
        return layerNames.stream()
                .flatMap(name -> layer(name).entries().stream().map(entry -> name + ": " + entry))
                .toList();
    }

    private void checkDocker(boolean alone) {
        Map<String, Object> docker = maps(new Gson().fromJson(text(file("manifest.json")), List.class))
                .get(0);
        if (alone) {
            assertThat(docker.get("Config")).isEqualTo(path(map(manifest.get("config"))));
            assertThat(docker.get("Layers"))
                    .isEqualTo(maps(manifest.get("layers")).stream()
                            .map(ImageTar::path)
                            .toList());
        }
        assertThat(docker.get("RepoTags"))
                .isEqualTo(descriptors.stream()
                        .map(descriptor -> map(descriptor.get("annotations")).get("io.containerd.image.name"))
                        .toList());
        assertThat(new TreeSet<>(descriptors.stream().map(ImageTar::path).toList()))
                .hasSize(1);
    }

    private void readLayers() throws IOException {
        List<String> diffIds = new ArrayList<>();
        List<Map<String, Object>> history = maps(config.get("history")).stream()
                .filter(entry -> !Boolean.TRUE.equals(entry.get("empty_layer")))
                .toList();
        List<Map<String, Object>> stack = maps(manifest.get("layers"));
        assertThat(history).hasSameSizeAs(stack);
        for (int i = 0; i < stack.size(); i++) {
            byte[] blob = blob(stack.get(i));
            byte[] tar = String.valueOf(stack.get(i).get("mediaType")).endsWith("gzip")
                    ? new GZIPInputStream(new ByteArrayInputStream(blob)).readAllBytes()
                    : blob;
            diffIds.add(sha256(tar));
            String by = String.valueOf(history.get(i).get("created_by"));
            String name = by.startsWith("image-maven-plugin: ") ? by.substring(by.indexOf(' ') + 1) : "base";
            layerNames.add(name);
            layers.put(name, Layer.read(new ByteArrayInputStream(tar)));
        }
        assertThat(map(config.get("rootfs")).get("diff_ids")).isEqualTo(diffIds);
    }

    private byte[] file(String path) {
        return Objects.requireNonNull(blobs.get(path), () -> path + " is not among " + blobs.keySet());
    }

    private byte[] blob(Map<String, Object> descriptor) {
        byte[] blob = file(path(descriptor));
        assertThat(sha256(blob)).isEqualTo(descriptor.get("digest"));
        assertThat(((Number) Objects.requireNonNull(descriptor.get("size"))).longValue())
                .isEqualTo(blob.length);
        return blob;
    }

    private static String path(Map<String, Object> descriptor) {
        return "blobs/" + String.valueOf(descriptor.get("digest")).replace(':', '/');
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static Map<String, Object> json(byte[] bytes) {
        return map(new Gson().fromJson(text(bytes), Map.class));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(@org.jspecify.annotations.Nullable Object json) {
        return (Map<String, Object>) Objects.requireNonNull(json);
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> maps(@org.jspecify.annotations.Nullable Object json) {
        return json == null ? List.of() : (List<Map<String, Object>>) json;
    }

    private static String sha256(byte[] bytes) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * What one layer holds.
     *
     * @param entries every entry, in words
     * @param files the content of files by path without a leading slash; of a link, its target
     */
    public record Layer(List<String> entries, SortedMap<String, byte[]> files) {

        static Layer read(InputStream tar) throws IOException {
            List<String> entries = new ArrayList<>();
            SortedMap<String, byte[]> files = new TreeMap<>();
            try (TarArchiveInputStream in = new TarArchiveInputStream(tar, StandardCharsets.UTF_8.name())) {
                for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                    byte[] content = entry.isSymbolicLink()
                            ? entry.getLinkName().getBytes(StandardCharsets.UTF_8)
                            : in.readAllBytes();
                    String kind = entry.isDirectory() ? "directory" : entry.isSymbolicLink() ? "link" : "file";
                    entries.add("%s %s %o %d:%d %d %s"
                            .formatted(
                                    entry.getName(),
                                    kind,
                                    entry.getMode() & 07777,
                                    entry.getLongUserId(),
                                    entry.getLongGroupId(),
                                    entry.getLastModifiedTime().toMillis(),
                                    sha256(content)));
                    if (!entry.isDirectory()) {
                        files.put(entry.getName(), content);
                    }
                }
            }
            return new Layer(entries, files);
        }

        /** The content of a text file. */
        public String text(String path) {
            return ImageTar.text(Objects.requireNonNull(files.get(path), path));
        }

        /** The permissions of a file, such as {@code 644}. */
        public String mode(String path) {
            return entries.stream()
                    .filter(entry -> entry.startsWith(path + " "))
                    .map(entry -> entry.split(" ", -1)[2])
                    .findFirst()
                    .orElseThrow();
        }
    }
}
