package io.github.layercake.registry;

import static io.github.layercake.fixture.ImageAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.layercake.fixture.Expect;
import io.github.layercake.fixture.RandomImage;
import io.github.layercake.fixture.Stored;
import io.github.layercake.io.Digest;
import io.github.layercake.oci.Image;
import io.github.layercake.oci.Layer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images out of a registry: only what is sound, only what is needed, whatever the network does. */
class PullTest {
    private static final RandomImage IMAGE = RandomImage.of(1, 3);

    private final Reg.Memory store = new Reg.Memory();
    private TestRegistry registry;

    @BeforeEach
    void start() throws IOException {
        registry = new TestRegistry();
        registry.add("team/base", "1.0", IMAGE);
    }

    @AfterEach
    void stop() throws IOException {
        registry.close();
    }

    private ImagePull.Pulled open(String name) throws IOException {
        return Reg.pull(Reg.settings(registry.host()), store, name.replace("REG", registry.host()));
    }

    private static void assertSame(Image image, RandomImage expected) throws IOException {
        assertThat(image.manifestBytes()).isEqualTo(expected.manifestBytes());
        assertThat(image.config().toBytes()).isEqualTo(expected.configBytes());
        assertThat(image.layers()).hasSameSizeAs(expected.tars());
        for (int i = 0; i < expected.tars().size(); i++) {
            assertThat(image.layers().get(i).content().readAll()).isEqualTo(expected.layer(i));
        }
        assertThat(image).withBaseLayers(image.layers().size()).isValid();
    }

    private long requests(String method, String part) {
        return registry.server().lines().stream()
                .filter(line -> line.startsWith(method) && line.contains(part))
                .count();
    }

    @ParameterizedTest
    @EnumSource
    void everyKindOfLayerArrives(Stored stored) throws IOException {
        for (RandomImage image :
                List.of(IMAGE.stored(stored), IMAGE.stored(stored).withDockerTypes())) {
            registry.add("team/base", "2.0", image);
            Image read = open("REG/team/base:2.0").images().get(0);
            assertSame(read, image);
            assertThat(read.layers())
                    .allSatisfy(layer ->
                            assertThat(layer.mediaType()).startsWith("application/vnd.oci.image.layer.v1.tar"));
        }
    }

    @Test
    void nothingButManifestAndConfigIsFetchedUntilALayerIsRead() throws IOException {
        Image image = open("REG/team/base:1.0").images().get(0);
        assertThat(registry.server().lines())
                .containsExactly(
                        "GET /v2/",
                        "HEAD /v2/team/base/manifests/1.0",
                        "GET /v2/team/base/manifests/" + image.digest(),
                        "GET /v2/team/base/blobs/" + image.id());
        image.layers().get(1).content().readAll();
        assertThat(requests("GET", "/blobs/")).isEqualTo(2);
    }

    @Test
    void whatIsInTheStoreIsNotFetchedAgain() throws IOException {
        assertSame(open("REG/team/base:1.0").images().get(0), IMAGE);
        int before = registry.server().asked().size();
        assertSame(open("REG/team/base:1.0").images().get(0), IMAGE);
        assertThat(registry.server()
                        .lines()
                        .subList(before, registry.server().asked().size()))
                .containsExactly("GET /v2/", "HEAD /v2/team/base/manifests/1.0");
        String pinned = "REG/team/base@" + RandomImage.sha256(IMAGE.manifestBytes());
        before = registry.server().asked().size();
        assertSame(open(pinned).images().get(0), IMAGE);
        assertThat(registry.server().asked()).hasSize(before);
    }

    @Test
    void offlineTheStoreIsEnoughOrTheBuildFails() throws IOException {
        String name = registry.host() + "/team/base:1.0";
        Expect.refusal(() -> Reg.pull(Reg.offline(), store, name))
                .says("'" + name + "' is not in the cache")
                .advises("without -o");
        Image image = open(name).images().get(0);
        int before = registry.server().asked().size();
        Expect.refusal(() -> Reg.pull(
                        Reg.offline(),
                        store,
                        registry.host() + "/team/base@" + image.layers().get(0).digest()))
                .says("not in the cache");
        assertThat(Reg.pull(Reg.offline(), store, name).digest()).isEqualTo(image.digest());
        assertThat(registry.server().asked()).hasSize(before);
    }

    @Test
    void whenTheRegistryIsDownATagMeansWhatItMeantLastTime() throws IOException {
        String name = registry.host() + "/team/base:1.0";
        assertSame(open(name).images().get(0), IMAGE);
        registry.behaviour = (asked, out) -> answered(TestServer.send(out, 503, ""));
        ImagePull.Pulled stale = Reg.pull(Reg.settings(registry.host()), store, name);
        assertThat(stale.stale()).isPresent();
        registry.close();
        stale = Reg.pull(Reg.settings(registry.host()), store, name);
        assertSame(stale.images().get(0), IMAGE);
        assertThat(stale.stale().orElseThrow()).contains("cannot be looked up");
        Expect.refusal(() -> Reg.pull(Reg.settings(registry.host()), store, registry.host() + "/team/base:2.0"))
                .says("2.0");
    }

    @Test
    void aTagThatIsGoneIsNotTakenFromTheStore() throws IOException {
        open("REG/team/base:1.0");
        registry.manifests.clear();
        Expect.refusal(() -> open("REG/team/base:1.0"))
                .says("answers 404, 'UNKNOWN: it is not here'")
                .advises("Correct the name");
    }

    @Test
    void aMovedTagIsNoticed() throws IOException {
        assertSame(open("REG/team/base:1.0").images().get(0), IMAGE);
        registry.add("team/base", "1.0", RandomImage.of(2, 2));
        assertSame(open("REG/team/base:1.0").images().get(0), RandomImage.of(2, 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"no digest", "no HEAD"})
    void aRegistryMayNotTellADigest(String how) throws IOException {
        registry.behaviour = (asked, out) -> {
            if (!asked.method().equals("HEAD")) {
                return TestRegistry.PROPERLY;
            }
            TestServer.raw(out, "HTTP/1.1 " + (how.equals("no HEAD") ? 405 : 200) + " x\r\nContent-Length: 5\r\n\r\n");
            return TestRegistry.ANSWERED;
        };
        assertSame(open("REG/team/base:1.0").images().get(0), IMAGE);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void indexesAreResolvedToThePlatform(int depth) throws IOException {
        RandomImage arm = RandomImage.of(7, 1).withPlatform("arm64", "v8");
        registry.add("team/base", "arm", arm);
        String entries = descriptor(arm, "arm64") + "," + descriptor(IMAGE, "amd64") + ","
                + descriptor(IMAGE, "unknown").replace("\"linux\"", "\"unknown\"");
        byte[] index = index(entries);
        for (int i = 1; i < depth; i++) {
            registry.addManifest("team/base", "inner", index);
            index = index("{\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"digest\":\""
                    + RandomImage.sha256(index) + "\",\"size\":" + index.length + "}");
        }
        registry.addManifest("team/base", "multi", index);
        ImagePull.Pulled pulled = open("REG/team/base:multi");
        assertSame(pulled.images().get(0), IMAGE);
        assertThat(pulled.digest()).hasToString(RandomImage.sha256(index));
    }

    @Test
    void aPlatformThatIsMissingIsSaid() throws IOException {
        RandomImage arm = RandomImage.of(7, 1).withPlatform("arm64", "v8");
        registry.add("team/base", "arm", arm);
        registry.addManifest("team/base", "multi", index(descriptor(arm, "arm64")));
        for (String tag : List.of("arm", "multi")) {
            Expect.refusal(() -> open("REG/team/base:" + tag))
                    .says("no image for the platform linux/amd64; it has linux/arm64")
                    .advises("-Dimage.platforms");
        }
    }

    private static String descriptor(RandomImage image, String architecture) {
        return "{\"mediaType\":\"" + image.manifestType() + "\",\"digest\":\""
                + RandomImage.sha256(image.manifestBytes()) + "\",\"size\":" + image.manifestBytes().length
                + ",\"platform\":{\"os\":\"linux\",\"architecture\":\"" + architecture + "\"}}";
    }

    private static byte[] index(String entries) {
        return ("{\"schemaVersion\":2,\"manifests\":[" + entries + "]}").getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void anIndexThatPointsToItselfForEverIsRefused() throws IOException {
        byte[] index = index(descriptor(IMAGE, "amd64"));
        for (int i = 0; i < 7; i++) {
            registry.addManifest("team/base", "multi", index);
            index = index("{\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"digest\":\""
                    + RandomImage.sha256(index) + "\",\"size\":" + index.length + "}");
        }
        registry.addManifest("team/base", "multi", index);
        Expect.refusal(() -> open("REG/team/base:multi")).says("nested more than 5 deep");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"schemaVersion":1,"fsLayers":[],"history":[]} | schema 1
            {"schemaVersion":2}                            | it has no 'config'
            not json                                       | is not JSON
            []                                             | is not a JSON object
            """)
    void whatIsNoManifestIsRefused(String bytes, String problem) throws IOException {
        registry.addManifest("team/base", "bad", bytes.getBytes(StandardCharsets.UTF_8));
        Expect.refusal(() -> open("REG/team/base:bad")).says(problem);
    }

    @Test
    void aHugeManifestIsRefused() throws IOException {
        byte[] huge = new byte[(4 << 20) + 1];
        Arrays.fill(huge, (byte) ' ');
        registry.addManifest("team/base", "huge", huge);
        Expect.refusal(() -> open("REG/team/base:huge")).says("has more than 4194304 bytes");
    }

    @Test
    void alteredManifestsConfigsAndLayersAreNeverTaken() throws IOException {
        List<String> digests = List.of(
                RandomImage.sha256(IMAGE.manifestBytes()),
                RandomImage.sha256(IMAGE.configBytes()),
                RandomImage.sha256(IMAGE.layer(1)));
        for (String digest : digests) {
            for (int how = 0; how < 3; how++) {
                Reg.Memory fresh = new Reg.Memory();
                int kind = how;
                registry.behaviour = (asked, out) -> {
                    if (!asked.method().equals("GET") || !asked.path().endsWith(digest)) {
                        return TestRegistry.PROPERLY;
                    }
                    byte[] good = Optional.ofNullable(registry.blobs.get(digest))
                            .orElseGet(() -> registry.manifests.get("team/base:" + digest));
                    byte[] bad = kind == 1 ? Arrays.copyOf(good, good.length - 1) : good.clone();
                    if (kind == 0) {
                        bad[bad.length / 2] ^= 1;
                    } else if (kind == 2) {
                        bad = Arrays.copyOf(good, good.length + 1);
                    }
                    return answered(TestServer.send(out, 200, bad));
                };
                Expect.refusal(() -> {
                            Image image = Reg.pull(
                                            Reg.settings(registry.host()), fresh, registry.host() + "/team/base:1.0")
                                    .images()
                                    .get(0);
                            for (Layer layer : image.layers()) {
                                layer.content().readAll();
                            }
                        })
                        .says("");
                assertThat(fresh.blobs).doesNotContainKey(Digest.parse(digest));
            }
        }
    }

    @Test
    void aFaultThatPassesIsNoFault() throws IOException {
        String digest = RandomImage.sha256(IMAGE.layer(1));
        AtomicInteger times = new AtomicInteger();
        registry.behaviour = (asked, out) -> {
            if (asked.path().endsWith(digest) && times.getAndIncrement() == 0) {
                byte[] bad = IMAGE.layer(1);
                bad[3] ^= 4;
                return answered(TestServer.send(out, 200, bad));
            }
            return TestRegistry.PROPERLY;
        };
        assertSame(open("REG/team/base:1.0").images().get(0), IMAGE);
    }

    @Test
    void aDownloadGoesOnWhereItWasLost() throws IOException {
        byte[] large = new byte[3 << 20];
        new java.util.Random(5).nextBytes(large);
        RandomImage image = IMAGE.withTars(large).stored(Stored.PLAIN).withConfig("{'history':null}");
        registry.add("team/base", "large", image);
        String digest = RandomImage.sha256(large);
        AtomicInteger times = new AtomicInteger();
        registry.behaviour = (asked, out) -> {
            int time = asked.path().endsWith(digest) ? times.getAndIncrement() : 99;
            if (time >= 3) {
                return TestRegistry.PROPERLY;
            }
            String range = asked.header("Range");
            int from = range.isEmpty()
                    ? 0
                    : Integer.parseInt(range.replace("bytes=", "").replace("-", ""));
            TestServer.raw(
                    out,
                    "HTTP/1.1 " + (from == 0 ? "200 OK" : "206 Partial\r\nContent-Range: bytes " + from + "-/*")
                            + "\r\nContent-Length: " + (large.length - from) + "\r\n\r\n");
            out.write(large, from, 500_000);
            return TestRegistry.DROP;
        };
        Image read = open("REG/team/base:large").images().get(0);
        assertThat(read.layers().get(0).content().readAll()).isEqualTo(large);
        List<String> ranges = registry.server().asked().stream()
                .filter(asked -> asked.path().endsWith(digest))
                .map(asked -> asked.header("Range"))
                .toList();
        assertThat(ranges).containsExactly("", "bytes=500000-", "bytes=1000000-", "bytes=1500000-");
    }

    @Test
    void aServerThatKnowsNoRangesIsReadFromTheStart() throws IOException {
        String digest = RandomImage.sha256(IMAGE.layer(0));
        AtomicInteger times = new AtomicInteger();
        registry.behaviour = (asked, out) -> {
            if (!asked.path().endsWith(digest)) {
                return TestRegistry.PROPERLY;
            }
            if (times.getAndIncrement() == 0) {
                TestServer.raw(out, "HTTP/1.1 200 OK\r\nContent-Length: " + IMAGE.layer(0).length + "\r\n\r\n");
                out.write(IMAGE.layer(0), 0, 20);
                return TestRegistry.DROP;
            }
            return answered(TestServer.send(out, 200, IMAGE.layer(0)));
        };
        assertSame(open("REG/team/base:1.0").images().get(0), IMAGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"drop", "stall", "drip", "503", "429", "garbage", "loop", "hang"})
    void nothingHangsAndEveryFailureSaysWhatToDo(String fault) throws IOException {
        registry.behaviour = (asked, out) -> misbehave(fault, out);
        long start = System.nanoTime();
        Expect.refusal(() -> open("REG/team/base:1.0")).says(registry.host());
        assertThat(System.nanoTime() - start).isLessThan(20_000_000_000L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"drop", "stall", "drip", "503", "429", "garbage", "loop", "hang"})
    void nothingHangsWithinALayer(String fault) throws IOException {
        Image image = open("REG/team/base:1.0").images().get(0);
        registry.behaviour = (asked, out) -> misbehave(fault, out);
        long start = System.nanoTime();
        Expect.refusal(() -> image.layers().get(0).content().readAll()).says(registry.host());
        assertThat(System.nanoTime() - start).isLessThan(20_000_000_000L);
        registry.behaviour = (asked, out) -> TestRegistry.PROPERLY;
        assertSame(open("REG/team/base:1.0").images().get(0), IMAGE);
    }

    private static int misbehave(String fault, OutputStream out) throws IOException, InterruptedException {
        switch (fault) {
            case "drop" -> {
                return TestRegistry.DROP;
            }
            case "hang" -> Thread.sleep(5000);
            case "stall" -> {
                TestServer.raw(out, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n12345");
                Thread.sleep(5000);
            }
            case "drip" -> {
                TestServer.raw(out, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
                for (int i = 0; i < 100; i++) {
                    TestServer.raw(out, "x");
                    Thread.sleep(50);
                }
            }
            case "503" -> TestServer.send(out, 503, "busy");
            case "429" -> TestServer.send(out, 429, "slow down", "Retry-After: 1000");
            case "garbage" -> TestServer.raw(out, "SSH-2.0-OpenSSH_9.2\r\n\r\n");
            default -> TestServer.send(out, 307, "", "Location: /v2/again");
        }
        return fault.equals("503") || fault.equals("429") || fault.equals("loop")
                ? TestRegistry.ANSWERED
                : TestRegistry.DROP;
    }

    @Test
    void aRegistryThatIsBusyIsAskedAgainWhenItSays() throws IOException {
        AtomicInteger times = new AtomicInteger();
        registry.behaviour = (asked, out) -> asked.method().equals("HEAD") && times.getAndIncrement() < 2
                ? answered(TestServer.send(out, times.get() == 1 ? 429 : 503, "", "Retry-After: 1"))
                : TestRegistry.PROPERLY;
        long start = System.nanoTime();
        assertSame(open("REG/team/base:1.0").images().get(0), IMAGE);
        assertThat(System.nanoTime() - start).isGreaterThan(2_000_000_000L);
    }

    @Test
    void blobsMayBeElsewhereAndCredentialsStayHere() throws IOException {
        try (TestServer storage = new TestServer((asked, out) -> TestServer.send(
                out, 200, registry.blobs.getOrDefault(asked.path().substring(1), new byte[0])))) {
            registry.behaviour = (asked, out) -> {
                if (asked.header("Authorization").isEmpty()) {
                    return answered(TestServer.send(out, 401, "", "WWW-Authenticate: Basic realm=\"x\""));
                }
                int blob = asked.path().indexOf("/blobs/");
                return blob < 0
                        ? TestRegistry.PROPERLY
                        : answered(TestServer.send(
                                out,
                                307,
                                "",
                                "Location: " + storage.url() + "/"
                                        + asked.path().substring(blob + 7) + "?sig=secret"));
            };
            CredentialSource me = (host, repository) -> Optional.of(Credential.password("me", "pass:word", "a test"));
            Image image = Reg.pull(
                            Reg.settings(List.of(me), registry.host()), store, registry.host() + "/team/base:1.0")
                    .images()
                    .get(0);
            assertSame(image, IMAGE);
            assertThat(storage.asked())
                    .hasSize(4)
                    .allSatisfy(
                            asked -> assertThat(asked.header("Authorization")).isEmpty());
        }
    }

    @Test
    void foreignLayersComeFromTheirOwnAddressWithoutCredentials() throws IOException {
        try (TestServer vendor = new TestServer((asked, out) -> TestServer.send(out, 200, IMAGE.layer(0)))) {
            String manifest = new String(IMAGE.manifestBytes(), StandardCharsets.UTF_8);
            String digest = RandomImage.sha256(IMAGE.layer(0));
            byte[] foreign = manifest.replaceFirst(
                            "(\"digest\":\"" + digest + "\")", "$1,\"urls\":[\"" + vendor.url() + "/layer\"]")
                    .getBytes(StandardCharsets.UTF_8);
            registry.addManifest("team/base", "foreign", foreign);
            registry.blobs.remove(digest);
            Image image = Reg.pull(
                            Reg.settings(registry.host(), vendor.host()), store, registry.host() + "/team/base:foreign")
                    .images()
                    .get(0);
            assertThat(image.layers().get(0).content().readAll()).isEqualTo(IMAGE.layer(0));
            assertThat(vendor.lines()).containsExactly("GET /layer");
        }
    }

    @Test
    void mirrorsComeFirstAndMayFail() throws IOException {
        try (TestRegistry mirror = new TestRegistry()) {
            mirror.add("cache/team/base", "1.0", IMAGE);
            RegistrySettings settings = new RegistrySettings(
                    List.of(),
                    List.of(),
                    Map.of(registry.host(), List.of(mirror.host() + "/cache")),
                    Optional.empty(),
                    Set.of(registry.host(), mirror.host()),
                    false,
                    Reg.QUICK);
            String name = registry.host() + "/team/base:1.0";
            assertSame(Reg.pull(settings, new Reg.Memory(), name).images().get(0), IMAGE);
            assertThat(registry.server().asked()).isEmpty();
            mirror.blobs.clear();
            assertSame(Reg.pull(settings, new Reg.Memory(), name).images().get(0), IMAGE);
            mirror.server().close();
            assertSame(Reg.pull(settings, new Reg.Memory(), name).images().get(0), IMAGE);
        }
    }

    @Test
    void aMirrorThatIsOverloadedIsOneThatFails() throws IOException {
        registry.add("team/base", "1.0", IMAGE);
        try (TestRegistry mirror = new TestRegistry()) {
            mirror.behaviour = (asked, out) -> {
                TestServer.send(out, 503, "");
                return TestRegistry.ANSWERED;
            };
            RegistrySettings settings = new RegistrySettings(
                    List.of(),
                    List.of(),
                    Map.of(registry.host(), List.of(mirror.host())),
                    Optional.empty(),
                    Set.of(registry.host(), mirror.host()),
                    false,
                    Reg.QUICK);
            Reg.Memory store = new Reg.Memory();
            String name = registry.host() + "/team/base:1.0";
            assertSame(Reg.pull(settings, store, name).images().get(0), IMAGE);
            assertThat(Reg.pull(settings, store, name).stale()).isEmpty();
            String digest = registry.host() + "/team/base@" + RandomImage.sha256(IMAGE.manifestBytes());
            assertSame(Reg.pull(settings, new Reg.Memory(), digest).images().get(0), IMAGE);
        }
    }

    @Test
    void withoutAStoreLayersAreReadAsTheyArrive() throws IOException {
        Image image = Reg.pull(Reg.settings(registry.host()), BlobStore.NONE, registry.host() + "/team/base:1.0")
                .images()
                .get(0);
        assertSame(image, IMAGE);
    }

    @Test
    void aRegistryThatIsNotNamedIsNotAskedWithoutTls() {
        Expect.refusal(() -> Reg.pull(Reg.settings(), store, registry.host() + "/team/base:1.0"))
                .says(registry.host())
                .advises("-Dimage.insecureRegistries=");
        assertThat(registry.server().lines())
                .allSatisfy(line -> assertThat(line).doesNotContain("/v2/"));
    }

    @Test
    void aHostThatDoesNotExistIsSaid() {
        Expect.refusal(() -> Reg.pull(Reg.settings(), store, "registry.invalid/team/base:1.0"))
                .says("there is no host of this name")
                .advises("<proxy>");
    }

    static int answered(boolean keep) {
        return keep ? TestRegistry.ANSWERED : TestRegistry.DROP;
    }
}
