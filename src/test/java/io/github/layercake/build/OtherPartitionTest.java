package io.github.layercake.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.layercake.cache.Forecast;
import io.github.layercake.layer.Outcome;
import io.github.layercake.plan.Dependency;
import io.github.layercake.plan.LayerPattern;
import io.github.layercake.plan.LayerRule;
import io.github.layercake.plan.Layering;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dependencies that come into other layers than last time: what is told of it, and that the image is right. */
class OtherPartitionTest {
    @TempDir
    Path directory;

    private Path cache;
    private SyntheticApplication application;

    @BeforeEach
    void threeJars() throws IOException {
        cache = directory.resolve("cache");
        application = SyntheticApplication.empty(directory.resolve("app"));
        application.jar("alpha", "1", 90_000);
        application.jar("beta", "1", 80_000);
        application.jar("gamma", "1", 70_000);
        application.write(
                "io/github/layercake/build/SyntheticApplication$Main.class",
                SyntheticApplication.classFile(SyntheticApplication.Main.class));
    }

    @Test
    void whatMovedIsToldAsMoved() throws IOException {
        application.layering = split("alpha", "beta");
        application.build(cache);
        application.layering = split("alpha");
        SyntheticApplication.Built built = application.build(cache);

        assertThat(built.outcome("low"))
                .isEqualTo(new Outcome.Rebuilt(
                        "1 of 1 files: com.example:beta:1 moved",
                        List.of("com.example:beta:1: moved to dependencies-rest")));
        assertThat(built.outcome("dependencies-rest"))
                .isEqualTo(new Outcome.Rebuilt(
                        "1 of 2 files: com.example:beta:1 moved here",
                        List.of("com.example:beta:1: moved here from low")));
        assertThatTheImageIsRight();
    }

    @Test
    void whatMovedInAnotherVersionIsToldWithBoth() throws IOException {
        application.layering = split("alpha", "beta");
        application.build(cache);
        application.layering = split("alpha");
        application.jar("beta", "2", 80_000);
        SyntheticApplication.Built built = application.build(cache);

        assertThat(built.outcome("dependencies-rest"))
                .isEqualTo(new Outcome.Rebuilt("beta 1 -> 2", List.of("beta 1 -> 2: moved here from low")));
        assertThat(built.outcome("low"))
                .isEqualTo(new Outcome.Rebuilt(
                        "1 of 1 files: com.example:beta:1 moved",
                        List.of("com.example:beta:1: moved to dependencies-rest")));
        assertThatTheImageIsRight();
    }

    @Test
    void aLayerThatOnlyHasAnotherNameIsComparedWithWhatItWas() throws IOException {
        application.build(cache);
        application.layering = split();
        assertThat(application.build(cache).outcome("dependencies-rest")).isInstanceOf(Outcome.Reused.class);

        application.jar("gamma", "2", 70_000);
        application.layering = Layering.single();
        assertThat(application.build(cache).outcome("dependencies"))
                .isEqualTo(new Outcome.Rebuilt("gamma 1 -> 2", List.of("gamma 1 -> 2")));
        assertThatTheImageIsRight();
    }

    @Test
    void anotherLayeringIsNotTheSameBuild() throws IOException {
        SyntheticApplication.settle();
        application.build(cache);
        application.layering = split("alpha");

        assertThat(application.build(cache).report().layers().stream().map(LayerReport::name))
                .containsExactly("low", "dependencies-rest", "classes", "launch");
        assertThatTheImageIsRight();
    }

    @Test
    void aRuleThatMatchesNothingIsAWarningInEveryBuild() throws IOException {
        SyntheticApplication.settle();
        application.layering = Layering.single()
                .with(List.of(
                        new LayerRule("own", LayerRule.Place.BASE, List.of(new LayerPattern("no.body:*")), List.of())));

        for (int i = 0; i < 3; i++) {
            assertThat(application.build(cache).log().unmatched)
                    .extracting(it -> it.layer() + " " + it.pattern())
                    .containsExactly("own no.body:*");
        }
    }

    @Test
    void aForecastIsWhatTheBuildDoesAndWritesNothing() throws IOException {
        assertThat(application.forecast(cache).hasLastImage()).isFalse();
        assertThat(Files.exists(cache)).isFalse();
        assertThat(application.forecast(cache).expected())
                .allMatch(layer -> layer.sent() && layer.outcome() instanceof Outcome.New);

        application.build(cache);
        assertThat(application.forecast(cache).expected())
                .allMatch(layer -> !layer.sent() && layer.sizeIsKnown() && layer.outcome() instanceof Outcome.Reused);

        application.jar("beta", "2", 80_000);
        Map<Path, String> before = everything();
        ImageForecast forecast = application.forecast(cache);
        assertThat(everything()).isEqualTo(before);
        SyntheticApplication.Built built = application.build(cache);

        assertThat(forecast.hasLastImage()).isTrue();
        assertThat(forecast.expected().stream().map(Forecast.Expected::outcome)).isEqualTo(built.outcomes());
        assertThat(forecast.expected().stream()
                        .filter(Forecast.Expected::sent)
                        .map(layer -> layer.plan().name()))
                .containsExactly("dependencies", "launch");
        assertThatTheImageIsRight();
    }

    @Test
    void aForecastLeavesADamagedRecordWhereItIs() throws IOException {
        application.build(cache);
        for (Path file : SyntheticApplication.files(cache)) {
            if (file.toString().contains("layers")) {
                byte[] bytes = Files.readAllBytes(file);
                bytes[bytes.length / 2] ^= 1;
                Files.write(file, bytes);
            }
        }
        Map<Path, String> before = everything();

        assertThat(application.forecast(cache).expected())
                .allMatch(layer -> layer.outcome() instanceof Outcome.Rebuilt rebuilt
                        && rebuilt.summary().equals("corrupt in the cache"));
        assertThat(everything()).isEqualTo(before);
    }

    /** Some artifacts in a layer called low, the others in one called dependencies-rest. */
    private static Layering split(String... low) {
        return new Layering() {
            @Override
            public List<DependencyLayer> partition(List<Dependency> releases, int baseLayers) {
                List<Dependency> first = new ArrayList<>(releases);
                first.removeIf(it -> !List.of(low).contains(it.coordinates().artifactId()));
                List<Dependency> rest = new ArrayList<>(releases);
                rest.removeAll(first);
                DependencyLayer last = new DependencyLayer("dependencies-rest", rest);
                return first.isEmpty() ? List.of(last) : List.of(new DependencyLayer("low", first), last);
            }

            @Override
            public String id() {
                return String.join(" ", low);
            }
        };
    }

    private Map<Path, String> everything() throws IOException {
        Map<Path, String> all = new TreeMap<>();
        for (Path file : SyntheticApplication.files(directory)) {
            all.put(file, Files.getLastModifiedTime(file) + " " + Files.size(file));
        }
        return all;
    }

    private void assertThatTheImageIsRight() throws IOException {
        byte[] ours = Files.readAllBytes(application.tar);
        SyntheticApplication.Built again = application.build(directory.resolve("another cache"));
        assertThat(again.report().digest()).isNotNull();
        assertThat(Files.readAllBytes(application.tar)).isEqualTo(ours);
    }
}
