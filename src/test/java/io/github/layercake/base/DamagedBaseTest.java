package io.github.layercake.base;

import static io.github.layercake.fixture.TestArchive.blobPath;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonObject;
import io.github.layercake.fixture.Expect;
import io.github.layercake.fixture.RandomImage;
import io.github.layercake.fixture.Stored;
import io.github.layercake.fixture.TestArchive;
import io.github.layercake.oci.Image;
import io.github.layercake.oci.Layer;
import io.github.layercake.oci.Platform;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged and hostile bases: an {@link ImageException} that helps, never another exception, never other bytes. */
@Timeout(120)
class DamagedBaseTest {

    private static final Platform AMD64 = new Platform("linux", "amd64", "");
    private static final RandomImage IMAGE = RandomImage.of(3, 2);
    private static final String LAYER = blobPath(IMAGE.layer(0));
    private static final String CONFIG = blobPath(IMAGE.configBytes());
    private static final String MANIFEST = blobPath(IMAGE.manifestBytes());

    @TempDir
    private Path directory;

    @ParameterizedTest
    @MethodSource("blobs")
    void aBitThatFlippedIsFound(String blob) {
        Expect.refusal(() -> readAll(layout().edit(blob, bytes -> {
                    byte[] flipped = bytes.clone();
                    flipped[flipped.length / 2] ^= 1;
                    return flipped;
                })))
                .says("sha256:" + blob.substring(blob.lastIndexOf('/') + 1))
                .says("is damaged: its bytes are sha256:");
    }

    @ParameterizedTest
    @MethodSource("blobs")
    void aBlobThatIsTooShortIsFound(String blob) {
        Expect.refusal(() -> readAll(layout().edit(blob, bytes -> Arrays.copyOf(bytes, bytes.length - 1))))
                .says("is damaged: its bytes are only");
        Expect.refusal(() -> readAll(layout().put(blob, ""))).says("is damaged: its bytes are only 0");
    }

    @ParameterizedTest
    @MethodSource("blobs")
    void aBlobThatIsTooLongIsFound(String blob) {
        Expect.refusal(() -> readAll(layout().edit(blob, bytes -> Arrays.copyOf(bytes, bytes.length + 1))))
                .says("is damaged: its bytes are more than");
    }

    @ParameterizedTest
    @MethodSource("blobs")
    void aBlobThatIsMissingIsNamed(String blob) {
        Expect.refusal(() -> readAll(layout().remove(blob))).says("no file '" + blob + "'");
    }

    static List<String> blobs() {
        return List.of(LAYER, blobPath(IMAGE.layer(1)), CONFIG, MANIFEST);
    }

    @Test
    void aNestedIndexThatWasChangedIsFound() {
        TestArchive layout = TestArchive.layout();
        JsonObject descriptor =
                layout.blob("application/vnd.oci.image.index.v1+json", "{\"manifests\":[]}".getBytes(UTF_8));
        layout.addToIndex(descriptor).put(blobPath("{\"manifests\":[]}".getBytes(UTF_8)), "{\"manifests\":[ ");
        Expect.refusal(() -> readAll(layout)).says("is damaged");
    }

    @Test
    void anEmptyIndexHoldsNoImage() {
        Expect.refusal(() -> readAll(TestArchive.layout().put("index.json", "{\"manifests\":[]}")))
                .says("holds no image");
        Expect.refusal(() -> readAll(layout().replace("index.json", "image.manifest", "something")))
                .says("holds no image");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[]",
                "null",
                "1",
                "\"x\"",
                "{}",
                "{]",
                "{'a':1}",
                "{} {}",
                "// x\n{}",
                "{\"manifests\"}",
                "{\"manifests\":[1]}",
                "{\"manifests\":[null]}",
                "{\"manifests\":[[]]}",
                "{\"manifests\":[{}]}",
                "{\"manifests\":{}}",
                "{\"manifests\":null}",
                "{\"manifests\":\"x\"}",
                "\u0000",
                "\ufffe{}",
                "{\"manifests\":[{\"digest\":\"\",\"size\":1}]}",
                "{\"manifests\":[{\"digest\":\"sha256:../../../../etc/passwd\",\"size\":1}]}",
                "{\"manifests\":[{\"digest\":\"md5:d41d8cd98f00b204e9800998ecf8427e\",\"size\":1}]}",
                "{\"manifests\":[{\"digest\":{},\"size\":1}]}"
            })
    void anIndexThatIsNoneIsRefused(String json) {
        Expect.refusal(() -> readAll(layout().put("index.json", json))).says("oci-archive:");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1",
                "-9223372036854775808",
                "9223372036854775807",
                "9223372036854775808",
                "10000000000",
                "1e400",
                "1e999999999",
                "1e-999999999",
                "0.5",
                "NaN",
                "Infinity",
                "\"1\"",
                "null",
                "{}",
                "true",
                "01",
                "0x10",
                "123456789012345678901234567890123456789012345678901234567890"
            })
    void anAbsurdSizeIsRefused(String size) {
        String good = "\"size\":" + IMAGE.manifestBytes().length;
        Expect.refusal(() -> readAll(layout().replace("index.json", good, "\"size\":" + size)))
                .says("oci-archive:");
    }

    @Test
    void aLayerThatClaimsTerabytesIsRefused() {
        String manifest = new String(IMAGE.manifestBytes(), UTF_8);
        String good = "\"size\":" + IMAGE.layer(0).length;
        byte[] bytes = manifest.replace(good, "\"size\":99999999999999").getBytes(UTF_8);
        TestArchive hostile = TestArchive.layout();
        hostile.put(LAYER, IMAGE.layer(0))
                .put(blobPath(IMAGE.layer(1)), IMAGE.layer(1))
                .put(CONFIG, IMAGE.configBytes());
        hostile.addToIndex(hostile.blob("application/vnd.oci.image.manifest.v1+json", bytes));
        Expect.refusal(() -> readAll(hostile)).says("is damaged: its bytes are only");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "[[],"})
    void jsonThatIsNestedDeeplyIsRefused(String start) {
        for (int depth : new int[] {300, 100_000, 1_000_000}) {
            String json = "{\"x\":" + start.repeat(depth);
            Expect.refusal(() -> readAll(layout().put("index.json", json))).says("oci-archive:");
            Expect.refusal(() -> readDocker(docker().put("manifest.json", start.repeat(depth))))
                    .says("docker-archive:");
        }
    }

    @Test
    void metadataThatFillsTheMemoryIsRefused() {
        byte[] huge = new byte[(4 << 20) + 1];
        Expect.refusal(() -> readAll(layout().put("index.json", huge))).says("no real manifest or config");
        TestArchive layout = TestArchive.layout();
        layout.addToIndex(layout.blob("application/vnd.oci.image.manifest.v1+json", huge));
        Expect.refusal(() -> readAll(layout)).says("no real manifest or config");
        Expect.refusal(() -> readDocker(docker().put("manifest.json", huge))).says("no real manifest or config");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"config\":{},\"layers\":[]}",
                "{\"config\":null,\"layers\":null}",
                "{\"config\":[],\"layers\":{}}",
                "{\"layers\":[]}",
                "{\"schemaVersion\":1,\"fsLayers\":[]}"
            })
    void aManifestThatIsNoneIsRefused(String json) {
        TestArchive layout = TestArchive.layout();
        layout.addToIndex(layout.blob("application/vnd.oci.image.manifest.v1+json", json.getBytes(UTF_8)));
        Expect.refusal(() -> readAll(layout)).says("oci-archive:");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"rootfs\":[]}",
                "{\"rootfs\":{}}",
                "{\"rootfs\":{\"diff_ids\":[\"x\",\"y\"]}}",
                "{\"rootfs\":{\"diff_ids\":[1,2]}}",
                "{\"rootfs\":{\"diff_ids\":{}}}"
            })
    void aConfigThatIsNoneIsRefused(String json) {
        String manifest = new String(IMAGE.manifestBytes(), UTF_8)
                .replace(RandomImage.sha256(IMAGE.configBytes()), RandomImage.sha256(json.getBytes(UTF_8)))
                .replace("\"size\":" + IMAGE.configBytes().length, "\"size\":" + json.length());
        TestArchive layout = TestArchive.layout().put(blobPath(json.getBytes(UTF_8)), json);
        layout.addToIndex(layout.blob("application/vnd.oci.image.manifest.v1+json", manifest.getBytes(UTF_8)));
        Expect.refusal(() -> readAll(layout)).says("oci-archive:");
        Expect.refusal(() -> readDocker(docker().put(dockerConfig(), json))).says("docker-archive:");
    }

    @Test
    void anArtifactIsNoImage() {
        String manifest = new String(IMAGE.manifestBytes(), UTF_8).replace("oci.image.config", "cncf.helm.config");
        TestArchive artifact = TestArchive.layout();
        artifact.addToIndex(artifact.blob("application/vnd.oci.image.manifest.v1+json", manifest.getBytes(UTF_8)));
        Expect.refusal(() -> readAll(artifact))
                .says("not about a container image")
                .says("cncf.helm.config");
    }

    @Test
    void aLayerThatEnginesCannotUnpackIsRefused() {
        String manifest = new String(IMAGE.manifestBytes(), UTF_8).replace("tar+gzip", "tar+lzma");
        TestArchive strange = TestArchive.layout().put(CONFIG, IMAGE.configBytes());
        strange.addToIndex(strange.blob("application/vnd.oci.image.manifest.v1+json", manifest.getBytes(UTF_8)));
        Expect.refusal(() -> readAll(strange)).says("tar+lzma");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "[1]",
                "[{}]",
                "[null]",
                "[{\"Config\":1}]",
                "[{\"Config\":\"nowhere.json\"}]",
                "[{]",
                "[{\"Config\":\"../../etc/passwd\",\"Layers\":[]}]",
                "[{\"Config\":\"a\\u0000b\"}]",
                "['x']"
            })
    void aDockerManifestThatIsNoneIsRefused(String json) {
        Expect.refusal(() -> readDocker(docker().put("manifest.json", json))).says("docker-archive:");
    }

    @Test
    void aDockerConfigThatWasChangedIsFound() {
        Expect.refusal(() -> readDocker(docker().replace(dockerConfig(), "SEED=3", "SEED=4")))
                .says("the bytes of its config '" + dockerConfig() + "' are sha256:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "GZIP"})
    void aDockerLayerThatWasChangedIsFound(Stored stored) throws IOException {
        RandomImage image = IMAGE.stored(stored);
        byte[] tar = TestArchive.docker().addDocker(image, "a").tar();
        byte[] layer = image.layer(0);
        int start = indexOf(tar, Arrays.copyOf(layer, 300));
        for (int position : new int[] {20, 600, layer.length - 1}) {
            byte[] damaged = tar.clone();
            damaged[start + Math.min(position, layer.length - 1)] ^= 1;
            Path file = Files.write(directory.resolve("damaged.tar"), damaged);
            Expect.refusal(() -> read("docker-archive:" + file)).says("damaged");
        }
    }

    private static TestArchive layout() {
        return TestArchive.layout().add(IMAGE, "1.0");
    }

    private static TestArchive docker() {
        return TestArchive.docker().addDocker(IMAGE, "app:1.0");
    }

    private static String dockerConfig() {
        return RandomImage.sha256(IMAGE.configBytes()).replace("sha256:", "") + ".json";
    }

    private void readAll(TestArchive layout) throws IOException {
        read("oci-archive:" + layout.tarTo(directory.resolve("layout.tar")));
    }

    private void readDocker(TestArchive archive) throws IOException {
        read("docker-archive:" + archive.tarTo(directory.resolve("docker.tar")));
    }

    /** Reads every byte. */
    private void read(String from) throws IOException {
        Image image = BaseImage.open(from, directory, AMD64);
        for (Layer layer : image.layers()) {
            layer.content().writeTo(OutputStream.nullOutputStream());
        }
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int i = 0; i + part.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        throw new IllegalArgumentException("not there");
    }
}
