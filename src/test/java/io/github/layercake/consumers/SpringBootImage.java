package io.github.layercake.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the integration test {@code spring-boot-application} has built, read from the tar itself.
 *
 * @param tar the image
 * @param layout the extracted tar, an OCI layout directory
 * @param reference the full name, {@code docker.io/library/petshop:1.0.0}
 * @param tag {@code 1.0.0}
 * @param manifestDigest {@code sha256:…}
 * @param imageId the digest of the config, {@code sha256:…}
 * @param layers the digests of the layers, bottom first
 * @param diffIds the digests of the uncompressed layers
 * @param files path in the image, without the leading slash, to the file of the project that it must equal
 */
record SpringBootImage(
        Path tar,
        Path layout,
        String reference,
        String tag,
        String manifestDigest,
        String imageId,
        List<String> layers,
        List<String> diffIds,
        Map<String, Path> files) {

    private static final Path TARGET = Path.of("target", "it", "spring-boot-application", "target");

    /** Extracts the tar into {@code directory}. */
    static SpringBootImage extractedTo(Path directory) throws IOException {
        Path tar = TARGET.resolve("petshop-1.0.0-image.tar").toAbsolutePath();
        if (!Files.exists(tar)) {
            throw Tool.missing("'" + tar + "' is missing: mvn verify builds it in the integration tests");
        }
        Path layout = Files.createDirectories(directory.resolve("layout"));
        new Tool(List.of("tar")).run("-xf", tar, "-C", layout);
        JsonObject descriptor = json(layout.resolve("index.json"))
                .getAsJsonArray("manifests")
                .get(0)
                .getAsJsonObject();
        JsonObject annotations = descriptor.getAsJsonObject("annotations");
        String manifestDigest = descriptor.get("digest").getAsString();
        JsonObject manifest = json(blob(layout, manifestDigest));
        String imageId = digest(manifest.get("config"));
        return new SpringBootImage(
                tar,
                layout,
                annotations.get("io.containerd.image.name").getAsString(),
                annotations.get("org.opencontainers.image.ref.name").getAsString(),
                manifestDigest,
                imageId,
                manifest.getAsJsonArray("layers").asList().stream()
                        .map(SpringBootImage::digest)
                        .toList(),
                json(blob(layout, imageId)).getAsJsonObject("rootfs").getAsJsonArray("diff_ids").asList().stream()
                        .map(JsonElement::getAsString)
                        .toList(),
                projectFiles());
    }

    /**
     * The project's jars, classes and resources are in {@code root}, bit for bit, and nothing else is in their places.
     */
    void assertFilesIn(Path root) throws IOException {
        Map<String, Path> found = new TreeMap<>();
        for (String place : List.of("app/libs", "app/resources", "app/classes")) {
            found.putAll(filesIn(root.resolve(place), place + "/"));
        }
        assertThat(found.keySet()).isEqualTo(files.keySet());
        assertThat(files)
                .hasSizeGreaterThan(100)
                .allSatisfy(
                        (name, file) -> assertThat(root.resolve(name)).as(name).hasSameBinaryContentAs(file));
    }

    /** Every layer that {@code root} has under {@code blobs/sha256} is ours. */
    void assertLayersIn(Path root) throws IOException {
        for (String layer : layers) {
            assertThat(blob(root, layer)).hasSameBinaryContentAs(blob(layout, layer));
        }
    }

    static Path blob(Path layout, String digest) {
        return layout.resolve("blobs").resolve(digest.replace(':', '/'));
    }

    static JsonObject json(Path file) throws IOException {
        return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    }

    private static String digest(JsonElement descriptor) {
        return descriptor.getAsJsonObject().get("digest").getAsString();
    }

    private static Map<String, Path> projectFiles() throws IOException {
        Map<String, Path> files = new TreeMap<>();
        for (String jar :
                Files.readString(TARGET.resolve("class-path.txt")).strip().split(":", -1)) {
            files.put("app/libs/" + Path.of(jar).getFileName(), Path.of(jar));
        }
        filesIn(TARGET.resolve("classes"), "")
                .forEach((name, file) ->
                        files.put("app/" + (name.endsWith(".class") ? "classes/" : "resources/") + name, file));
        return files;
    }

    private static Map<String, Path> filesIn(Path directory, String prefix) throws IOException {
        Map<String, Path> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(directory)) {
            paths.filter(Files::isRegularFile).forEach(file -> files.put(prefix + directory.relativize(file), file));
        }
        return files;
    }
}
