package io.github.layercake.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.layercake.base.StoredBlobs;
import io.github.layercake.fixture.Expect;
import io.github.layercake.fixture.RandomImage;
import io.github.layercake.fixture.TestArchive;
import io.github.layercake.io.FileStat;
import io.github.layercake.layer.Outcome;
import io.github.layercake.registry.Limits;
import io.github.layercake.registry.Progress;
import io.github.layercake.registry.Registries;
import io.github.layercake.registry.RegistrySettings;
import io.github.layercake.registry.TestRegistry;
import io.github.layercake.registry.TestServer;
import io.github.layercake.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A base in a registry is one more thing that may have changed, and the digest tells. */
@Timeout(120)
class RegistryBaseTest {
    private static final RandomImage ONE = RandomImage.of(41, 3);
    private static final RandomImage TWO = RandomImage.of(42, 2);
    private static final RandomImage ARM = RandomImage.of(43, 1).withPlatform("arm64", "v8");
    private static final RandomImage OTHER_ARM = RandomImage.of(44, 1).withPlatform("arm64", "v8");
    private static final Limits QUICK = new Limits(
            Duration.ofSeconds(5),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            2,
            Duration.ofMillis(10),
            Duration.ofSeconds(2));

    @TempDir
    Path directory;

    private TestRegistry registry = TestRegistry.open();
    private Path cache = Path.of("/");
    private SyntheticApplication application = SyntheticApplication.empty(cache);
    private boolean offline;

    @BeforeEach
    void writeApplication() throws IOException {
        registry.add("team/base", "1", ONE);
        cache = directory.resolve("cache");
        application = SyntheticApplication.small(directory.resolve("app")).on(tag(), "linux/amd64");
        application.registries = this::registries;
    }

    @AfterEach
    void stop() throws IOException {
        registry.close();
    }

    private String tag() {
        return registry.host() + "/team/base:1";
    }

    private Registries registries() {
        return new Registries(
                new RegistrySettings(
                        List.of(), List.of(), Map.of(), Optional.empty(), Set.of(registry.host()), offline, QUICK),
                Progress.NONE);
    }

    private static String digest(RandomImage image) {
        return RandomImage.sha256(image.manifestBytes());
    }

    /** What the registry is asked for by one build. */
    private List<String> asked(SyntheticApplication.Built[] built) throws IOException {
        int before = registry.server().asked().size();
        built[0] = application.build(cache);
        List<String> lines = registry.server().lines();
        return lines.subList(before, lines.size());
    }

    /** Nothing changed, and so nothing was touched, and nothing was asked but {@code lines}. */
    private SyntheticApplication.Built requireUnchanged(String... lines) throws IOException {
        FileStat tar = FileStat.of(application.tar);
        SyntheticApplication.Built[] built = new SyntheticApplication.Built[1];
        assertThat(asked(built)).containsExactly(lines);
        assertThat(built[0].tar().written()).isZero();
        assertThat(built[0].outcomes()).hasSize(4).allMatch(outcome -> outcome instanceof Outcome.Reused);
        assertThat(FileStat.of(application.tar)).isEqualTo(tar);
        return built[0];
    }

    /** The lowest layers of the image that was built. */
    private static void assertOn(SyntheticApplication.Built built, RandomImage... bases) {
        List<String> expected = new ArrayList<>();
        List<String> found = new ArrayList<>();
        for (RandomImage base : bases) {
            for (int i = 0; i < base.tars().size(); i++) {
                expected.add(RandomImage.sha256(base.layer(i)));
            }
        }
        for (BuildReport.OfPlatform image : built.report().platforms()) {
            image.baseLayers().forEach(layer -> found.add(layer.digest().toString()));
        }
        assertThat(found).isEqualTo(expected);
    }

    /** Whoever needs more than what the last build told, fails. */
    private void evict(String... butKinds) throws IOException {
        for (Path file : SyntheticApplication.files(cache.resolve("2"))) {
            String kind = cache.resolve("2").relativize(file).getName(0).toString();
            if (!kind.equals("builds") && !List.of(butKinds).contains(kind)) {
                Files.delete(file);
            }
        }
    }

    @Test
    void aTagThatMeansTheSameIsAskedOnceAndNothingElseIsLookedAt() throws IOException {
        SyntheticApplication.Built first = application.build(cache);
        assertOn(first, ONE);
        assertThat(registry.server().lines().stream().filter(line -> line.startsWith("HEAD")))
                .hasSize(1);
        evict();

        SyntheticApplication.Built second = requireUnchanged("GET /v2/", "HEAD /v2/team/base/manifests/1");

        assertThat(second.log().named).containsExactly(digest(ONE));
        assertThat(second.log().stale).isEmpty();
        assertOn(second, ONE);
        assertThat(second.report().digest()).isEqualTo(first.report().digest());
    }

    @Test
    void theSameIsToldAsByAWholeBuild() throws IOException {
        application.build(cache);
        BuildReport quick = application.build(cache).report();
        for (Path build : SyntheticApplication.files(cache.resolve("2/builds"))) {
            Files.delete(build);
        }
        assertThat(quick)
                .usingRecursiveComparison()
                .ignoringFields("time")
                .isEqualTo(application.build(cache).report());
    }

    @Test
    void aTagThatMovedIsBuiltAnewAndOneThatMovedBackToo() throws IOException {
        application.build(cache);
        byte[] first = Files.readAllBytes(application.tar);
        application.build(cache);
        registry.add("team/base", "1", TWO);

        SyntheticApplication.Built moved = application.build(cache);

        assertOn(moved, TWO);
        assertThat(moved.log().named).containsExactly(digest(TWO));
        assertThat(application.tar)
                .satisfies(tar -> assertThat(Files.readAllBytes(tar)).isNotEqualTo(first));
        requireUnchanged("GET /v2/", "HEAD /v2/team/base/manifests/1");
        registry.add("team/base", "1", ONE);
        assertOn(application.build(cache), ONE);
        assertThat(application.tar).hasBinaryContent(first);
    }

    @Test
    void aChangedClassOnTheSameBaseIsBuilt() throws IOException {
        application.build(cache);
        byte[] first = Files.readAllBytes(application.tar);
        application.write("app/Owner.class", SyntheticApplication.random(5, 3_000));
        SyntheticApplication.settle();
        assertThat(application.build(cache).outcome("classes")).isInstanceOf(Outcome.Rebuilt.class);
        requireUnchanged("GET /v2/", "HEAD /v2/team/base/manifests/1");
        application.write("app/Owner.class", SyntheticApplication.random(1, 3_000));
        application.build(cache);
        assertThat(application.tar).hasBinaryContent(first);
    }

    @Test
    void aDigestTakesNoNetworkAndNoSettings() throws IOException {
        application.on(registry.host() + "/team/base:1@" + digest(ONE), "linux/amd64");
        assertOn(application.build(cache), ONE);
        registry.add("team/base", "1", TWO);
        evict();
        application.registries = () -> new Registries(
                () -> {
                    throw new AssertionError("Nobody needs a registry");
                },
                Progress.NONE,
                new ConcurrentHashMap<>());

        assertOn(requireUnchanged(), ONE);
        registry.server().close();
        requireUnchanged();
    }

    @Test
    void anotherDigestIsAnotherBase() throws IOException {
        registry.add("team/base", "2", TWO);
        application.on(registry.host() + "/team/base@" + digest(ONE), "linux/amd64");
        application.build(cache);
        application.on(registry.host() + "/team/base@" + digest(TWO), "linux/amd64");
        assertOn(application.build(cache), TWO);
    }

    @Test
    void offlineATagMeansWhatItMeantAndNobodyIsAsked() throws IOException {
        application.build(cache);
        registry.add("team/base", "1", TWO);
        offline = true;

        assertOn(requireUnchanged(), ONE);
        assertThat(application.build(cache).log().stale).isEmpty();

        evict();
        Expect.refusal(() -> application.build(cache))
                .says("is not in the cache")
                .advises("without -o");
    }

    @Test
    void whenTheRegistryIsDownThatIsSaidAndNothingElseHappens() throws IOException {
        application.build(cache);
        registry.behaviour = (asked, out) -> TestRegistry.DROP;
        SyntheticApplication.Built down = application.build(cache);
        assertThat(down.tar().written()).isZero();
        assertThat(down.log().stale).singleElement().asString().contains("cannot be looked up");
        assertOn(down, ONE);

        registry.behaviour = (asked, out) -> {
            TestServer.send(out, 503, "");
            return TestRegistry.ANSWERED;
        };
        assertThat(application.build(cache).log().stale)
                .singleElement()
                .asString()
                .contains("503");
        application.write("app/Owner.class", SyntheticApplication.random(5, 3_000));
        SyntheticApplication.Built changed = application.build(cache);
        assertThat(changed.log().stale).hasSize(1);
        assertOn(changed, ONE);

        registry.behaviour = (asked, out) -> TestRegistry.PROPERLY;
        registry.add("team/base", "1", TWO);
        assertOn(application.build(cache), TWO);
    }

    @Test
    void aTagThatIsGoneIsAnErrorThoughNothingElseChanged() throws IOException {
        application.build(cache);
        registry.manifests.clear();
        Expect.refusal(() -> application.build(cache)).says(tag());
    }

    @Test
    void anIndexOfWhichAnyPlatformChangedIsAnotherBase() throws IOException {
        addIndex("1", ONE, ARM);
        application.on(tag(), "linux/amd64", "linux/arm64");
        assertOn(application.build(cache), ONE, ARM);
        requireUnchanged("GET /v2/", "HEAD /v2/team/base/manifests/1");

        addIndex("1", ONE, OTHER_ARM);
        assertOn(application.build(cache), ONE, OTHER_ARM);
        requireUnchanged("GET /v2/", "HEAD /v2/team/base/manifests/1");

        application.on(tag(), "linux/arm64", "linux/amd64");
        assertOn(application.build(cache), OTHER_ARM, ONE);
        application.on(tag(), "linux/amd64");
        assertOn(application.build(cache), ONE);
        byte[] single = Files.readAllBytes(application.tar);

        // For this platform it is the same: the whole build finds nothing to write.
        addIndex("1", ONE, ARM);
        SyntheticApplication.Built same = application.build(cache);
        assertThat(same.tar().written()).isZero();
        assertThat(application.tar).hasBinaryContent(single);
    }

    private void addIndex(String tag, RandomImage... images) throws IOException {
        TestArchive archive = TestArchive.layout().addIndex(tag, 1, images);
        for (RandomImage image : images) {
            registry.add("team/base", digest(image), image);
        }
        Path layout = directory.resolve("layout");
        archive.writeTo(layout);
        String top = Files.readString(layout.resolve("index.json"));
        int at = top.indexOf("sha256:") + "sha256:".length();
        byte[] index = Files.readAllBytes(layout.resolve("blobs/sha256").resolve(top.substring(at, at + 64)));
        assertThat(new String(index, StandardCharsets.UTF_8)).contains(digest(images[0]));
        registry.addManifest("team/base", tag, index);
    }

    @Test
    void onceADayTheBlobsOfTheBaseAreNotedAsInUse() throws IOException {
        FileTime old = FileTime.from(Instant.now().minus(Duration.ofHours(25)));
        for (String from : List.of(tag(), registry.host() + "/team/base@" + digest(ONE))) {
            application.on(from, "linux/amd64");
            application.build(cache);
            List<Path> kept = SyntheticApplication.files(cache.resolve("2/blobs"));
            assertThat(kept).as("manifest, config, three layers").hasSize(5);
            for (Path file : SyntheticApplication.files(cache.resolve("2"))) {
                Files.setLastModifiedTime(file, old);
            }

            assertThat(application.build(cache).tar().written()).isZero();

            assertThat(kept)
                    .allSatisfy(
                            file -> assertThat(Files.getLastModifiedTime(file)).isGreaterThan(old));
        }
    }

    /** What the base was is known only when it was opened: between both another build changes what the cache says. */
    @Test
    void whatTheTagMeantToTheCacheMayChangeWhileTheRegistryIsAsked() throws IOException {
        registry.add("team/base", "1", TWO);
        application.build(cache);
        registry.add("team/base", "1", ONE);
        application.build(cache);
        application.write("app/Owner.class", SyntheticApplication.random(5, 3_000));
        SyntheticApplication.settle();
        registry.behaviour = (asked, out) -> {
            try (Store store = Store.open(cache)) {
                new StoredBlobs(store).note("tag " + tag(), digest(TWO));
            }
            return TestRegistry.DROP;
        };
        SyntheticApplication.Built confused = application.build(cache);
        assertOn(confused, TWO);
        assertThat(confused.log().named).containsExactly(digest(TWO));

        registry.behaviour = (asked, out) -> TestRegistry.PROPERLY;
        assertOn(application.build(cache), ONE);
    }

    @Test
    void modulesOfOneRunAskOnce() throws IOException {
        ConcurrentMap<String, Future<String>> answers = new ConcurrentHashMap<>();
        RegistrySettings settings = new RegistrySettings(
                List.of(), List.of(), Map.of(), Optional.empty(), Set.of(registry.host()), false, QUICK);
        List<SyntheticApplication> modules = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            SyntheticApplication module =
                    SyntheticApplication.small(directory.resolve("module" + i)).on(tag(), "linux/amd64");
            module.registries = () -> new Registries(() -> settings, Progress.NONE, answers);
            modules.add(module);
        }
        for (SyntheticApplication module : modules) {
            // Each its own cache: what the tag means is noted in every one.
            module.build(Objects.requireNonNull(module.directory.resolve("cache")));
        }
        assertThat(registry.server().lines().stream().filter(line -> line.startsWith("HEAD")))
                .hasSize(1);
        registry.close();
        offline = true;
        for (SyntheticApplication module : modules) {
            module.registries = this::registries;
            assertThat(module.build(module.directory.resolve("cache")).tar().written())
                    .isZero();
        }
    }
}
