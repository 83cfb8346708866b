package io.github.layercake.archive;

import static io.github.layercake.fixture.ImageAssert.assertThatTarballIsValid;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.layercake.fixture.ImageAssert;
import io.github.layercake.fixture.RandomImage;
import io.github.layercake.fixture.Settings;
import io.github.layercake.fixture.Stored;
import io.github.layercake.fixture.TestTar;
import io.github.layercake.inspect.TarballValidator;
import io.github.layercake.io.Content;
import io.github.layercake.io.Digest;
import io.github.layercake.io.TarReader;
import io.github.layercake.oci.History;
import io.github.layercake.oci.Image;
import io.github.layercake.oci.ImageReference;
import io.github.layercake.oci.Images;
import io.github.layercake.oci.Layer;
import io.github.layercake.oci.Platform;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An archive of several platforms: what is in it, in which order, and who reads what. */
class PlatformsTarballTest {

    private static final Platform HOST = Platform.parse("linux/amd64");
    private static final List<ImageReference> NAMES =
            List.of(ImageReference.parse("app:1.0"), ImageReference.parse("r.io/team/app:latest"));
    private static final RandomImage AMD64 = RandomImage.of(1, 2);
    private static final RandomImage ARM64 = RandomImage.of(2, 1).withPlatform("arm64", "v8");
    private static final RandomImage ARM6 = RandomImage.of(3, 2).withPlatform("arm", "v6");

    @TempDir
    private Path directory;

    /** The bases with two layers of ours on top, of which the seeds decide. */
    private static Images images(long libraries, long classes, RandomImage... bases) {
        List<Image> images = new ArrayList<>();
        for (RandomImage base : bases) {
            images.add(onTop(base.image(), libraries, classes));
        }
        return Images.of(images, Map.of(), HOST);
    }

    private static Image onTop(Image base, long... seeds) {
        List<Layer> layers = new ArrayList<>(base.layers());
        List<Digest> diffIds = new ArrayList<>();
        List<History> history = new ArrayList<>();
        for (long seed : seeds) {
            Layer layer = ours(seed);
            layers.add(layer);
            diffIds.add(layer.diffId());
            history.add(new History("test", "seed " + seed));
        }
        return Image.of(layers, base.config().extend(Settings.NONE, diffIds, history, Instant.EPOCH), Map.of());
    }

    private static Layer ours(long seed) {
        return RandomImage.of(seed, 1).stored(Stored.PLAIN).image().layers().get(0);
    }

    private static byte[] bytes(Images images) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageTarball.write(images, NAMES, out);
        return out.toByteArray();
    }

    private Path write(Images images) throws IOException {
        return Files.write(directory.resolve("image.tar"), bytes(images));
    }

    @Test
    void whatChangesMostIsLast() throws IOException {
        Images images = images(8, 9, AMD64, ARM64, ARM6);
        Path tar = write(images);
        assertThatTarballIsValid(tar, 0);
        List<String> expected = new ArrayList<>(List.of("oci-layout"));
        for (RandomImage base : List.of(AMD64, ARM64, ARM6)) {
            base.image().layers().forEach(layer -> expected.add(blob(layer.digest())));
        }
        for (long ours : new long[] {8, 9}) {
            expected.add(blob(ours(ours).digest()));
        }
        images.images().forEach(image -> expected.add(blob(image.id())));
        images.images().forEach(image -> expected.add(blob(image.digest())));
        expected.addAll(List.of(blob(images.digest()), "index.json", "manifest.json"));
        assertThat(TarReader.files(tar).keySet()).containsExactlyElementsOf(expected);
    }

    @Test
    void theSameImagesGiveTheSameBytes() throws IOException {
        Images images = images(8, 9, AMD64.stored(Stored.PLAIN), ARM64.stored(Stored.PLAIN));
        assertThat(Digest.of(bytes(images)))
                .hasToString("sha256:1ae31f2fd2d2933fa22837d570070f758c6b6a83b74d44cf3621bc4c1c931314");
    }

    @Test
    void everyNameIsOfTheIndexAndDockersIsOfOneImage() throws IOException {
        Images images = images(8, 9, ARM64, AMD64);
        Path tar = write(images);
        Map<String, Content> files = TarReader.files(tar);
        JsonArray descriptors = JsonParser.parseString(text(files, "index.json"))
                .getAsJsonObject()
                .getAsJsonArray("manifests");
        assertThat(descriptors).hasSize(2);
        for (int i = 0; i < 2; i++) {
            JsonObject descriptor = descriptors.get(i).getAsJsonObject();
            assertThat(descriptor.get("mediaType").getAsString()).isEqualTo("application/vnd.oci.image.index.v1+json");
            assertThat(descriptor.get("digest").getAsString())
                    .isEqualTo(images.digest().toString());
            assertThat(descriptor.has("platform")).isFalse();
            assertThat(descriptor
                            .getAsJsonObject("annotations")
                            .get("io.containerd.image.name")
                            .getAsString())
                    .isEqualTo(NAMES.get(i).toString());
        }
        assertThat(text(files, "manifest.json"))
                .contains(blob(images.main().id()), NAMES.get(0).toString())
                .doesNotContain(blob(images.images().get(0).id()));
    }

    @Test
    void eachPlatformIsReadBack() throws IOException {
        Images images = images(8, 9, AMD64, ARM64, ARM6);
        Path tar = write(images);
        List<Platform> platforms = Stream.of("linux/arm/v6", "linux/arm64", "linux/amd64")
                .map(Platform::parse)
                .toList();
        for (Optional<String> name : List.of(
                Optional.<String>empty(),
                Optional.of("1.0"),
                Optional.of("latest"),
                Optional.of("docker.io/library/app:1.0"))) {
            List<Image> read = OciLayout.read(tar, name, platforms, "tar");
            for (int i = 0; i < 3; i++) {
                ImageAssert.assertThat(read.get(i)).isValid();
                assertThat(read.get(i).digest())
                        .isEqualTo(images.images().get(2 - i).digest());
            }
        }
        assertThat(DockerArchive.read(tar, Optional.of("app:1.0"), "tar")
                        .config()
                        .toBytes())
                .isEqualTo(images.main().configBytes());
    }

    @Test
    void anArchiveOfOtherClassesStartsTheSame() throws IOException {
        Images before = images(8, 9, AMD64, ARM64);
        Images after = images(8, 10, AMD64, ARM64);
        List<Layer> same = before.layers().subList(0, 4);
        assertThat(after.layers().subList(0, 4))
                .extracting(Layer::digest)
                .isEqualTo(same.stream().map(Layer::digest).toList());
        long prefix = ImageTarball.prefixSize(same);
        assertThat(Arrays.mismatch(bytes(before), bytes(after))).isGreaterThanOrEqualTo((int) prefix);

        ByteArrayOutputStream pieces = new ByteArrayOutputStream();
        pieces.write(bytes(before), 0, (int) prefix);
        ImageTarball.write(after, NAMES, 4, pieces);
        assertThat(pieces.toByteArray()).isEqualTo(bytes(after));
    }

    @Test
    void basesThatShareLayersHaveThemOnce() throws IOException {
        RandomImage shared = AMD64.withTars(AMD64.tars().get(0), ARM6.tars().get(0));
        RandomImage other =
                ARM64.withTars(AMD64.tars().get(0), ARM6.tars().get(1)).withConfig("{'history':[]}");
        Images images = images(8, 9, shared, other);
        assertThat(images.layers()).hasSize(5);
        assertThatTarballIsValid(write(images), 0);
    }

    @Test
    void imagesThatDifferInTheirConfigOnlyAreWritten() throws IOException {
        Images images = images(8, 9, RandomImage.of(1, 0), RandomImage.of(1, 0).withPlatform("arm64", ""));
        assertThat(images.layers()).hasSize(2);
        assertThatTarballIsValid(write(images), 0);
        Images empty = Images.of(
                List.of(
                        RandomImage.of(1, 0).image(),
                        RandomImage.of(1, 0).withPlatform("arm64", "").image()),
                Map.of("k", "v"),
                HOST);
        assertThatTarballIsValid(write(empty), 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"architecture\":\"arm64\" -> \"architecture\":\"amd64\"",
                "\"architecture\":\"arm64\" -> \"architecture\":\"s390x\"",
                "\"platform\" -> \"platform1\"",
                "image.manifest.v1 -> image.index.v1",
                "image.manifest.v1 -> something.v1",
                "\"manifests\" -> \"manifest\"",
            })
    void anIndexThatSaysSomethingElseIsFound(String change) throws IOException {
        String[] words = change.split(" -> ", -1);
        Images images = images(8, 9, AMD64, ARM64);
        Path tar = write(images);
        assertThatTarballIsValid(tar, 0);
        Map<String, byte[]> files = contents(tar);
        byte[] index =
                text(files.getOrDefault(blob(images.digest()), new byte[0]), it -> it.replace(words[0], words[1]));
        assertThat(findings(withIndex(files, images, index))).isNotEmpty();
    }

    @Test
    void otherOrdersAndMissingPartsAreFound() throws IOException {
        Path tar = write(images(8, 9, AMD64, ARM64));
        Map<String, byte[]> files = contents(tar);
        assertThat(findings(files)).isEmpty();
        List<String> paths = List.copyOf(files.keySet());
        for (int i = 0; i + 1 < paths.size(); i++) {
            List<String> swapped = new ArrayList<>(paths);
            swapped.add(i + 1, swapped.remove(i));
            Map<String, byte[]> other = new LinkedHashMap<>();
            swapped.forEach(path -> other.put(path, files.getOrDefault(path, new byte[0])));
            assertThat(findings(other))
                    .as(paths.get(i))
                    .singleElement()
                    .asString()
                    .contains("its entries are");
            Map<String, byte[]> fewer = new LinkedHashMap<>(files);
            fewer.remove(paths.get(i));
            assertThat(findings(fewer)).as(paths.get(i)).isNotEmpty();
        }
    }

    @Test
    void everyTruncationAndEveryFlippedBlobIsFound() throws IOException {
        byte[] good = bytes(images(8, 9, AMD64, ARM64));
        Path tar = directory.resolve("damaged.tar");
        for (int size = 0; size < good.length - 1024; size += 509) {
            Files.write(tar, Arrays.copyOf(good, size));
            assertThat(TarballValidator.validate(tar, 0)).as("%s bytes", size).isNotEmpty();
        }
        List<String> unseen = new ArrayList<>();
        for (int at = 0; at < good.length - 1024; at += at < good.length - 8192 ? 97 : 1) {
            byte[] flipped = good.clone();
            flipped[at] ^= 0x10;
            Files.write(tar, flipped);
            // Zeros fill up headers and blocks, and are nobody's; a number may begin with spaces instead of '0'.
            if (good[at] != 0 && TarballValidator.validate(tar, 0).isEmpty()) {
                unseen.add(new String(good, Math.max(0, at - 20), 40, UTF_8).replace('\0', ' '));
            }
        }
        assertThat(unseen)
                .filteredOn(text -> !text.matches(".*[0-7]{7} 00000000001 0.*"))
                .isEmpty();
    }

    private List<?> findings(Map<String, byte[]> files) throws IOException {
        TestTar other = new TestTar();
        files.forEach(other::file);
        return TarballValidator.validate(Files.write(directory.resolve("other.tar"), other.bytes()), 0);
    }

    private static Map<String, byte[]> withIndex(Map<String, byte[]> files, Images images, byte[] index) {
        Map<String, byte[]> other = new LinkedHashMap<>();
        files.forEach((path, bytes) -> {
            if (path.equals(blob(images.digest()))) {
                other.put(blob(Digest.of(index)), index);
            } else if (path.equals("index.json")) {
                other.put(
                        path,
                        text(
                                bytes,
                                it -> it.replace(
                                                images.digest().toString(),
                                                Digest.of(index).toString())
                                        .replace(
                                                "\"size\":"
                                                        + images.descriptor().size(),
                                                "\"size\":" + index.length)));
            } else {
                other.put(path, bytes);
            }
        });
        return other;
    }

    private static byte[] text(byte[] bytes, UnaryOperator<String> change) {
        String text = new String(bytes, UTF_8);
        String changed = change.apply(text);
        assertThat(changed).isNotEqualTo(text);
        return changed.getBytes(UTF_8);
    }

    private static Map<String, byte[]> contents(Path tar) throws IOException {
        Map<String, byte[]> contents = new LinkedHashMap<>();
        for (Map.Entry<String, Content> file : TarReader.files(tar).entrySet()) {
            contents.put(file.getKey(), file.getValue().readAll());
        }
        return contents;
    }

    private static String text(Map<String, Content> files, String path) throws IOException {
        Content content = files.get(path);
        assertThat(content).as(path).isNotNull();
        return content == null ? "" : new String(content.readAll(), UTF_8);
    }

    private static String blob(Digest digest) {
        return "blobs/sha256/" + digest.hex();
    }
}
