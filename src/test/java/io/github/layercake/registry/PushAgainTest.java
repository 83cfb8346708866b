package io.github.layercake.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.layercake.fixture.Expect;
import io.github.layercake.fixture.RandomImage;
import io.github.layercake.oci.Images;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An image that was pushed before: few questions where we may believe the answer, all of them where we may not. */
class PushAgainTest {
    private static final RandomImage IMAGE = RandomImage.of(3, 4);
    private static final RandomImage OTHER = RandomImage.of(5, 2).withPlatform("arm64", "v8");
    private static final int BLOBS = 5;
    private static final String BLOB_QUESTION = "HEAD /v2/team/app/blobs/";

    private final Reg.Memory store = new Reg.Memory();
    private final TestRegistry registry = TestRegistry.open();
    private int before;

    @AfterEach
    void stop() throws IOException {
        registry.close();
    }

    private ImagePush.Sent push(Images images, String... tags) throws IOException {
        before = registry.server().asked().size();
        return Reg.push(
                registry,
                store,
                images,
                Stream.of(tags).map(tag -> "team/app:" + tag).toArray(String[]::new));
    }

    private ImagePush.Sent push(String... tags) throws IOException {
        return push(Images.of(IMAGE.image()), tags);
    }

    /** The requests of the last push. */
    private List<String> requests() {
        List<String> lines = registry.server().lines();
        return lines.subList(before, lines.size());
    }

    private List<String> requests(String beginning) {
        return requests().stream().filter(line -> line.startsWith(beginning)).toList();
    }

    @Test
    void whatEveryTagMeansIsAskedAndNothingElse() throws IOException {
        ImagePush.Sent first = push("1.0", "latest");
        ImagePush.Sent again = push("1.0", "latest");
        assertThat(requests())
                .containsExactly("GET /v2/", "HEAD /v2/team/app/manifests/1.0", "HEAD /v2/team/app/manifests/latest");
        assertThat(again).isEqualTo(new ImagePush.Sent(0, 0, first.sent(), 0));
    }

    @Test
    void ofSeveralPlatformsTheIndexIsAskedFor() throws IOException {
        Images both = Images.of(List.of(IMAGE.image(), OTHER.image()), Map.of(), Reg.AMD64);
        push(both, "1.0");
        push(both, "1.0");
        assertThat(requests()).containsExactly("GET /v2/", "HEAD /v2/team/app/manifests/1.0");
    }

    @Test
    void aManifestThatTheIndexMissesIsPutAgain() throws IOException {
        Images both = Images.of(List.of(IMAGE.image(), OTHER.image()), Map.of(), Reg.AMD64);
        push(both, "1.0");
        String lost = RandomImage.sha256(OTHER.manifestBytes());
        registry.manifests.remove("team/app:" + lost);
        store.notes.clear();
        push(both, "1.0");
        assertThat(requests("PUT")).containsExactly("PUT /v2/team/app/manifests/" + lost);
    }

    @Test
    void oneTagThatIsNewTakesAllBlobs() throws IOException {
        push("1.0");
        registry.blobs.remove(RandomImage.sha256(IMAGE.layer(2)));
        assertThat(push("1.0", "2.0").blobs()).isEqualTo(1);
        assertThat(requests(BLOB_QUESTION)).hasSize(BLOBS);
        assertThat(requests("PUT /v2/team/app/manifests/")).containsExactly("PUT /v2/team/app/manifests/2.0");
    }

    @Test
    void anotherImageMeanwhileTakesAllBlobs() throws IOException {
        push("1.0");
        push(Images.of(OTHER.image()), "other");
        push("1.0");
        assertThat(requests(BLOB_QUESTION)).hasSize(BLOBS);
        assertThat(requests("P")).isEmpty();
    }

    @Test
    void anImageThatSomebodyElsePushedIsNotBelievedToBeWhole() throws IOException {
        registry.add("team/app", "1.0", IMAGE);
        registry.blobs.remove(RandomImage.sha256(IMAGE.layer(2)));
        assertThat(push("1.0").blobs()).isEqualTo(1);
        assertThat(registry.blobs).containsKey(RandomImage.sha256(IMAGE.layer(2)));
    }

    @Test
    void aBlobThatTheRegistryHasLostIsSentAgainWhenAWhileHasPassed() throws IOException {
        push("1.0");
        registry.blobs.remove(RandomImage.sha256(IMAGE.layer(2)));
        assertThat(push("1.0").blobs()).isZero();
        store.notes.replaceAll((key, note) -> key.startsWith("image ") ? earlier(note, 2) : note);
        assertThat(push("1.0").blobs()).isEqualTo(1);
        assertThat(registry.blobs).containsKey(RandomImage.sha256(IMAGE.layer(2)));
        store.notes.replaceAll((key, note) -> key.startsWith("image ") ? earlier(note, -1) : note);
        push("1.0");
        assertThat(requests(BLOB_QUESTION)).hasSize(BLOBS);
    }

    private static String earlier(String note, int hours) {
        int number = note.lastIndexOf(' ') + 1;
        return note.substring(0, number) + (Long.parseLong(note.substring(number)) - hours);
    }

    @Test
    void aBlobThatTheRegistryHasLostIsSentAgainWhenTheTagIsGone() throws IOException {
        push("1.0");
        registry.blobs.remove(RandomImage.sha256(IMAGE.layer(2)));
        registry.manifests.clear();
        assertThat(push("1.0").blobs()).isEqualTo(1);
        assertThat(registry.manifests.get("team/app:1.0")).isEqualTo(IMAGE.manifestBytes());
    }

    @Test
    void aPushThatFailedIsNotRemembered() throws IOException {
        registry.behaviour =
                (asked, out) -> asked.method().equals("PUT") && asked.path().endsWith("/manifests/2.0")
                        ? PullTest.answered(TestServer.send(out, 403, ""))
                        : TestRegistry.PROPERLY;
        Expect.refusal(() -> push("1.0", "2.0")).says("403");
        registry.behaviour = (asked, out) -> TestRegistry.PROPERLY;
        push("1.0");
        assertThat(requests(BLOB_QUESTION)).hasSize(BLOBS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Docker-Content-Digest: sha256:0", "X-Nothing: x", "Docker-Content-Digest:"})
    void aRegistryThatDoesNotSayOurDigestGetsTheImage(String header) throws IOException {
        push("1.0");
        registry.blobs.remove(RandomImage.sha256(IMAGE.layer(0)));
        registry.behaviour =
                (asked, out) -> asked.method().equals("HEAD") && asked.path().contains("/manifests/")
                        ? PullTest.answered(TestServer.send(out, 200, "", header))
                        : TestRegistry.PROPERLY;
        assertThat(push("1.0").blobs()).isEqualTo(1);
        assertThat(requests(BLOB_QUESTION)).hasSize(BLOBS);
        assertThat(requests().get(requests().size() - 1)).isEqualTo("PUT /v2/team/app/manifests/1.0");
    }

    @Test
    void aRegistryThatSaysOurDigestOfWhatItNeverGotIsAskedForAllBlobs() throws IOException {
        String digest = "Docker-Content-Digest: " + RandomImage.sha256(IMAGE.manifestBytes());
        registry.behaviour =
                (asked, out) -> asked.method().equals("HEAD") && asked.path().contains("/manifests/")
                        ? PullTest.answered(TestServer.send(out, 200, "", digest))
                        : TestRegistry.PROPERLY;
        assertThat(push("1.0").blobs()).isEqualTo(BLOBS);
    }
}
