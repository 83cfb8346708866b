package io.github.layercake.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.layercake.fixture.RandomImage;
import io.github.layercake.io.Content;
import io.github.layercake.registry.Progress;
import io.github.layercake.registry.Registries;
import io.github.layercake.registry.TestRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An image that goes to a registry while it is being made. */
@Timeout(120)
class PushingBuildTest {
    private static final RandomImage BASE = RandomImage.of(51, 2);

    @TempDir
    Path directory;

    private final TestRegistry registry = TestRegistry.open();
    private Path cache = Path.of("/");
    private SyntheticApplication application = SyntheticApplication.empty(cache);

    @BeforeEach
    void writeApplication() throws IOException {
        registry.add("team/base", "1", BASE);
        cache = directory.resolve("cache");
        application = SyntheticApplication.small(directory.resolve("app"))
                .on(registry.host() + "/team/base:1", "linux/amd64");
        application.registries = () -> new Registries(registry.settings(), Progress.NONE);
    }

    @AfterEach
    void stop() throws IOException {
        registry.close();
    }

    private BuildReport push() throws IOException {
        return application.push(cache, registry.host() + "/team/app:1");
    }

    /** What happens when a class is read to make its layer; before, it was hashed. */
    @FunctionalInterface
    private interface Reading {
        void begins() throws IOException, InterruptedException;
    }

    private void addClass(Reading reading) {
        byte[] bytes = SyntheticApplication.random(9, 5_000);
        AtomicInteger times = new AtomicInteger();
        application.classContent(
                "app/Slow.class",
                new Content() {
                    @Override
                    public long size() {
                        return bytes.length;
                    }

                    @Override
                    public InputStream open() throws IOException {
                        try {
                            if (times.getAndIncrement() > 0) {
                                reading.begins();
                            }
                        } catch (InterruptedException e) {
                            throw new IOException(e);
                        }
                        return new ByteArrayInputStream(bytes);
                    }
                },
                bytes.length);
    }

    private boolean waitForUpload() throws InterruptedException {
        return waitUntil(() -> uploads() > 0);
    }

    private static boolean waitUntil(BooleanSupplier condition) throws InterruptedException {
        for (int waited = 0; waited < 10_000 && !condition.getAsBoolean(); waited += 10) {
            Thread.sleep(10);
        }
        return condition.getAsBoolean();
    }

    private long uploads() {
        return registry.server().lines().stream()
                .filter(line -> line.startsWith("PUT /v2/team/app/blobs/"))
                .count();
    }

    private void requirePushed(BuildReport report) {
        assertThat(registry.manifests.get("team/app:1"))
                .isNotNull()
                .isEqualTo(registry.manifests.get("team/app:" + report.digest()));
        report.layers()
                .forEach(layer ->
                        assertThat(registry.blobs).containsKey(layer.digest().toString()));
    }

    @Test
    void theFirstLayerTravelsWhileTheLastOneIsMade() throws IOException {
        AtomicBoolean travelled = new AtomicBoolean();
        addClass(() -> travelled.set(waitForUpload()));
        requirePushed(push());
        assertThat(travelled).isTrue();
        assertThat(registry.server().lines()).last().isEqualTo("PUT /v2/team/app/manifests/1");
    }

    @Test
    void aBuildThatFailsLeavesBlobsThatTheNextOneFinds() throws Exception {
        // One that travels when the build fails is sent again: both layers below the classes have to arrive.
        int arrived = registry.blobs.size() + 2;
        AtomicBoolean broken = new AtomicBoolean(true);
        addClass(() -> {
            if (broken.get()) {
                waitUntil(() -> registry.blobs.size() >= arrived);
                throw new IOException("the disk is broken");
            }
        });
        assertThatThrownBy(this::push).hasMessageContaining("the disk is broken");
        assertThat(registry.manifests.keySet()).noneMatch(name -> name.startsWith("team/app:"));
        long before = uploads();
        assertThat(before).isPositive();
        int asked = registry.server().asked().size();
        Thread.sleep(200);
        assertThat(registry.server().asked()).hasSize(asked);
        broken.set(false);
        BuildReport report = push();
        requirePushed(report);
        assertThat(registry.server().lines().stream().filter(line -> line.startsWith("PUT /v2/team/app/blobs/")))
                .as("each layer once, and the config")
                .hasSize(report.layers().size() + 1);
    }

    @Test
    void whatIsFoundDamagedWhileItTravelsIsMadeAnew() throws IOException {
        push();
        registry.blobs.clear();
        registry.manifests.clear();
        registry.add("team/base", "1", BASE);
        for (Path file : SyntheticApplication.files(cache)) {
            if (file.toString().contains("segments")) {
                byte[] bytes = Files.readAllBytes(file);
                bytes[bytes.length / 3] ^= 1;
                Files.write(file, bytes);
            }
        }
        application.write("app/Owner.class", SyntheticApplication.random(7, 3_000));
        requirePushed(push());
    }

    @Test
    void anUnchangedImageCostsOneQuestionForEachName() throws IOException {
        push();
        int before = registry.server().asked().size();
        push();
        assertThat(registry.server()
                        .lines()
                        .subList(before, registry.server().asked().size()))
                .allMatch(line -> line.equals("GET /v2/") || line.matches("HEAD /v2/team/(base|app)/manifests/1"));
    }
}
