package io.github.layercake.inspect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.layercake.archive.ImageTarball;
import io.github.layercake.fixture.RandomImage;
import io.github.layercake.fixture.TestTar;
import io.github.layercake.io.Content;
import io.github.layercake.io.TarReader;
import io.github.layercake.oci.Image;
import io.github.layercake.oci.ImageReference;
import io.github.layercake.oci.Images;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be wrong with an archive although its image is right. */
class TarballValidatorTest {

    private static final Image IMAGE = RandomImage.of(1, 2).image();
    private static final String CONFIG = blob(IMAGE.id().hex());
    private static final String MANIFEST = blob(IMAGE.digest().hex());
    private static final String LAYER = blob(IMAGE.layers().get(0).digest().hex());

    @TempDir
    private Path directory;

    private Path tar;
    private final Map<String, byte[]> files = new LinkedHashMap<>();

    @BeforeEach
    void write() throws IOException {
        tar = directory.resolve("image.tar");
        try (OutputStream out = Files.newOutputStream(tar)) {
            ImageTarball.write(
                    Images.of(IMAGE), List.of(ImageReference.parse("app:1"), ImageReference.parse("app:2")), out);
        }
        for (Map.Entry<String, Content> file : TarReader.files(tar).entrySet()) {
            files.put(file.getKey(), file.getValue().readAll());
        }
    }

    @Test
    void whatWeWriteIsRight() throws IOException {
        assertThat(TarballValidator.validate(tar, 0)).isEmpty();
        assertThat(findings(files)).isEmpty();
    }

    @Test
    void anotherOrderIsFound() throws IOException {
        List<String> paths = new ArrayList<>(files.keySet());
        assertThat(paths).hasSize(7).endsWith(CONFIG, MANIFEST, "index.json", "manifest.json");
        for (int i = 0; i + 1 < paths.size(); i++) {
            List<String> swapped = new ArrayList<>(paths);
            swapped.add(i + 1, swapped.remove(i));
            Map<String, byte[]> other = new LinkedHashMap<>();
            swapped.forEach(path -> other.put(path, file(path)));
            assertThat(findings(other)).singleElement().asString().contains("its entries are");
        }
    }

    @Test
    void whatNobodyRefersToIsFound() throws IOException {
        files.put(blob(RandomImage.sha256(new byte[] {1}).replace("sha256:", "")), new byte[] {1});
        assertThat(findings(files)).singleElement().asString().contains("its entries are");
    }

    @Test
    void blobsWithAnotherNameAreFound() throws IOException {
        files.put("blobs/sha256/abc", new byte[0]);
        files.put(blob("0".repeat(64)), new byte[0]);
        assertThat(findings(files).toString())
                .contains("blobs/sha256/abc: it is not named by a digest")
                .contains("0: its bytes are sha256:e3b0c442");
    }

    @Test
    void whatIsMissingIsFound() throws IOException {
        for (String path : List.copyOf(files.keySet())) {
            Map<String, byte[]> fewer = new LinkedHashMap<>(files);
            fewer.remove(path);
            assertThat(findings(fewer)).as(path).isNotEmpty();
        }
    }

    @Test
    void namesThatDisagreeAreFound() throws IOException {
        replace("manifest.json", "docker.io/library/app:2", "docker.io/library/app:3");
        assertThat(findings(files)).singleElement().asString().contains("its RepoTags are");
    }

    @Test
    void aNameThatIsNotCanonicalIsFound() throws IOException {
        replace("manifest.json", "docker.io/library/app:1", "app:1");
        replace("index.json", "docker.io/library/app:1", "app:1");
        assertThat(findings(files)).singleElement().asString().contains("'app:1' is not canonical");
    }

    @Test
    void aTagThatDisagreesWithTheNameIsFound() throws IOException {
        replace(
                "index.json",
                "\"org.opencontainers.image.ref.name\":\"2\"",
                "\"org.opencontainers.image.ref.name\":\"3\"");
        assertThat(findings(files))
                .singleElement()
                .asString()
                .contains("the tag of")
                .contains("is not '3'");
    }

    @Test
    void aDescriptorWithoutANameIsFound() throws IOException {
        replace("index.json", "io.containerd.image.name", "something.else");
        assertThat(findings(files).toString()).contains("a descriptor has no name for containerd, or no tag");
    }

    @Test
    void aDockerManifestOfAnotherImageIsFound() throws IOException {
        replace("manifest.json", CONFIG, MANIFEST);
        assertThat(findings(files).toString()).contains("its config is not the manifest's");
    }

    @Test
    void otherLayersInTheDockerManifestAreFound() throws IOException {
        replace("manifest.json", LAYER, CONFIG);
        assertThat(findings(files).toString()).contains("its layers are not the manifest's");
    }

    @Test
    void attributesThatDependOnTheMachineAreFound() throws IOException {
        byte[] bytes = Files.readAllBytes(tar);
        bytes[100 + 6] = '6';
        byte[] header = TestTar.sealed(Arrays.copyOf(bytes, 512));
        System.arraycopy(header, 0, bytes, 0, 512);
        Files.write(tar, bytes);
        assertThat(TarballValidator.validate(tar, 0))
                .singleElement()
                .asString()
                .contains("oci-layout: its mode, owner or time");
    }

    @Test
    void directoriesAndASecondFileOfTheSameNameAreFound() throws IOException {
        TestTar other = new TestTar().directory("blobs");
        files.forEach(other::file);
        Files.write(tar, other.file("manifest.json", file("manifest.json")).bytes());
        assertThat(TarballValidator.validate(tar, 0).toString())
                .contains("blobs: it is not a file")
                .contains("manifest.json: it is there twice");
    }

    @Test
    void anotherEndIsFound() throws IOException {
        byte[] bytes = Files.readAllBytes(tar);
        Files.write(tar, Arrays.copyOf(bytes, bytes.length + 512));
        assertThat(TarballValidator.validate(tar, 0)).singleElement().asString().contains("two empty blocks");
    }

    @Test
    void whateverIsDamagedIsAFinding() throws IOException {
        byte[] good = Files.readAllBytes(tar);
        for (int size = 0; size < good.length - 1024; size += 511) {
            Files.write(tar, Arrays.copyOf(good, size));
            assertThat(TarballValidator.validate(tar, 0)).as("%s bytes", size).isNotEmpty();
        }
        for (String json : List.of("", "[]", "{}", "null", "{\"manifests\":[]}", "[{}]", "[1]")) {
            for (String path : List.of("index.json", "manifest.json", MANIFEST, CONFIG)) {
                Map<String, byte[]> damaged = new LinkedHashMap<>(files);
                damaged.put(path, json.getBytes(UTF_8));
                assertThat(findings(damaged)).as(path + json).isNotEmpty();
            }
        }
    }

    private void replace(String path, String old, String with) {
        String text = new String(file(path), UTF_8);
        assertThat(text).contains(old);
        files.put(path, text.replace(old, with).getBytes(UTF_8));
    }

    private byte[] file(String path) {
        return files.getOrDefault(path, new byte[0]);
    }

    private List<Finding> findings(Map<String, byte[]> contents) throws IOException {
        TestTar other = new TestTar();
        contents.forEach(other::file);
        Files.write(tar, other.bytes());
        return TarballValidator.validate(tar, 0);
    }

    private static String blob(String hex) {
        return "blobs/sha256/" + hex;
    }
}
