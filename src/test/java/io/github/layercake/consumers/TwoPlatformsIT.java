package io.github.layercake.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.layercake.base.BaseImage;
import io.github.layercake.fixture.ImageAssert;
import io.github.layercake.fixture.RandomImage;
import io.github.layercake.io.Digest;
import io.github.layercake.oci.Image;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What real consumers make of one archive with two platforms. */
class TwoPlatformsIT {

    @TempDir
    private Path directory;

    private TwoPlatforms image;

    @BeforeEach
    void write() throws IOException {
        image = TwoPlatforms.in(directory);
    }

    private static void requireAmd64() {
        Assumptions.assumeTrue(System.getProperty("os.arch").equals("amd64"), "The program is for amd64");
    }

    @Test
    void dockerLoadsAndRunsTheHosts() throws Exception {
        requireAmd64();
        try (RealDocker engine = RealDocker.start(directory)) {
            Tool docker = engine.docker();
            assertThat(docker.run("load", "-i", image.tar())).startsWith("Loaded image: two:1.0");
            assertThat(docker.run("image", "inspect", "-f", "{{.Id}} {{.Architecture}}", TwoPlatforms.NAME))
                    .isEqualToIgnoringWhitespace(image.of("amd64").id() + " amd64");
            assertThat(docker.run("run", "--rm", "--network", "none", TwoPlatforms.NAME))
                    .isEqualTo(TwoPlatforms.GREETING);
            docker.run("save", "-o", directory.resolve("saved.tar"), TwoPlatforms.NAME);
            assertIsTheHosts("docker-archive:saved.tar", "docker-archive:saved.tar:two:1.0");
        }
    }

    @Test
    void containerdImportsTheHostsAndBoth() throws Exception {
        requireAmd64();
        try (RealDocker engine = RealDocker.start(directory)) {
            Tool images = engine.ctr().with("images");
            images.run("import", image.tar());
            assertThat(images.run("ls"))
                    .contains(TwoPlatforms.NAME, image.images().digest().toString());
            assertThat(images.run("ls", "-q").lines()).containsExactly(TwoPlatforms.NAME);
            assertMounted(images, TwoPlatforms.NAME, "linux/amd64", "amd64");

            images.run("rm", "--sync", TwoPlatforms.NAME);
            images.run("import", "--all-platforms", "--digests", image.tar());
            assertThat(images.run("ls", "-q").lines())
                    .hasSize(2)
                    .contains(TwoPlatforms.NAME)
                    .anySatisfy(name ->
                            assertThat(name).endsWith("@" + image.images().digest()));
            assertThat(images.run("check")).contains("complete");
            assertMounted(images, TwoPlatforms.NAME, "linux/amd64", "amd64");
            assertMounted(images, TwoPlatforms.NAME, "linux/arm64", "arm64");

            // And back: what containerd exports is a base for both.
            images.run("export", "--all-platforms", directory.resolve("exported.tar"), TwoPlatforms.NAME);
            assertSame(BaseImage.open("oci-archive:exported.tar", directory, TwoPlatforms.PLATFORMS));
        }
    }

    private void assertMounted(Tool images, String name, String platform, String text) throws Exception {
        Path root = Files.createTempDirectory(directory, "mounted");
        images.run("mount", "--platform", platform, name, root);
        try {
            assertThat(root.resolve("platform")).hasContent(text);
            assertThat(root.resolve("app/common")).hasContent("common");
        } finally {
            images.run("unmount", "--rm", root);
        }
    }

    @Test
    void podmanLoadsTheHosts() throws Exception {
        requireAmd64();
        Tool podman = Tool.ofDebianForRoot("podman crun", "podman")
                .with("--root", directory.resolve("root"), "--runroot", directory.resolve("run"))
                .with("--tmpdir", directory.resolve("tmp"));
        assertThat(podman.run("load", "-i", image.tar())).contains("Loaded image: " + TwoPlatforms.NAME);
        assertThat(podman.run("image", "inspect", "-f", "sha256:{{.Id}} {{.Architecture}}", TwoPlatforms.NAME))
                .isEqualToIgnoringWhitespace(image.of("amd64").id() + " amd64");
        Path root = Path.of(podman.run("image", "mount", TwoPlatforms.NAME).strip());
        try {
            assertThat(root.resolve("platform")).hasContent("amd64");
            assertThat(root.resolve("app/common")).hasContent("common");
        } finally {
            podman.run("image", "unmount", TwoPlatforms.NAME);
        }
        for (String format : List.of("docker-archive", "oci-archive", "oci-dir", "docker-dir")) {
            podman.run("save", "--format", format, "-o", directory.resolve(format), TwoPlatforms.NAME);
        }
        assertIsTheHosts(
                "docker-archive:docker-archive",
                "docker-archive:docker-archive:docker.io/library/two:1.0",
                "oci-archive:oci-archive",
                "oci:oci-dir");
    }

    @Test
    void skopeoCopiesBothToARegistryAndBack() throws Exception {
        Tool skopeo = Tool.ofDebian("skopeo", "skopeo").with("--insecure-policy");
        try (RealRegistry registry = RealRegistry.start(directory)) {
            String remote = "docker://" + registry.host() + "/library/two:1.0";
            skopeo.run("copy", "--all", "--dest-tls-verify=false", "oci-archive:" + image.tar(), remote);
            String raw = skopeo.run("inspect", "--raw", "--tls-verify=false", remote);
            assertThat(RandomImage.sha256(raw.getBytes(StandardCharsets.UTF_8)))
                    .isEqualTo(image.images().digest().toString());

            skopeo.run("copy", "--all", "--src-tls-verify=false", remote, "oci-archive:" + directory + "/back.tar:1.0");
            assertSame(BaseImage.open("oci-archive:back.tar:1.0", directory, TwoPlatforms.PLATFORMS));
            skopeo.run("copy", "--all", "--src-tls-verify=false", remote, "oci:" + directory + "/back:1.0");
            assertSame(BaseImage.open("oci:back", directory, TwoPlatforms.PLATFORMS));
        }
    }

    @Test
    void skopeoTakesOneOfThem() throws Exception {
        Tool skopeo = Tool.ofDebian("skopeo", "skopeo").with("--insecure-policy");
        for (String architecture : List.of("amd64", "arm64")) {
            String copy = "oci:" + directory.resolve(architecture) + ":1.0";
            skopeo.with("--override-os", "linux", "--override-arch", architecture)
                    .run("copy", "oci-archive:" + image.tar() + ":1.0", copy);
            assertThat(Digest.of(skopeo.run("inspect", "--raw", copy).getBytes(StandardCharsets.UTF_8)))
                    .isEqualTo(image.of(architecture).digest());
        }
        skopeo.run("copy", "docker-archive:" + image.tar(), "docker-archive:" + directory + "/saved.tar:two:1.0");
        assertIsTheHosts("docker-archive:saved.tar");
    }

    @Test
    void bothHaveSeveralNames() throws Exception {
        requireAmd64();
        String other = "registry.example.com/team/two:2.0";
        image = TwoPlatforms.in(Files.createDirectory(directory.resolve("named")), TwoPlatforms.NAME, other);
        Tool skopeo = Tool.ofDebian("skopeo", "skopeo").with("--insecure-policy");
        for (String tag : List.of("1.0", "2.0")) {
            skopeo.run("copy", "--all", "oci-archive:" + image.tar() + ":" + tag, "oci:" + directory + "/" + tag);
            assertSame(BaseImage.open("oci:" + tag, directory, TwoPlatforms.PLATFORMS));
        }
        assertSame(BaseImage.open("oci-archive:named/two.tar", directory, TwoPlatforms.PLATFORMS));
        try (RealDocker engine = RealDocker.start(directory)) {
            engine.docker().run("load", "-i", image.tar());
            engine.ctr().run("images", "import", "--all-platforms", image.tar());
            for (String name : List.of(TwoPlatforms.NAME, other)) {
                assertThat(engine.docker().run("image", "inspect", "-f", "{{.Id}}", name))
                        .isEqualToIgnoringWhitespace(image.of("amd64").id().toString());
                assertMounted(engine.ctr().with("images"), name, "linux/arm64", "arm64");
            }
        }
        Tool podman = Tool.ofDebianForRoot("podman crun", "podman")
                .with("--root", directory.resolve("root"), "--runroot", directory.resolve("run"))
                .with("--tmpdir", directory.resolve("tmp"));
        assertThat(podman.run("load", "-i", image.tar())).contains(TwoPlatforms.NAME, other);
    }

    /** What a real tool has saved is a base. */
    private void assertIsTheHosts(String... bases) throws IOException {
        for (String from : bases) {
            Image read = BaseImage.open(from, directory, TwoPlatforms.PLATFORMS.get(1));
            ImageAssert.assertThat(read).withBaseLayers(read.layers().size()).isValid();
            assertThat(read.config().diffIds())
                    .as(from)
                    .isEqualTo(image.of("amd64").config().diffIds());
        }
    }

    private void assertSame(List<Image> read) {
        assertThat(read)
                .extracting(Image::digest)
                .isEqualTo(image.images().images().stream().map(Image::digest).toList());
    }
}
