package io.github.layercake.plan;

import static io.github.layercake.plan.Releases.release;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The sums of a replay, checked by hand. */
class ReplayTest {
    /** A layer for each jar, the first of the class path lowest. */
    private static final Layering PER_JAR = new Layering() {
        @Override
        public List<DependencyLayer> partition(List<Dependency> releases, int baseLayers) {
            return releases.stream()
                    .map(it -> new DependencyLayer(it.coordinates().artifactId(), List.of(it)))
                    .toList();
        }

        @Override
        public String id() {
            return "per jar";
        }
    };

    private static final List<Dependency> FIRST = List.of(release("g:a:1", 100), release("g:b:1", 10));
    private static final List<Dependency> SECOND = List.of(release("g:a:2", 101), release("g:b:1", 10));
    private static final List<Dependency> THIRD = List.of(release("g:a:2", 101), release("g:b:2", 11));

    @Test
    void whatWasSentBeforeIsNotSentAgain() {
        Replay replay = Replay.of(List.of(FIRST, SECOND, THIRD, SECOND, FIRST), PER_JAR, 0);

        assertThat(replay.oneLayer()).isEqualTo(111 + 112);
        assertThat(replay.ours()).isEqualTo(101 + 11);
        assertThat(replay.perJar()).isEqualTo(101 + 11);
        assertThat(replay.chain()).isEqualTo(111 + 11);
        assertThat(replay.states()).isEqualTo(5);
        assertThat(replay.mostLayers()).isEqualTo(2);
        assertThat(replay.share()).isEqualTo(1);
        assertThat(replay.ratio()).isEqualTo(1);
        assertThat(replay.meanChanged()).isEqualTo(1);
        assertThat(replay.mostChanged()).isEqualTo(1);
    }

    @Test
    void oneLayerSavesNothing() {
        Replay replay = Replay.of(List.of(FIRST, SECOND, THIRD), Layering.single(), 0);

        assertThat(replay.ours()).isEqualTo(replay.oneLayer());
        assertThat(replay.chain()).isEqualTo(replay.oneLayer());
        assertThat(replay.share()).isZero();
    }

    @Test
    void nothingIsSentWhereNothingChanges() {
        Replay replay = Replay.of(List.of(FIRST, FIRST), PER_JAR, 0);

        assertThat(replay.oneLayer()).isZero();
        assertThat(replay.share()).isEqualTo(1);
        assertThat(replay.ratio()).isEqualTo(1);
        assertThat(Replay.of(List.of(), PER_JAR, 0).meanChanged()).isZero();
    }
}
