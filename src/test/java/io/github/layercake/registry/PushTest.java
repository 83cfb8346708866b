package io.github.layercake.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.layercake.fixture.Expect;
import io.github.layercake.fixture.RandomImage;
import io.github.layercake.io.Content;
import io.github.layercake.oci.Image;
import io.github.layercake.oci.ImageConfig;
import io.github.layercake.oci.ImageReference;
import io.github.layercake.oci.Images;
import io.github.layercake.oci.Layer;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images into a registry: what it lacks and no more, whole or not at all, whatever the network does. */
class PushTest {
    private static final RandomImage IMAGE = RandomImage.of(3, 4);

    private final Reg.Memory store = new Reg.Memory();
    private final TestRegistry registry = TestRegistry.open();

    @AfterEach
    void stop() throws IOException {
        registry.close();
    }

    private ImagePush.Sent push(Image image, String... names) throws IOException {
        return push(Images.of(image), names);
    }

    private ImagePush.Sent push(Images images, String... names) throws IOException {
        return Reg.push(registry, store, images, names);
    }

    private void assertPushed(RandomImage image, String name) {
        assertThat(registry.manifests.get(name)).isEqualTo(image.manifestBytes());
        for (int i = 0; i < image.tars().size(); i++) {
            assertThat(registry.blobs.get(RandomImage.sha256(image.layer(i)))).isEqualTo(image.layer(i));
        }
        assertThat(registry.blobs.get(RandomImage.sha256(image.configBytes()))).isEqualTo(image.configBytes());
    }

    private List<String> since(int before) {
        List<String> lines = registry.server().lines();
        return lines.subList(before, lines.size());
    }

    @Test
    void everythingArrivesAndTheManifestLast() throws IOException {
        ImagePush.Sent sent = push(IMAGE.image(), "team/app:1.0", "team/app:latest");
        assertPushed(IMAGE, "team/app:1.0");
        assertPushed(IMAGE, "team/app:latest");
        assertThat(sent.blobs()).isEqualTo(5);
        List<String> puts = registry.server().lines().stream()
                .filter(line -> line.startsWith("PUT"))
                .toList();
        assertThat(puts).hasSize(7);
        assertThat(puts.subList(5, 7))
                .containsExactly("PUT /v2/team/app/manifests/1.0", "PUT /v2/team/app/manifests/latest");
    }

    @Test
    void severalPlatformsArePushedBeforeTheirIndex() throws IOException {
        RandomImage arm = RandomImage.of(4, 2).withPlatform("arm64", "v8");
        Images both = Images.of(List.of(IMAGE.image(), arm.image()), Map.of(), Reg.AMD64);
        push(both, "team/app:1.0");
        assertPushed(IMAGE, "team/app:" + RandomImage.sha256(IMAGE.manifestBytes()));
        assertPushed(arm, "team/app:" + RandomImage.sha256(arm.manifestBytes()));
        assertThat(registry.manifests.get("team/app:1.0"))
                .isEqualTo(both.indexBytes().orElseThrow());
        assertThat(registry.server().lines()).last().isEqualTo("PUT /v2/team/app/manifests/1.0");
        assertThat(push(both, "team/app:1.0").sent()).isZero();
        ImagePull.Pulled pulled = new ImagePull(Reg.registries(Reg.settings(registry.host())), store)
                .open(
                        ImageReference.parse(registry.host() + "/team/app:1.0"),
                        List.of(io.github.layercake.oci.Platform.parse("linux/arm64"), Reg.AMD64));
        assertThat(pulled.images())
                .extracting(Image::digest)
                .containsExactly(arm.image().digest(), IMAGE.image().digest());
    }

    @Test
    void theLayersOfABaseInTheSameRegistryAreMountedAndNeverFetched() throws IOException {
        registry.add("team/base", "1.0", IMAGE);
        Image base = Reg.pull(Reg.settings(registry.host()), store, registry.host() + "/team/base:1.0")
                .images()
                .get(0);
        int before = registry.server().asked().size();
        registry.behaviour =
                (asked, out) -> asked.method().equals("HEAD") && asked.path().contains("/app/blobs/")
                        ? PullTest.answered(TestServer.send(out, 404, ""))
                        : TestRegistry.PROPERLY;
        ImagePush.Sent sent = push(base, "team/app:1.0");
        assertThat(sent.mounted()).isPositive();
        assertThat(since(before))
                .filteredOn(line -> line.contains("mount="))
                .hasSize(4)
                .allSatisfy(line -> assertThat(line).contains("from=team%2Fbase"));
        assertThat(since(before)).noneMatch(line -> line.startsWith("GET /v2/team"));
    }

    @Test
    void theLayersOfABaseThatTheTargetHasAreNotFetched() throws IOException {
        try (TestRegistry other = new TestRegistry()) {
            other.add("team/base", "1.0", IMAGE);
            Registries both = Reg.registries(Reg.settings(registry.host(), other.host()));
            Image base = new ImagePull(both, store)
                    .open(ImageReference.parse(other.host() + "/team/base:1.0"), List.of(Reg.AMD64))
                    .images()
                    .get(0);
            registry.add("x", "x", IMAGE);
            registry.blobs.remove(RandomImage.sha256(IMAGE.layer(1)));
            int before = other.server().asked().size();
            Reg.push(both, store, Images.of(base), registry.host() + "/team/app:1.0");
            assertPushed(IMAGE, "team/app:1.0");
            assertThat(other.server()
                            .lines()
                            .subList(before, other.server().asked().size()))
                    .containsExactly("GET /v2/team/base/blobs/" + RandomImage.sha256(IMAGE.layer(1)));
        }
    }

    @Test
    void whatWePushedToAnotherRepositoryIsMountedFromThere() throws IOException {
        push(IMAGE.image(), "team/one:1.0");
        registry.behaviour =
                (asked, out) -> asked.method().equals("HEAD") && asked.path().contains("/two/blobs/")
                        ? PullTest.answered(TestServer.send(out, 404, ""))
                        : TestRegistry.PROPERLY;
        assertThat(push(IMAGE.image(), "team/two:1.0").sent()).isZero();
        assertPushed(IMAGE, "team/two:1.0");
    }

    @Test
    void aRegistryThatDoesNotMountGetsTheBlob() throws IOException {
        push(IMAGE.image(), "team/one:1.0");
        registry.blobs.clear();
        assertThat(push(IMAGE.image(), "team/two:1.0").blobs()).isEqualTo(5);
        assertPushed(IMAGE, "team/two:1.0");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100_000, 299_999, 300_000})
    void anUploadGoesOnWhereItWasLost(int received) throws IOException {
        byte[] tar = new byte[300_000];
        new java.util.Random(1).nextBytes(tar);
        Image image = oneLayer(tar, Content.of(tar));
        AtomicInteger times = new AtomicInteger();
        registry.behaviour = (asked, out) -> {
            if (asked.method().equals("PUT") && asked.body().length == tar.length && times.getAndIncrement() == 0) {
                registry.received(asked, received);
                return TestRegistry.DROP;
            }
            return TestRegistry.PROPERLY;
        };
        push(image, "team/app:1.0");
        assertThat(registry.blobs.get(RandomImage.sha256(tar))).isEqualTo(tar);
        List<Integer> bodies = registry.server().asked().stream()
                .filter(asked -> asked.path().contains("/uploads/") && asked.body().length > 10_000)
                .map(asked -> asked.body().length)
                .toList();
        assertThat(bodies)
                .isEqualTo(
                        received == 300_000
                                ? List.of(300_000)
                                : received > 1
                                        ? received == 299_999 ? List.of(300_000) : List.of(300_000, 300_000 - received)
                                        : List.of(300_000, 300_000));
    }

    private static Image oneLayer(byte[] tar, Content content) {
        RandomImage model = IMAGE.withTars(tar)
                .stored(io.github.layercake.fixture.Stored.PLAIN)
                .withConfig("{'history':null}");
        Layer layer = model.image().layers().get(0);
        ImageConfig config = ImageConfig.parse(model.configBytes(), "test");
        return Image.of(
                List.of(new Layer(layer.mediaType(), layer.digest(), layer.diffId(), tar.length, content)),
                config,
                Map.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "HEAD"})
    void aFaultThatPassesIsNoFault(String method) throws IOException {
        for (int status : new int[] {0, 429, 500, 502, 503}) {
            registry.manifests.clear();
            registry.blobs.clear();
            AtomicInteger times = new AtomicInteger();
            registry.behaviour = (asked, out) -> {
                if (!asked.method().equals(method) || times.getAndIncrement() % 3 != 1) {
                    return TestRegistry.PROPERLY;
                }
                return status == 0
                        ? TestRegistry.DROP
                        : PullTest.answered(TestServer.send(out, status, "", "Retry-After: 0"));
            };
            push(IMAGE.image(), "team/app:1.0");
            assertPushed(IMAGE, "team/app:1.0");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"drop", "503", "413", "400", "403", "hang"})
    void aFaultThatStaysIsSaidAndLeavesNoManifest(String fault) throws IOException {
        registry.behaviour = (asked, out) -> {
            if (!asked.method().equals("PUT")) {
                return TestRegistry.PROPERLY;
            }
            if (fault.equals("hang")) {
                Thread.sleep(3000);
            }
            return fault.equals("drop") || fault.equals("hang")
                    ? TestRegistry.DROP
                    : PullTest.answered(TestServer.send(
                            out, Integer.parseInt(fault), "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"no\"}]}"));
        };
        Expect.refusal(() -> push(IMAGE.image(), "team/app:1.0")).says(registry.host());
        assertThat(registry.manifests).isEmpty();
    }

    @Test
    void aServerThatReadsNothingIsLeft() throws IOException {
        byte[] tar = new byte[40 << 20];
        try (java.net.ServerSocket deaf = new java.net.ServerSocket(0, 50, java.net.InetAddress.getLoopbackAddress())) {
            String place = "http://127.0.0.1:" + deaf.getLocalPort();
            registry.behaviour = (asked, out) -> asked.method().equals("POST")
                    ? PullTest.answered(TestServer.send(out, 202, "", "Location: " + place + "/upload"))
                    : TestRegistry.PROPERLY;
            long start = System.nanoTime();
            Expect.refusal(() -> push(oneLayer(tar, Content.of(tar)), "team/app:1.0"))
                    .says("stalled");
            assertThat(System.nanoTime() - start).isLessThan(20_000_000_000L);
        }
    }

    @Test
    void whatCannotBeReadIsNotPushedAndNotTriedAgain() {
        AtomicInteger opened = new AtomicInteger();
        byte[] tar = new byte[100_000];
        Content failing = new Content() {
            @Override
            public long size() {
                return tar.length;
            }

            @Override
            public InputStream open() {
                opened.incrementAndGet();
                return new FilterInputStream(new ByteArrayInputStream(tar)) {
                    @Override
                    public int read(byte[] buffer, int offset, int length) throws IOException {
                        throw new IOException("the disk is broken");
                    }
                };
            }
        };
        assertThatThrownBy(() -> push(oneLayer(tar, failing), "team/app:1.0"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the disk is broken");
        assertThat(opened).hasValue(1);
        assertThat(registry.manifests).isEmpty();
    }

    @Test
    void credentialsDoNotFollowAnUploadElsewhere() throws IOException {
        try (TestServer storage = new TestServer((asked, out) -> {
            registry.blobs.put(RandomImage.sha256(asked.body()), asked.body());
            return TestServer.send(out, 201, "");
        })) {
            registry.behaviour = (asked, out) -> {
                if (asked.header("Authorization").isEmpty()) {
                    return PullTest.answered(TestServer.send(out, 401, "", "WWW-Authenticate: Basic realm=\"x\""));
                }
                return asked.method().equals("POST")
                        ? PullTest.answered(
                                TestServer.send(out, 202, "", "Location: " + storage.url() + "/put?signature=x"))
                        : TestRegistry.PROPERLY;
            };
            CredentialSource me = (host, repository) -> Optional.of(Credential.password("me", "secret", "a test"));
            Reg.push(
                    Reg.registries(Reg.settings(List.of(me), registry.host())),
                    store,
                    Images.of(IMAGE.image()),
                    registry.host() + "/team/app:1.0");
            assertPushed(IMAGE, "team/app:1.0");
            assertThat(storage.asked()).hasSize(5).allSatisfy(asked -> {
                assertThat(asked.header("Authorization")).isEmpty();
                assertThat(asked.target()).startsWith("/put?signature=x&digest=sha256%3A");
            });
        }
    }

    @Test
    void aRegistryThatChangesTheManifestIsNotBelieved() throws IOException {
        registry.behaviour =
                (asked, out) -> asked.method().equals("PUT") && asked.path().contains("/manifests/")
                        ? PullTest.answered(TestServer.send(
                                out, 201, "", "Docker-Content-Digest: " + RandomImage.sha256(new byte[] {1})))
                        : TestRegistry.PROPERLY;
        Expect.refusal(() -> push(IMAGE.image(), "team/app:1.0")).says("it was taken as");
    }

    @Test
    void offlineNothingIsPushed() {
        Expect.refusal(() ->
                        Reg.push(Reg.registries(Reg.offline()), store, Images.of(IMAGE.image()), "example.com/app:1.0"))
                .says("works offline")
                .advises("without -o");
    }
}
