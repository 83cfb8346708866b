package io.github.layercake.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.layercake.io.Digest;
import io.github.layercake.io.Segment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PruningTest {
    private static final Pruning EVERYTHING = new Pruning(Duration.ZERO, 0, false);
    private static final long NO_LIMIT = Long.MAX_VALUE;
    private final Instant now = Instant.now();

    @TempDir
    Path directory;

    private final List<Digest> keys = new ArrayList<>();

    /** Five segments of 1,040 bytes, used 0, 10, 20, 30 and 40 days ago. */
    @BeforeEach
    void fillStore() throws IOException {
        try (Store store = Store.open(directory)) {
            for (int i = 0; i < 5; i++) {
                Digest key = Digest.of(new byte[] {(byte) i});
                keys.add(key);
                try (SegmentFile.Draft draft = store.segment(key).create()) {
                    draft.out().write(new byte[1_000]);
                    draft.keep(new Segment(1, 1_000, 0));
                }
                usedDaysAgo(key, 10 * i);
            }
        }
    }

    private void usedDaysAgo(Digest key, int days) throws IOException {
        Files.setLastModifiedTime(file(key), FileTime.from(now.minus(Duration.ofDays(days))));
    }

    private Path file(Digest key) {
        return directory
                .resolve("2/segments")
                .resolve(key.hex().substring(0, 2))
                .resolve(key.hex());
    }

    private List<Integer> kept() {
        List<Integer> kept = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            if (Files.exists(file(keys.get(i)))) {
                kept.add(i);
            }
        }
        return kept;
    }

    private Clock clock(Duration ahead) {
        return Clock.fixed(now.plus(ahead), ZoneOffset.UTC);
    }

    @Test
    void whatIsOldGoes() throws IOException {
        try (Store store = Store.open(directory, clock(Duration.ZERO))) {
            assertThat(store.prune(new Pruning(Duration.ofDays(25), NO_LIMIT, false)))
                    .isEqualTo(new Pruning.Result(2, 2 * 1_040, 3, 3 * 1_040, false));
        }
        assertThat(kept()).containsExactly(0, 1, 2);
    }

    @Test
    void whatWasUsedLongestAgoGoesUntilTheRestIsSmallEnough() throws IOException {
        usedDaysAgo(keys.get(4), 5);
        try (Store store = Store.open(directory, clock(Duration.ZERO))) {
            assertThat(store.prune(new Pruning(Duration.ofDays(365), 3 * 1_040, false)))
                    .isEqualTo(new Pruning.Result(2, 2 * 1_040, 3, 3 * 1_040, false));
        }
        assertThat(kept()).containsExactly(0, 1, 4);
    }

    @Test
    void aLayerGoesBeforeItsSegments() throws IOException {
        Digest key = Digest.of(new byte[10]);
        long segment = Files.size(file(keys.get(0)));
        try (Store store = Store.open(directory, clock(Duration.ZERO))) {
            store.write(Kind.LAYER, key, ByteBuffer.allocate(1_000));
            // As exactly as uses are noted: the layer's today, those of its segments on the day before.
            usedDaysAgo(keys.get(0), 1);

            assertThat(store.prune(new Pruning(Duration.ofDays(365), segment, false))
                            .kept())
                    .isEqualTo(1);
            assertThat(store.read(Kind.LAYER, key).payload()).isEmpty();
            assertThat(kept()).containsExactly(0);
        }
    }

    @Test
    void theSegmentsOfALayerGrowOldAfterIt() throws IOException {
        try (Store store = Store.open(directory, clock(Duration.ZERO))) {
            usedDaysAgo(keys.get(3), 31);

            store.prune(new Pruning(Duration.ofDays(30), NO_LIMIT, false));
            assertThat(kept()).containsExactly(0, 1, 2, 3);
        }
    }

    @Test
    void aDryRunSaysTheSameAndDeletesNothing() throws IOException {
        try (Store store = Store.open(directory, clock(Duration.ZERO))) {
            assertThat(store.prune(new Pruning(Duration.ofDays(25), 1_040, true)))
                    .isEqualTo(new Pruning.Result(4, 4 * 1_040, 1, 1_040, false));
        }
        assertThat(kept()).hasSize(5);
    }

    @Test
    void whatABuildUsesIsNotedAndKept() throws IOException {
        try (Store store = Store.open(directory, clock(Duration.ZERO))) {
            assertThat(store.segment(keys.get(4)).find()).isPresent();
            store.prune(new Pruning(Duration.ofDays(15), NO_LIMIT, false));
        }
        assertThat(kept()).containsExactly(0, 1, 4);
    }

    @Test
    void whatARunningBuildMayUseStays() throws IOException {
        usedDaysAgo(keys.get(1), 1);
        try (Store build = Store.open(directory);
                Store pruner = Store.open(directory)) {
            assertThat(build.segment(keys.get(3)).find()).isPresent();
            // Two days: a layer that was noted as used 23 hours ago has segments that were noted 23 hours before.
            Files.setLastModifiedTime(file(keys.get(0)), FileTime.from(now.minus(Duration.ofHours(46))));

            assertThat(pruner.prune(EVERYTHING).deleted()).isEqualTo(2);

            assertThat(kept()).containsExactly(0, 1, 3);
        }
        try (Store pruner = Store.open(directory)) {
            pruner.prune(EVERYTHING);
        }
        assertThat(kept()).isEmpty();
    }

    @Test
    void anotherProcessSeesThatABuildIsRunningEvenIfThisOneHasLookedAtItsLease() throws Exception {
        try (Store build = Store.open(directory)) {
            assertThat(build.segment(keys.get(0)).find()).isPresent();
            try (Store pruner = Store.open(directory)) {
                pruner.prune(new Pruning(Duration.ofDays(365), NO_LIMIT, false));
            }
            Store.open(directory).close();

            pruneInAnotherProcess();

            assertThat(kept()).containsExactly(0);
            assertThat(directory.resolve("2/leases")).isNotEmptyDirectory();
        }
        pruneInAnotherProcess();
        assertThat(kept()).isEmpty();
    }

    @Test
    void anotherProcessLeavesWhatIsBeingWritten() throws Exception {
        try (Store build = Store.open(directory);
                SegmentFile.Draft draft = build.segment(Digest.of(new byte[3])).create()) {
            draft.out().write(new byte[10]);
            Store.open(directory).close();
            Path leases = directory.resolve("2/leases");
            Files.write(leases.resolve(".build.killed.1.tmp"), new byte[0]);

            pruneInAnotherProcess();

            draft.keep(new Segment(1, 10, 0));
            assertThat(build.segment(Digest.of(new byte[3])).find()).isPresent();
        }
    }

    private void pruneInAnotherProcess() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(Objects.requireNonNull(System.getProperty("java.home")), "bin", "java")
                                .toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        Objects.requireNonNull(System.getProperty("java.class.path")),
                        PruneEverything.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }

    /** In a JVM of its own. */
    public static final class PruneEverything {
        private PruneEverything() {}

        public static void main(String[] args) throws IOException {
            try (Store store = Store.open(Path.of(args[0]))) {
                store.prune(EVERYTHING);
            }
        }
    }

    @Test
    void itIsDoneAtMostOnceADay() throws IOException {
        Pruning old = new Pruning(Duration.ofDays(35), NO_LIMIT, false);
        try (Store store = Store.open(directory, clock(Duration.ZERO))) {
            // It has just been made.
            assertThat(store.pruneDaily(old)).isEmpty();
        }
        try (Store store = Store.open(directory, clock(Duration.ofHours(23)))) {
            assertThat(store.pruneDaily(old)).isEmpty();
        }
        try (Store store = Store.open(directory, clock(Duration.ofHours(25)))) {
            assertThat(store.pruneDaily(old)).isPresent();
        }
        try (Store store = Store.open(directory, clock(Duration.ofHours(26)))) {
            assertThat(store.pruneDaily(old)).isEmpty();
        }
    }

    @Test
    void aClockThatWasSetBackNeitherKeepsThingsForEverNorStopsPruning() throws IOException {
        Files.setLastModifiedTime(file(keys.get(4)), FileTime.from(now.plus(Duration.ofDays(400))));
        try (Store store = Store.open(directory, clock(Duration.ZERO))) {
            store.segment(keys.get(4)).find();
        }
        assertThat(Files.getLastModifiedTime(file(keys.get(4))).toInstant())
                .isBetween(now.minusSeconds(1), now.plusSeconds(1));
        try (Store store = Store.open(directory, clock(Duration.ofDays(-10)))) {
            store.pruneDaily(Pruning.DEFAULT);
            assertThat(kept()).hasSize(5);
        }
    }

    @Test
    void aClockThatJumpsAheadOnceDoesNotEmptyTheStore() throws IOException {
        try (Store store = Store.open(directory, clock(Duration.ZERO))) {
            assertThat(store.prune(Pruning.DEFAULT).deleted()).isEqualTo(1);
        }
        Duration jump = Duration.ofDays(4_000);
        try (Store store = Store.open(directory, clock(jump))) {
            assertThat(store.segment(keys.get(1)).find()).isPresent();
            assertThat(store.pruneDaily(Pruning.DEFAULT).orElseThrow().deleted())
                    .isZero();
        }
        try (Store store = Store.open(directory, clock(Duration.ofHours(1)))) {
            assertThat(store.pruneDaily(Pruning.DEFAULT).orElseThrow().deleted())
                    .isZero();
            assertThat(store.segment(keys.get(1)).find()).isPresent();
        }
        assertThat(Files.getLastModifiedTime(file(keys.get(1))).toInstant()).isBefore(now.plus(Duration.ofDays(1)));
        assertThat(kept()).containsExactly(0, 1, 2, 3);
    }

    @Test
    void aMachineThatWasOffForLongIsPrunedADayLater() throws IOException {
        usedDaysAgo(keys.get(3), 32);
        try (Store store = Store.open(directory, clock(Duration.ofDays(-100)))) {
            store.pruneDaily(new Pruning(Duration.ofDays(365), NO_LIMIT, false));
        }
        try (Store store = Store.open(directory, clock(Duration.ZERO))) {
            assertThat(store.pruneDaily(Pruning.DEFAULT).orElseThrow().deleted())
                    .isZero();
        }
        try (Store store = Store.open(directory, clock(Duration.ofHours(25)))) {
            assertThat(store.pruneDaily(Pruning.DEFAULT).orElseThrow().deleted())
                    .isEqualTo(2);
        }
        assertThat(kept()).containsExactly(0, 1, 2);
    }

    @Test
    void aJumpedClockStillKeepsTheStoreSmall() throws IOException {
        Store.open(directory, clock(Duration.ZERO)).close();
        try (Store store = Store.open(directory, clock(Duration.ZERO))) {
            store.pruneDaily(new Pruning(Duration.ofDays(365), NO_LIMIT, false));
        }
        try (Store store = Store.open(directory, clock(Duration.ofDays(4_000)))) {
            store.pruneDaily(new Pruning(Duration.ofDays(30), 2 * 1_092, false));
        }
        assertThat(kept()).containsExactly(0, 1);
    }

    @Test
    void whatABuildUsesStaysIfItBeganBeforeTheClockWasSetBack() throws IOException {
        try (Store build = Store.open(directory, clock(Duration.ofDays(400)))) {
            for (Path lease : leases()) {
                Files.setLastModifiedTime(lease, FileTime.from(now.plus(Duration.ofDays(400))));
            }
            assertThat(build.segment(keys.get(1)).find()).isPresent();
            usedDaysAgo(keys.get(2), 1);
            try (Store pruner = Store.open(directory, clock(Duration.ZERO))) {
                pruner.prune(EVERYTHING);
            }
            assertThat(kept()).containsExactly(0, 1, 2);
        }
    }

    private List<Path> leases() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("2/leases"))) {
            return files.toList();
        }
    }

    @Test
    void whatIsInQuarantineGrowsOldToo() throws IOException {
        Path file = file(keys.get(0));
        Files.write(file, new byte[200]);
        try (Store store = Store.open(directory)) {
            assertThat(store.segment(keys.get(0)).find()).isEmpty();
            assertThat(store.damaged()).hasSize(1);
            assertThat(store.usage()).containsKey("quarantine");
            store.prune(EVERYTHING);
            assertThat(store.usage()).isEmpty();
        }
    }

    @Test
    void aRecordIsItsKindsAndKeysOwn() throws IOException {
        ByteBuffer payload = ByteBuffer.wrap("payload".getBytes(StandardCharsets.UTF_8));
        try (Store store = Store.open(directory)) {
            assertThat(store.write(Kind.MEMO, keys.get(0), payload)).isTrue();
            assertThat(store.read(Kind.MEMO, keys.get(0)).payload()).contains(payload);
            Path memo = directory.resolve("2/memos").resolve(keys.get(0).hex().substring(0, 2));
            Path layer = directory.resolve("2/layers").resolve(keys.get(0).hex().substring(0, 2));
            Files.createDirectories(layer);
            Files.copy(
                    memo.resolve(keys.get(0).hex()), layer.resolve(keys.get(0).hex()));

            assertThat(store.read(Kind.LAYER, keys.get(0)).damaged()).isTrue();
            assertThat(store.readAll(Kind.MEMO))
                    .extracting(Store.Found::payload)
                    .containsExactly(payload);
        }
    }
}
