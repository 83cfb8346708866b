package io.github.layercake.plan;

import static io.github.layercake.plan.Releases.release;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.layercake.plan.Layering.DependencyLayer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The partition of dependencies, for applications as they are and as nobody has them. */
class DependencyLayersTest {
    private static final DependencyLayers DEFAULT = new DependencyLayers(DependencyLayers.DEFAULT_MAXIMUM);

    @Test
    void noDependenciesAreNoLayer() {
        assertThat(DEFAULT.partition(List.of(), 0)).isEmpty();
    }

    @Test
    void oneDependencyIsTheLayerOfDependencies() {
        List<Dependency> one = List.of(release("org.slf4j:slf4j-api:2.0.17", 69_000));

        assertThat(DEFAULT.partition(one, 0)).containsExactly(new DependencyLayer("dependencies", one));
    }

    @Test
    void tinyJarsAreNotWorthALayer() {
        List<Dependency> tiny = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            tiny.add(release("org.tiny" + i + ":tiny" + i + ":1.0", 1_000 + i));
        }

        assertThat(DEFAULT.partition(tiny, 0)).hasSize(1);
    }

    @Test
    void aSmallApplicationHasFewLayers() {
        List<Dependency> small = List.of(
                release("com.google.code.gson:gson:2.13.1", 290_000),
                release("org.slf4j:slf4j-api:2.0.17", 69_000),
                release("org.slf4j:slf4j-simple:2.0.17", 15_000),
                release("info.picocli:picocli:4.7.7", 415_000),
                release("org.jspecify:jspecify:1.0.0", 4_000));

        assertThat(DEFAULT.partition(small, 0)).hasSizeBetween(2, 4);
    }

    @Test
    void whatIsReleasedTogetherLiesTogetherAndAlone() {
        List<Dependency> all = new ArrayList<>(Releases.random(new Random(1), 60));
        List<Dependency> spring = List.of(
                release("org.springframework:spring-core:6.2.1", 300_000),
                release("org.springframework:spring-beans:6.2.1", 250_000),
                release("org.springframework:spring-web:6.2.3", 280_000),
                release("org.springframework.data:spring-data:6.2.9", 200_000));
        all.addAll(spring);

        assertThat(DEFAULT.partition(all, 0))
                .filteredOn(layer -> layer.name().equals("dependencies-org.springframework"))
                .singleElement()
                .satisfies(layer -> assertThat(layer.dependencies()).containsExactlyInAnyOrderElementsOf(spring));
    }

    @Test
    void lowestIsWhatIsLargeAndSeldomChanges() {
        List<Dependency> all = new ArrayList<>(Releases.random(new Random(2), 100));
        all.add(release("org.large:seldom:1.0", 30_000_000));
        for (int i = 0; i < 5; i++) {
            all.add(release("org.often:part" + i + ":3.1.4", 6_000_000));
        }

        List<DependencyLayer> layers = DEFAULT.partition(all, 0);

        assertThat(layers.get(0).name()).isEqualTo("dependencies-seldom");
        assertThat(layers.get(1).dependencies())
                .allMatch(it -> it.coordinates().groupId().equals("org.often"));
        assertThat(size(layers.get(layers.size() - 1))).isLessThan(2_000_000);
    }

    @Test
    void aPatchReleaseMovesNothing() {
        List<Dependency> before = Releases.random(new Random(3), 120);
        List<Dependency> after = before.stream()
                .map(it -> Releases.withVersion(it, it.coordinates().version() + ".Final", Cohort.size(it)))
                .toList();

        assertThat(names(DEFAULT.partition(after, 0))).isEqualTo(names(DEFAULT.partition(before, 0)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void eachDependencyIsInExactlyOneLayerWhateverTheClassPath(long seed) {
        Random random = new Random(seed);
        for (int count : new int[] {1, 2, 3, 10, 80, 200, 1_000}) {
            List<Dependency> all = Releases.random(random, count);
            int maximum = 1 + random.nextInt(60);
            List<DependencyLayer> layers = new DependencyLayers(maximum).partition(all, 0);
            List<Dependency> shuffled = new ArrayList<>(all);
            Collections.shuffle(shuffled, random);

            assertThat(layers).hasSizeBetween(1, maximum);
            assertThat(layers).allMatch(layer -> !layer.dependencies().isEmpty());
            assertThat(layers.stream().flatMap(layer -> layer.dependencies().stream()))
                    .containsExactlyInAnyOrderElementsOf(all);
            assertThat(layers.stream().map(DependencyLayer::name)).doesNotHaveDuplicates();
            assertThat(new DependencyLayers(maximum).partition(shuffled, 0)).isEqualTo(layers);
        }
    }

    @Test
    void aChangeOfOneDependencyChangesTwoLayersAtMostOnAverage() {
        double bumped = 0;
        double removed = 0;
        double added = 0;
        int count = 0;
        for (long seed = 11; seed < 21; seed++) {
            Random random = new Random(seed);
            List<Dependency> all = Releases.random(random, 120);
            Set<Set<Dependency>> before = contents(DEFAULT.partition(all, 0));
            for (int i = 0; i < all.size(); i++) {
                Dependency one = all.get(i);
                List<Dependency> changed = new ArrayList<>(all);
                changed.set(i, Releases.withVersion(one, one.coordinates().version() + ".1", Cohort.size(one) + 500));
                bumped += changes(before, changed);
                changed.remove(i);
                removed += changes(before, changed);
                changed.add(one);
                changed.addAll(Releases.random(random, 1));
                added += changes(before, changed);
                count++;
            }
        }

        assertThat(bumped / count).as("bumped").isBetween(1.0, 1.5);
        assertThat(removed / count).as("removed").isBetween(0.5, 2.0);
        assertThat(added / count).as("added").isBetween(1.0, 2.0);
    }

    @ParameterizedTest
    @CsvSource({"0, 24", "100, 18", "110, 8", "117, 1", "120, 1", "125, 1", "400, 1"})
    void aBaseWithManyLayersLeavesFew(int baseLayers, int most) {
        assertThat(DEFAULT.partition(Releases.random(new Random(4), 300), baseLayers))
                .hasSize(most);
    }

    @Test
    void neverMoreThanDockerTakesWhateverIsAskedFor() {
        for (int baseLayers : new int[] {0, 5, 60, 117}) {
            int layers = new DependencyLayers(1_000)
                    .partition(Releases.random(new Random(5), 1_000), baseLayers)
                    .size();

            assertThat(baseLayers + layers + 7).isLessThanOrEqualTo(125);
        }
    }

    @Test
    void emptyAndHugeJarsAndEqualNamesAreNoTrouble() {
        List<Dependency> odd = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            odd.add(release("g" + i % 3 + ":same:1", i % 5 == 0 ? 0 : 1L << (i + 15)));
            odd.add(release("g:twice:1:c" + i % 2, 5_000_000));
            odd.add(release("g:twice:RELEASE", 5_000_000));
            odd.add(release("no.numbers" + i + ":x:r", 700_000));
        }

        List<DependencyLayer> layers = new DependencyLayers(80).partition(odd, 0);

        assertThat(layers.stream().flatMap(layer -> layer.dependencies().stream()))
                .containsExactlyInAnyOrderElementsOf(odd);
        assertThat(layers.stream().map(DependencyLayer::name)).doesNotHaveDuplicates();
    }

    @Test
    void onlyEmptyJarsAreOneLayer() {
        assertThat(DEFAULT.partition(List.of(release("a:a:1", 0), release("b:b:1", 0)), 0))
                .hasSize(1);
    }

    @Test
    void aMaximumIsAtLeastOne() {
        assertThatThrownBy(() -> new DependencyLayers(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void servicesOfOneCompanyShareLayersWithoutKnowingOfEachOther() throws IOException {
        List<List<Dependency>> services = Releases.services();
        Sharing single = Sharing.of(services, Layering.single(), 0);
        Sharing standard = Sharing.of(services, DEFAULT, 0);
        Sharing fifty = Sharing.of(services, new DependencyLayers(50), 0);

        assertThat(single.stored()).isEqualTo(single.jars());
        assertThat(standard.stored()).isLessThan(single.jars() * 3 / 4);
        assertThat(fifty.stored()).isLessThan(fifty.unique() + 6_500_000);
        assertThat(fifty.expectedShare()).isLessThan(0.025);
    }

    private static int changes(Set<Set<Dependency>> before, List<Dependency> now) {
        int changes = 0;
        for (Set<Dependency> layer : contents(DEFAULT.partition(now, 0))) {
            changes += before.contains(layer) ? 0 : 1;
        }
        return changes;
    }

    private static Set<Set<Dependency>> contents(List<DependencyLayer> layers) {
        Set<Set<Dependency>> contents = new HashSet<>();
        layers.forEach(layer -> contents.add(new HashSet<>(layer.dependencies())));
        return contents;
    }

    private static List<String> names(List<DependencyLayer> layers) {
        return layers.stream().map(DependencyLayer::name).toList();
    }

    private static long size(DependencyLayer layer) {
        return layer.dependencies().stream().mapToLong(Cohort::size).sum();
    }
}
