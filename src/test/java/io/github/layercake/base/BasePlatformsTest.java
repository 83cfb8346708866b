package io.github.layercake.base;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.github.layercake.fixture.Expect;
import io.github.layercake.fixture.ImageAssert;
import io.github.layercake.fixture.RandomImage;
import io.github.layercake.fixture.TestArchive;
import io.github.layercake.oci.Image;
import io.github.layercake.oci.Platform;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which images of a base are taken for which platforms. */
class BasePlatformsTest {

    private static final RandomImage AMD64 = RandomImage.of(7, 2);
    private static final RandomImage ARM64 = RandomImage.of(8, 1).withPlatform("arm64", "v8");
    private static final RandomImage ARM7 = RandomImage.of(9, 1).withPlatform("arm", "v7");
    private static final RandomImage ARM6 = RandomImage.of(10, 1).withPlatform("arm", "v6");
    private static final RandomImage UNKNOWN =
            RandomImage.of(11, 1).withConfig("{'os':'unknown','architecture':'unknown'}");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "linux/amd64, 0",
        "linux/x86_64, 0",
        "linux/arm64, 1",
        "linux/arm64/v8, 1",
        "linux/aarch64, 1",
        "linux/arm, 2",
        "linux/arm/v7, 2",
        "linux/armhf, 2",
        "linux/arm/v6, 3",
        "linux/arm/6, 3"
    })
    void aPlatformIsFoundByAnyOfItsNames(String platform, int expected) throws IOException {
        TestArchive.layout().addIndex("1", 1, UNKNOWN, AMD64, ARM64, ARM7, ARM6).tarTo(directory.resolve("base.tar"));
        assertThat(open("oci-archive:base.tar", platform))
                .containsExactly(digest(List.of(AMD64, ARM64, ARM7, ARM6).get(expected)));
    }

    @Test
    void severalPlatformsComeInTheOrderInWhichTheyAreNamed() throws IOException {
        TestArchive archive = TestArchive.layout().addIndex("1", 2, AMD64, ARM64, ARM7, ARM6);
        archive.tarTo(directory.resolve("base.tar"));
        archive.writeTo(directory.resolve("base"));
        for (String from : List.of("oci-archive:base.tar", "oci:base:1")) {
            assertThat(open(from, "linux/arm/v6", "linux/amd64", "linux/arm64"))
                    .containsExactly(digest(ARM6), digest(AMD64), digest(ARM64));
        }
    }

    @Test
    void whateverIsMissingIsNamedWithWhatThereIs() throws IOException {
        TestArchive.layout()
                .addIndex("1", 1, AMD64, UNKNOWN, ARM6, ARM64, ARM64)
                .writeTo(directory);
        Expect.refusal(() -> open("oci:.", "linux/s390x", "linux/amd64", "linux/arm/v7"))
                .says("has no image for the platforms linux/s390x, linux/arm/v7; it has linux/amd64, linux/arm/v6,"
                        + " linux/arm64.")
                .advises("-Dimage.platforms=…) to those that it has");
        Expect.refusal(() -> open("oci:.", "linux/amd64/v3"))
                .says("the platform linux/amd64/v3; it has linux/amd64,")
                .advises("to one that it has");
    }

    @Test
    void aSingleImageIsForOnePlatform() throws IOException {
        TestArchive.layout().add(AMD64, "1").writeTo(directory);
        TestArchive.docker().addDocker(AMD64, "app:1").tarTo(directory.resolve("docker.tar"));
        Expect.refusal(() -> open("oci:.", "linux/amd64", "linux/arm64"))
                .says("no image for the platform linux/arm64; it has linux/amd64.");
        for (String[] platforms : new String[][] {{"linux/amd64", "linux/arm64"}, {"linux/arm64", "linux/s390x"}}) {
            Expect.refusal(() -> open("docker-archive:docker.tar", platforms))
                    .says("has an image for linux/amd64 alone, and <platforms> names " + String.join(", ", platforms))
                    .advises("skopeo copy --all");
        }
        assertThat(open("docker-archive:docker.tar", "linux/x86_64")).hasSize(1);
    }

    @Test
    void anArchiveInBothFormatsMayHaveMoreInTheOther() throws IOException {
        TestArchive.layout()
                .addIndex("1", 1, AMD64, ARM64)
                .addDocker(AMD64, "app:1")
                .tarTo(directory.resolve("both.tar"));
        for (String[] platforms : new String[][] {{"linux/arm64"}, {"linux/amd64", "linux/arm64"}}) {
            Expect.refusal(() -> open("docker-archive:both.tar", platforms))
                    .says("has an image for linux/amd64 alone")
                    .advises("write oci-archive: instead");
            assertThat(open("oci-archive:both.tar", platforms)).hasSize(platforms.length);
        }
        assertThat(open("docker-archive:both.tar", "linux/amd64")).hasSize(1);
    }

    @Test
    void anEntryWithoutAPlatformIsAskedItself() throws IOException {
        TestArchive archive = TestArchive.layout().add(ARM64);
        archive.addToIndex(JsonParser.parseString(
                        "{'mediaType':'application/vnd.oci.image.manifest.v1+json','size':%d,'digest':'%s','platform':{'os':'linux','architecture':'amd64'}}"
                                .formatted(AMD64.manifestBytes().length, digest(AMD64)))
                .getAsJsonObject());
        TestArchive.layout().add(AMD64).writeTo(directory);
        archive.writeTo(directory);
        assertThat(open("oci:.", "linux/arm64", "linux/amd64")).containsExactly(digest(ARM64), digest(AMD64));
        Expect.refusal(() -> open("oci:.", "linux/s390x")).says("it has linux/amd64, linux/arm64.");
    }

    @Test
    void scratchIsForAll() throws IOException {
        List<Image> bases = BaseImage.open("scratch", directory, platforms("linux/arm/v6", "windows(10.0.1)/amd64"));
        assertThat(bases)
                .extracting(base -> base.config().platform().toString())
                .containsExactly("linux/arm/v6", "windows(10.0.1)/amd64");
        for (Image base : bases) {
            ImageAssert.assertThat(base).isValid();
        }
    }

    @Test
    void aConfigThatContradictsItsIndexIsRefused() throws IOException {
        RandomImage wrong = AMD64.withConfig("{'os.version':'1'}");
        for (String text : List.of("'arm64'", "'s390x'")) {
            TestArchive archive = TestArchive.layout().addIndex("1", 1, wrong);
            archive.put(
                    "index.json",
                    "{'manifests':[{'mediaType':'application/vnd.oci.image.manifest.v1+json','size':%d,'digest':'%s','platform':{'os':'linux','architecture':%s}}]}"
                            .formatted(wrong.manifestBytes().length, digest(wrong), text)
                            .replace('\'', '"'));
            archive.writeTo(directory);
            Expect.refusal(() -> open("oci:.", "linux/" + text.replace("'", "")))
                    .says("the index says that it is for linux/" + text.replace("'", "")
                            + ", but its config says linux")
                    .advises("another base");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'variant':null}", "{'variant':''}", "{'os':'','variant':null}"})
    void whatAConfigDoesNotTellTheIndexMay(String config) throws IOException {
        RandomImage vague = ARM6.withConfig(config);
        TestArchive archive = TestArchive.layout().addIndex("1", 1, vague);
        archive.put(
                "index.json",
                "{'manifests':[{'mediaType':'application/vnd.oci.image.manifest.v1+json','size':%d,'digest':'%s','platform':{'os':'linux','architecture':'arm','variant':'v6'}}]}"
                        .formatted(vague.manifestBytes().length, digest(vague))
                        .replace('\'', '"'));
        archive.writeTo(directory);
        Image image = BaseImage.open("oci:.", directory, Platform.parse("linux/arm/v6"));
        assertThat(image.config().completedFor(Platform.parse("linux/arm/v6")).platform())
                .hasToString("linux/arm/v6");
        Expect.refusal(() -> open("oci:.", "linux/arm")).says("the platform linux/arm/v7; it has linux/arm/v6");
    }

    @Test
    void aConfigWithoutAPlatformIsForAny() throws IOException {
        RandomImage silent = AMD64.withConfig("{'os':null,'architecture':null}");
        TestArchive.layout().add(silent, "1").writeTo(directory);
        TestArchive.docker().addDocker(silent).tarTo(directory.resolve("docker.tar"));
        for (String from : List.of("oci:.", "docker-archive:docker.tar")) {
            Image image = BaseImage.open(from, directory, Platform.parse("linux/arm/v6"));
            assertThat(image.config()
                            .completedFor(Platform.parse("linux/arm/v6"))
                            .platform())
                    .hasToString("linux/arm/v6");
        }
        Expect.refusal(() -> open("oci:.", "linux/arm/v6", "linux/amd64"))
                .says("one image for both linux/arm/v6 and linux/amd64");
    }

    @Test
    void aVersionOfWindowsIsChosen() throws IOException {
        RandomImage old = windows(12, "10.0.17763.5329");
        RandomImage recent = windows(13, "10.0.20348.2227");
        TestArchive.layout().addIndex("1", 1, AMD64, old, recent).writeTo(directory);
        assertThat(open("oci:.", "windows(10.0.20348)/amd64", "linux/amd64", "windows(10.0.17763.5329)/amd64"))
                .containsExactly(digest(recent), digest(AMD64), digest(old));
        Expect.refusal(() -> open("oci:.", "windows/amd64"))
                .says(
                        "several images for windows/amd64: windows(10.0.17763.5329)/amd64, windows(10.0.20348.2227)/amd64")
                .advises("version in brackets");
        Expect.refusal(() -> open("oci:.", "windows(10.0.2)/amd64")).says("it has linux/amd64, windows(10.0.17763");
        Expect.refusal(() -> open("oci:.", "windows(10.0.17763)/amd64", "windows(10.0.17763.5329)/amd64"))
                .says("one image for both");

        TestArchive.layout().addIndex("1", 1, AMD64, old).writeTo(directory.resolve("one"));
        assertThat(open("oci:one", "windows/amd64")).containsExactly(digest(old));
    }

    private static RandomImage windows(int seed, String version) {
        return RandomImage.of(seed, 1)
                .withConfig("{'os':'windows','os.version':'" + version + "','os.features':['win32k']}");
    }

    private List<String> open(String from, String... platforms) throws IOException {
        return BaseImage.open(from, directory, platforms(platforms)).stream()
                .map(image -> from.startsWith("docker")
                        ? image.id().toString()
                        : image.digest().toString())
                .toList();
    }

    private static List<Platform> platforms(String... texts) {
        return Stream.of(texts).map(Platform::parse).toList();
    }

    private static String digest(RandomImage image) {
        return RandomImage.sha256(image.manifestBytes());
    }
}
