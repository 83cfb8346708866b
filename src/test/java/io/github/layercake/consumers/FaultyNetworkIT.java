package io.github.layercake.consumers;

import static io.github.layercake.fixture.ImageAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.layercake.base.StoredBlobs;
import io.github.layercake.fixture.Expect;
import io.github.layercake.fixture.RandomImage;
import io.github.layercake.fixture.TestTar;
import io.github.layercake.io.ImageException;
import io.github.layercake.oci.Image;
import io.github.layercake.oci.ImageReference;
import io.github.layercake.oci.Images;
import io.github.layercake.oci.Platform;
import io.github.layercake.registry.BlobStore;
import io.github.layercake.registry.FaultyNetwork;
import io.github.layercake.registry.ImagePull;
import io.github.layercake.registry.ImagePush;
import io.github.layercake.registry.Progress;
import io.github.layercake.registry.Registries;
import io.github.layercake.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A bad network between us and Debian's registry: what arrives is right, or a message says what to do; and afterwards,
 * all is as if nothing had happened. {@code -Dfaults.network=100} tries as many networks.
 */
class FaultyNetworkIT {
    private static final int ROUNDS = Integer.getInteger("faults.network", 8);
    private static final long SEED = Long.getLong("faults.seed", 1);
    private static final Duration LONGEST = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private RealRegistry registry;
    private final Map<FaultyNetwork.Fault, Integer> suffered = new EnumMap<>(FaultyNetwork.Fault.class);
    private int succeeded;

    private interface Attempt {
        void run() throws IOException;
    }

    @BeforeEach
    void start() throws Exception {
        registry = RealRegistry.start(directory);
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private static RandomImage image(long seed) {
        Random random = new Random(seed);
        byte[][] tars = new byte[4][];
        for (int i = 0; i < tars.length; i++) {
            byte[] bytes = new byte[50_000 + random.nextInt(200_000)];
            random.nextBytes(bytes);
            tars[i] = new TestTar().file("file" + i, bytes).bytes();
        }
        return RandomImage.of(seed, 0).withTars(tars).withConfig("{'history':null}");
    }

    private static Registries through(String host) throws IOException {
        return new Registries(FaultyNetwork.impatient(host), Progress.NONE);
    }

    private static void push(String host, String name, RandomImage image) throws IOException {
        try (Registries registries = through(host);
                ImagePush push =
                        ImagePush.begin(registries, BlobStore.NONE, List.of(ImageReference.parse(host + "/" + name)))) {
            push.push(Images.of(image.image()));
        }
    }

    private static void assertPulled(String host, String name, BlobStore store, RandomImage expected)
            throws IOException {
        try (Registries registries = through(host)) {
            Image image = new ImagePull(registries, store)
                    .open(ImageReference.parse(host + "/" + name), List.of(new Platform("linux", "amd64", "")))
                    .images()
                    .get(0);
            assertThat(image.digest()).hasToString(RandomImage.sha256(expected.manifestBytes()));
            for (int i = 0; i < expected.tars().size(); i++) {
                assertThat(image.layers().get(i).content().readAll()).isEqualTo(expected.layer(i));
            }
        }
    }

    /** Returns whether it succeeded; fails if it takes for ever, or fails without a way out. */
    private boolean attempt(FaultyNetwork network, Attempt attempt) throws IOException {
        long start = System.nanoTime();
        boolean success = true;
        try {
            attempt.run();
            succeeded++;
        } catch (ImageException e) {
            success = false;
            assertThat(Expect.wellFormed(e).problem()).contains(network.host());
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONGEST);
        network.suffered().forEach((fault, times) -> suffered.merge(fault, times, Integer::sum));
        network.heal();
        return success;
    }

    private void assertThatTheNetworkWasBad() {
        // Which connection gets how far depends on the threads, so it is not certain that all happen.
        assertThat(suffered).as("kinds of faults").hasSizeGreaterThan(1);
        assertThat(succeeded).as("successes in spite of them").isPositive();
    }

    @Test
    void whatIsPulledIsRight() throws Exception {
        RandomImage image = image(SEED);
        push(registry.host(), "team/base:1.0", image);
        for (int round = 0; round < ROUNDS; round++) {
            try (FaultyNetwork network = new FaultyNetwork(registry.port(), SEED + round);
                    Store store = Store.open(directory.resolve("store" + round))) {
                BlobStore blobs = StoredBlobs.of(Optional.of(store));
                attempt(network, () -> assertPulled(network.host(), "team/base:1.0", blobs, image));
                assertPulled(network.host(), "team/base:1.0", blobs, image);
            }
        }
        assertThatTheNetworkWasBad();
    }

    @Test
    void whatIsPushedIsWholeOrHasNoName() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            RandomImage image = image(SEED + round);
            String name = "team/app" + round + ":1.0";
            try (FaultyNetwork network = new FaultyNetwork(registry.port(), SEED + round)) {
                if (attempt(network, () -> push(network.host(), name, image))) {
                    assertPulled(registry.host(), name, BlobStore.NONE, image);
                }
                push(network.host(), name, image);
                assertPulled(registry.host(), name, BlobStore.NONE, image);
            }
        }
        assertThatTheNetworkWasBad();
    }
}
