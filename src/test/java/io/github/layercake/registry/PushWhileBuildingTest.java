package io.github.layercake.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.layercake.fixture.Expect;
import io.github.layercake.fixture.RandomImage;
import io.github.layercake.oci.ImageReference;
import io.github.layercake.oci.Images;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Layers that are sent while others are being made: they change nothing but when they arrive. */
@Isolated
class PushWhileBuildingTest {
    private static final RandomImage IMAGE = RandomImage.of(3, 4);
    private static final int BLOBS = 5;

    private final Reg.Memory store = new Reg.Memory();
    private final TestRegistry registry = TestRegistry.open();
    private final Registries registries = Reg.registries(Reg.settings(registry.host()));

    @AfterEach
    void stop() throws IOException {
        registries.close();
        registry.close();
    }

    private ImagePush begin(String... tags) {
        return ImagePush.begin(
                registries,
                store,
                List.of(tags).stream()
                        .map(tag -> ImageReference.parse(registry.host() + "/team/" + tag))
                        .toList());
    }

    /** Two of four layers have arrived, and the push is not told of the image yet. */
    private ImagePush begun(String... tags) throws InterruptedException {
        ImagePush push = begin(tags);
        push.send(IMAGE.image().layers().subList(0, 2));
        for (int waited = 0; waited < 10_000 && registry.blobs.size() < 2; waited += 10) {
            Thread.sleep(10);
        }
        assertThat(registry.blobs).hasSize(2);
        return push;
    }

    private List<String> lines(String part) {
        return registry.server().lines().stream()
                .filter(line -> line.contains(part))
                .toList();
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("image-push"))
                .count();
    }

    private static void assertThreadsEnd() throws InterruptedException {
        for (int waited = 0; waited < 10_000 && threads() > 0; waited += 10) {
            Thread.sleep(10);
        }
        assertThat(threads()).isZero();
    }

    @Test
    void theyArriveBeforeTheImageIsCompleteAndOnce() throws Exception {
        try (ImagePush push = begun("app:1.0")) {
            assertThat(registry.manifests).isEmpty();
            assertThat(push.push(Images.of(IMAGE.image())).blobs()).isEqualTo(BLOBS);
        }
        assertThat(registry.manifests.get("team/app:1.0")).isEqualTo(IMAGE.manifestBytes());
        assertThat(lines("PUT /v2/team/app/blobs/")).hasSize(BLOBS);
        assertThat(lines("HEAD /v2/team/app/blobs/")).hasSize(BLOBS);
        assertThat(lines("manifests/1.0"))
                .containsExactly("HEAD /v2/team/app/manifests/1.0", "PUT /v2/team/app/manifests/1.0");
        assertThreadsEnd();
    }

    @Test
    void ofSeveralRepositoriesTheFirstOneGetsThemAndTheOthersMount() throws Exception {
        try (ImagePush push = begun("app:1.0", "other:1.0")) {
            assertThat(push.push(Images.of(IMAGE.image())).blobs()).isEqualTo(BLOBS);
        }
        assertThat(registry.manifests.get("team/app:1.0")).isEqualTo(IMAGE.manifestBytes());
        assertThat(registry.manifests.get("team/other:1.0")).isEqualTo(IMAGE.manifestBytes());
        assertThat(lines("PUT /v2/team/other/blobs/")).isEmpty();
    }

    @Test
    void aBuildThatFailsLeavesNoManifestAndNoThread() throws Exception {
        begun("app:1.0").close();
        assertThreadsEnd();
        assertThat(registry.manifests).isEmpty();
        try (ImagePush push = begin("app:1.0")) {
            assertThat(push.push(Images.of(IMAGE.image())).blobs()).isEqualTo(3);
        }
        assertThat(registry.manifests.get("team/app:1.0")).isEqualTo(IMAGE.manifestBytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "POST", "PUT"})
    void whatHangsWhenABuildFailsEndsWithTheConnections(String method) throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        registry.behaviour = (request, out) -> {
            if (request.method().equals(method) && request.path().contains("/blobs/")) {
                asked.countDown();
                never.await(20, TimeUnit.SECONDS);
                return TestRegistry.DROP;
            }
            return TestRegistry.PROPERLY;
        };
        ImagePush push = begin("app:1.0");
        push.send(IMAGE.image().layers());
        assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
        long start = System.nanoTime();
        push.close();
        registries.close();
        assertThreadsEnd();
        assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
        int requests = registry.server().asked().size();
        Thread.sleep(200);
        assertThat(registry.server().asked()).hasSize(requests);
        never.countDown();
    }

    @Test
    void nothingIsAskedOnceTheBuildHasEnded() throws Exception {
        Registry closed = registries.registry(registry.host());
        closed.origin();
        registries.close();
        int requests = registry.server().asked().size();
        assertThatThrownBy(() -> closed.manifest("GET", "team/app", "1.0", Scope.push("team/app")))
                .isInstanceOf(CancellationException.class);
        assertThat(registry.server().asked()).hasSize(requests);
    }

    @Test
    void aRegistryThatRefusesUsIsToldOfAsEver() throws IOException {
        registry.behaviour = (asked, out) -> PullTest.answered(TestServer.send(out, 401, ""));
        try (ImagePush push = begin("app:1.0")) {
            push.send(IMAGE.image().layers());
            Expect.refusal(() -> push.push(Images.of(IMAGE.image())))
                    .says("The image cannot be pushed to " + registry.host() + "/team/app")
                    .says("We have no credentials for it");
        }
        assertThat(registry.blobs).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aBlobThatIsRefusedIsToldOfAsEver(boolean early) throws IOException {
        registry.behaviour = (asked, out) ->
                asked.method().equals("PUT") ? PullTest.answered(TestServer.send(out, 413, "")) : TestRegistry.PROPERLY;
        try (ImagePush push = begin("app:1.0")) {
            push.send(early ? IMAGE.image().layers() : List.of());
            Expect.refusal(() -> push.push(Images.of(IMAGE.image())))
                    .says("The blob sha256:")
                    .says("cannot be pushed to " + registry.host() + "/team/app")
                    .advises("raise its limit");
        }
        assertThat(registry.manifests).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRegistryThatIsNotThereIsToldOfAsEver(boolean early) throws IOException {
        registry.close();
        try (ImagePush push = begin("app:1.0")) {
            push.send(early ? IMAGE.image().layers() : List.of());
            Expect.refusal(() -> push.push(Images.of(IMAGE.image())))
                    .says("The image cannot be pushed to " + registry.host() + "/team/app")
                    .advises("Start the registry");
        }
    }
}
