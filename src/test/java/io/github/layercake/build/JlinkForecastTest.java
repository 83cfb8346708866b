package io.github.layercake.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.layercake.cache.Forecast;
import io.github.layercake.fixture.Expect;
import io.github.layercake.fixture.RandomImage;
import io.github.layercake.fixture.TestArchive;
import io.github.layercake.layer.Outcome;
import io.github.layercake.runtime.FakeJdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The layers of a runtime count as all others do, before it is linked, too. */
@EnabledOnOs(OS.LINUX)
class JlinkForecastTest {
    @TempDir
    private Path directory;

    private FakeJdk jdk = new FakeJdk(Path.of("/"));
    private Application application = new Application(Path.of("/"));

    @BeforeEach
    void makeApplication() throws Exception {
        jdk = FakeJdk.in(directory.resolve("jdk"));
        application = new Application(directory.resolve("application"));
        application.file("com/example/App.class", "no class file");
        application.jlink(jdk.request("java.base"));
        // A cache trusts only what has not changed just now.
        Thread.sleep(200);
    }

    @Test
    void aRuntimeThatWasNeverLinkedIsListedAndNotLinked() throws IOException {
        ImageForecast forecast = application.forecast();

        assertThat(names(forecast)).containsExactly("system", "runtime", "classes", "launch");
        assertThat(forecast.expected())
                .allMatch(layer -> layer.sent() && !layer.sizeIsKnown() && layer.outcome() instanceof Outcome.New);
        assertThat(application.log())
                .anyMatch(line -> line.matches("  runtime +unknown  Java 17.0.1, 1 modules, not linked yet, new, sent"))
                .anyMatch(line -> line.contains("Made: 4 layers, about ")
                        && line.contains(" without 2 layers of unknown size. Sent"));
        assertThat(jdk.asked()).isEmpty();
        assertThat(application.tar().getParent()).doesNotExist();
    }

    @Test
    void whatWasLinkedIsForecastAsItIsBuiltAndNothingIsWritten() throws Exception {
        List<LayerReport> built = application.write().layers();
        Map<Path, String> before = everything();

        ImageForecast forecast = application.forecast();

        assertThat(everything()).isEqualTo(before);
        assertThat(forecast.expected()).allMatch(layer -> !layer.sent() && layer.outcome() instanceof Outcome.Reused);
        assertThat(forecast.expected().stream().map(Forecast.Expected::size))
                .isEqualTo(built.stream().map(LayerReport::size).toList());
        assertThat(application.log()).anyMatch(line -> line.contains("Reused: 4 layers, "));

        application.jlink(jdk.request("java.base", "java.logging"));
        assertThat(application.forecast().expected().stream().map(Forecast.Expected::outcome))
                .as("nothing is known of a runtime with other modules, nor of the libraries that it needs")
                .startsWith(
                        new Outcome.Rebuilt("it is another one", List.of()),
                        new Outcome.Rebuilt("it is another one", List.of()))
                .endsWith(new Outcome.Reused(), new Outcome.Reused());
        assertThat(jdk.asked()).hasSize(1);
    }

    @Test
    void theRuntimeCountsWhereDockerHasALimit() throws IOException {
        base(123);
        Expect.refusal(application::write)
                .says("The image would have 126 layers, 123 of them the base's")
                .advises("fewer layers");
        Expect.refusal(application::forecast).says("126 layers");
        assertThat(jdk.asked()).isEmpty();

        base(122);
        assertThat(application.forecast().expected()).hasSize(3);
        assertThat(application.write().layers()).hasSize(3);
        assertThat(names(application.forecast())).containsExactly("runtime", "classes", "launch");
    }

    private void base(int layers) throws IOException {
        Path tar = directory.resolve("base" + layers + ".tar");
        TestArchive.layout().addIndex("1", 1, RandomImage.of(layers, layers)).tarTo(tar);
        application.from("oci-archive:" + tar);
    }

    private static List<String> names(ImageForecast forecast) {
        return forecast.expected().stream().map(layer -> layer.plan().name()).toList();
    }

    private Map<Path, String> everything() throws IOException {
        Map<Path, String> all = new TreeMap<>();
        try (Stream<Path> files = Files.walk(directory.resolve("application"))) {
            for (Path file : files.toList()) {
                all.put(file, Files.getLastModifiedTime(file) + " " + Files.isDirectory(file));
            }
        }
        return all;
    }
}
