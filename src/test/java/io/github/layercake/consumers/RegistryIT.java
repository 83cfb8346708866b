package io.github.layercake.consumers;

import static io.github.layercake.fixture.ImageAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.layercake.base.BaseImage;
import io.github.layercake.base.StoredBlobs;
import io.github.layercake.fixture.Expect;
import io.github.layercake.fixture.RandomImage;
import io.github.layercake.fixture.TestArchive;
import io.github.layercake.oci.Image;
import io.github.layercake.oci.ImageReference;
import io.github.layercake.oci.Images;
import io.github.layercake.oci.Layer;
import io.github.layercake.oci.Platform;
import io.github.layercake.registry.BlobStore;
import io.github.layercake.registry.Credential;
import io.github.layercake.registry.CredentialFile;
import io.github.layercake.registry.CredentialSource;
import io.github.layercake.registry.ImagePull;
import io.github.layercake.registry.ImagePush;
import io.github.layercake.registry.Limits;
import io.github.layercake.registry.Progress;
import io.github.layercake.registry.Registries;
import io.github.layercake.registry.RegistrySettings;
import io.github.layercake.registry.TestCertificate;
import io.github.layercake.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's registry, and engines that pull from it what we push, and push to it what we pull. */
class RegistryIT {
    private static final RandomImage IMAGE = RandomImage.of(11, 4);
    private static final Platform AMD64 = new Platform("linux", "amd64", "");

    /** The password is {@code pass:word}. */
    private static final String HTPASSWD = "me:$2b$04$Y2rcn.B9S6ClHGH4l5p/DeUemDMsX7X7UWMoRIFeJXJ9TOnb4IvBK";

    @TempDir
    private Path directory;

    private static RegistrySettings settings(
            List<CredentialSource> credentials, Optional<Path> caFile, String... insecure) {
        return new RegistrySettings(credentials, List.of(), Map.of(), caFile, Set.of(insecure), false, Limits.DEFAULT);
    }

    private static ImagePush.Sent push(RegistrySettings settings, Image image, String name) throws IOException {
        return push(settings, BlobStore.NONE, Images.of(image), name);
    }

    private static ImagePush.Sent push(RegistrySettings settings, BlobStore blobs, Images images, String name)
            throws IOException {
        try (Registries registries = new Registries(settings, Progress.NONE);
                ImagePush push = ImagePush.begin(registries, blobs, List.of(ImageReference.parse(name)))) {
            return push.push(images);
        }
    }

    private static void assertPulled(RegistrySettings settings, BlobStore store, String name, RandomImage expected)
            throws IOException {
        try (Registries registries = new Registries(settings, Progress.NONE)) {
            Image image = new ImagePull(registries, store)
                    .open(ImageReference.parse(name), List.of(AMD64))
                    .images()
                    .get(0);
            assertThat(image.layers()).hasSameSizeAs(expected.tars());
            for (int i = 0; i < expected.tars().size(); i++) {
                Layer layer = image.layers().get(i);
                assertThat(layer.content().readAll()).isEqualTo(expected.layer(i));
            }
            assertThat(image).withBaseLayers(image.layers().size()).isValid();
        }
    }

    @Test
    void enginesPullWhatWePush() throws Exception {
        try (RealRegistry registry = RealRegistry.start(directory);
                RealDocker engine = RealDocker.start(directory)) {
            RegistrySettings settings = settings(List.of(), Optional.empty(), registry.host());
            String name = registry.host() + "/team/app:1.0";
            ImagePush.Sent sent = push(settings, IMAGE.image(), name);
            assertThat(sent.blobs()).isEqualTo(5);
            assertThat(push(settings, IMAGE.image(), name).sent()).isZero();
            assertThat(push(settings, IMAGE.image(), registry.host() + "/team/other:1.0")
                            .blobs())
                    .isEqualTo(5);

            Path copy = directory.resolve("copy");
            Tool.ofDebian("skopeo", "skopeo").run("copy", "--src-tls-verify=false", "docker://" + name, "dir:" + copy);
            assertThat(copy.resolve("manifest.json")).hasBinaryContent(IMAGE.manifestBytes());

            engine.docker().run("pull", name);
            assertThat(engine.docker().run("image", "inspect", "-f", "{{.Id}}", name))
                    .isEqualToIgnoringWhitespace(RandomImage.sha256(IMAGE.configBytes()));

            Tool podman = Tool.ofDebianForRoot("podman crun", "podman")
                    .with("--root", directory.resolve("root"), "--runroot", directory.resolve("run"))
                    .with("--tmpdir", directory.resolve("tmp"));
            assertThat(podman.run("pull", "--tls-verify=false", name))
                    .contains(RandomImage.sha256(IMAGE.configBytes()).substring("sha256:".length()));

            // And back: what Docker makes of it has Docker's media types.
            String again = registry.host() + "/team/docker:1.0";
            engine.docker().run("tag", name, again);
            engine.docker().run("push", again);
            try (Registries registries = new Registries(settings, Progress.NONE)) {
                Image image = new ImagePull(registries, BlobStore.NONE)
                        .open(ImageReference.parse(again), List.of(AMD64))
                        .images()
                        .get(0);
                assertThat(image.id()).hasToString(RandomImage.sha256(IMAGE.configBytes()));
                assertThat(image).withBaseLayers(image.layers().size()).isValid();
            }
        }
    }

    @Test
    void enginesPullWhatWePushForSeveralPlatforms() throws Exception {
        Assumptions.assumeTrue(System.getProperty("os.arch").equals("amd64"), "The program is for amd64");
        TwoPlatforms two = TwoPlatforms.in(directory);
        try (RealRegistry registry = RealRegistry.start(directory);
                RealDocker engine = RealDocker.start(directory)) {
            RegistrySettings settings = settings(List.of(), Optional.empty(), registry.host());
            String name = registry.host() + "/team/two:1.0";
            push(settings, BlobStore.NONE, two.images(), name);

            Tool skopeo = Tool.ofDebian("skopeo", "skopeo");
            String raw = skopeo.run("inspect", "--raw", "--tls-verify=false", "docker://" + name);
            assertThat(RandomImage.sha256(raw.getBytes(StandardCharsets.UTF_8)))
                    .isEqualTo(two.images().digest().toString());
            skopeo.run("copy", "--all", "--src-tls-verify=false", "docker://" + name, "oci:" + directory + "/copy:1.0");
            assertThat(BaseImage.open("oci:copy", directory, TwoPlatforms.PLATFORMS))
                    .extracting(Image::digest)
                    .isEqualTo(two.images().images().stream().map(Image::digest).toList());

            engine.docker().run("pull", name);
            assertThat(engine.docker().run("run", "--rm", "--network", "none", name))
                    .isEqualTo(TwoPlatforms.GREETING);
            Tool podman = Tool.ofDebianForRoot("podman crun", "podman")
                    .with("--root", directory.resolve("root"), "--runroot", directory.resolve("run"))
                    .with("--tmpdir", directory.resolve("tmp"));
            for (String architecture : List.of("arm64", "amd64")) {
                podman.run("pull", "--tls-verify=false", "--arch", architecture, name);
                assertThat(podman.run("image", "inspect", "-f", "sha256:{{.Id}}", name))
                        .isEqualToIgnoringWhitespace(two.of(architecture).id().toString());
            }
        }
    }

    @Test
    void wePullWhatSkopeoPushesForSeveralPlatforms() throws Exception {
        RandomImage arm = RandomImage.of(12, 2).withPlatform("arm64", "v8");
        Path layout = Files.createDirectory(directory.resolve("layout"));
        TestArchive.layout().addIndex("1.0", 1, arm, IMAGE).writeTo(layout);
        try (RealRegistry registry = RealRegistry.start(directory);
                Store store = Store.open(directory.resolve("store"))) {
            String name = registry.host() + "/team/multi:1.0";
            Tool.ofDebian("skopeo", "skopeo")
                    .run("copy", "--all", "--dest-tls-verify=false", "oci:" + layout + ":1.0", "docker://" + name);
            RegistrySettings settings = settings(List.of(), Optional.empty(), registry.host());
            BlobStore blobs = StoredBlobs.of(Optional.of(store));
            assertPulled(settings, blobs, name, IMAGE);
            registry.daemon().close();
            assertPulled(settings, blobs, name, IMAGE);
        }
    }

    @Test
    void aPasswordIsNeededAndFoundWhereLoginLeavesIt() throws Exception {
        Path passwords = Files.writeString(directory.resolve("htpasswd"), HTPASSWD + "\n");
        try (RealRegistry registry =
                RealRegistry.start(directory, "", ", auth: {htpasswd: {realm: test, path: " + passwords + "}}")) {
            String name = registry.host() + "/team/app:1.0";
            Expect.refusal(() -> push(settings(List.of(), Optional.empty(), registry.host()), IMAGE.image(), name))
                    .says("answers 401")
                    .advises("docker login");
            CredentialSource wrong =
                    (host, repository) -> Optional.of(Credential.password("me", "wrong-password", "the wrong place"));
            Expect.refusal(() -> push(settings(List.of(wrong), Optional.empty(), registry.host()), IMAGE.image(), name))
                    .says("those of the wrong place");

            Path file = directory.resolve("auth.json");
            Tool.ofDebian("skopeo", "skopeo")
                    .run(
                            "login",
                            "--tls-verify=false",
                            "--authfile",
                            file,
                            "-u",
                            "me",
                            "-p",
                            "pass:word",
                            registry.host());
            RegistrySettings settings =
                    settings(List.of(new CredentialFile(file, true, List.of())), Optional.empty(), registry.host());
            assertThat(push(settings, IMAGE.image(), name).blobs()).isEqualTo(5);
            assertPulled(settings, BlobStore.NONE, name, IMAGE);
        }
    }

    @Test
    void aTokenServerIsAskedForWhatIsNeeded() throws Exception {
        try (TokenServer tokens = new TokenServer(directory);
                RealRegistry registry = RealRegistry.start(directory, "", tokens.section())) {
            String name = registry.host() + "/team/app:1.0";
            String other = registry.host() + "/team/other:1.0";
            RegistrySettings nobody = settings(List.of(), Optional.empty(), registry.host());
            Expect.refusal(() -> push(nobody, IMAGE.image(), name))
                    .says("no credentials")
                    .advises("docker login");
            CredentialSource wrong = (host, repository) ->
                    Optional.of(Credential.password(TokenServer.ME, "wrong-password", "the wrong place"));
            // It is plain HTTP at another port, so it is to be named too.
            Expect.refusal(() -> push(settings(List.of(wrong), Optional.empty(), registry.host()), IMAGE.image(), name))
                    .says(tokens.host())
                    .advises("<insecureRegistries>");
            Expect.refusal(() -> push(
                            settings(List.of(wrong), Optional.empty(), registry.host(), tokens.host()),
                            IMAGE.image(),
                            name))
                    .says("those of the wrong place")
                    .says("incorrect username or password");

            CredentialSource right = (host, repository) ->
                    Optional.of(Credential.password(TokenServer.ME, TokenServer.PASSWORD, "a test"));
            RegistrySettings settings = settings(List.of(right), Optional.empty(), registry.host(), tokens.host());
            int before = tokens.asked().size();
            try (Store store = Store.open(directory.resolve("store"))) {
                BlobStore blobs = StoredBlobs.of(Optional.of(store));
                assertThat(push(settings, blobs, Images.of(IMAGE.image()), name).blobs())
                        .isEqualTo(5);
                assertThat(tokens.asked()).as("tokens for a push").hasSizeLessThanOrEqualTo(before + 2);
                assertThat(push(settings, blobs, Images.of(IMAGE.image()), other)
                                .sent())
                        .as("mounted from the other repository, which takes a token for both")
                        .isZero();
            }

            // Everybody may read, and another tool with the same tokens too.
            assertPulled(nobody, BlobStore.NONE, other, IMAGE);
            Path copy = directory.resolve("copy");
            Tool.ofDebian("skopeo", "skopeo").run("copy", "--src-tls-verify=false", "docker://" + name, "dir:" + copy);
            assertThat(copy.resolve("manifest.json")).hasBinaryContent(IMAGE.manifestBytes());
        }
    }

    @Test
    void aCertificateIsVerifiedAgainstOurOwnCa() throws Exception {
        TestCertificate certificate = TestCertificate.of("ip:127.0.0.1", directory);
        try (RealRegistry registry = RealRegistry.start(
                directory, ", tls: {certificate: " + certificate.pem() + ", key: " + certificate.key() + "}", "")) {
            String name = registry.host() + "/team/app:1.0";
            Expect.refusal(() -> push(settings(List.of(), Optional.empty()), IMAGE.image(), name))
                    .says("certificat")
                    .advises("<caFile>");
            RegistrySettings trusting = settings(List.of(), Optional.of(certificate.pem()));
            assertThat(push(trusting, IMAGE.image(), name).blobs()).isEqualTo(5);
            assertPulled(trusting, BlobStore.NONE, name, IMAGE);
            // The certificate is for an address, not for this name.
            Expect.refusal(() -> push(trusting, IMAGE.image(), name.replace("127.0.0.1", "localhost")))
                    .says("localhost");
            assertPulled(settings(List.of(), Optional.empty(), registry.host()), BlobStore.NONE, name, IMAGE);
            Expect.refusal(() -> push(
                            settings(List.of(), Optional.of(Files.writeString(directory.resolve("none.pem"), "none"))),
                            IMAGE.image(),
                            name))
                    .says("<caFile>");
        }
    }
}
