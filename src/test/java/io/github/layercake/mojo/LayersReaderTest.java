package io.github.layercake.mojo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.github.layercake.io.ImageException;
import io.github.layercake.plan.LayerPattern;
import io.github.layercake.plan.LayerRule;
import io.github.layercake.plan.Layering;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the user writes about layers. */
class LayersReaderTest {
    private final Properties user = new Properties();
    private final Properties project = new Properties();
    private final LayersParameter pom = new LayersParameter();

    @Test
    void byDefaultDependenciesArePartitionedInto24() {
        assertThat(read().id()).isEqualTo("partition 24");
        assertThat(new LayersReader(new Parameters(user, project)).read(null).id())
                .isEqualTo("partition 24");
        assertThat(read().rules()).isEmpty();
    }

    @Test
    void theCommandLineWinsOverThePomWhichWinsOverProperties() {
        project.setProperty("image.layers.maximum", "3");
        assertThat(read().id()).isEqualTo("partition 3");
        pom.maximum = "4";
        assertThat(read().id()).isEqualTo("partition 4");
        user.setProperty("image.layers.maximum", "5");
        assertThat(read().id()).isEqualTo("partition 5");
        pom.mode = "single";
        assertThat(read().id()).isEqualTo("single");
        user.setProperty("image.layers.mode", "Partition");
        assertThat(read().id()).isEqualTo("partition 5");
    }

    @Test
    void layersOfOnesOwnComeInTheirOrder() {
        pom.setLayer(layer("company", null, List.of(" com.example*:* "), List.of("*:big")));
        pom.setLayer(layer("assets", " resources ", List.of("/app/resources/static/**"), List.of()));

        assertThat(read().rules())
                .containsExactly(
                        new LayerRule(
                                "company",
                                LayerRule.Place.DEPENDENCIES,
                                List.of(new LayerPattern("com.example*:*")),
                                List.of(new LayerPattern("*:big"))),
                        new LayerRule(
                                "assets",
                                LayerRule.Place.RESOURCES,
                                List.of(new LayerPattern("/app/resources/static/**")),
                                List.of()));
    }

    @Test
    void aCommandLineCanNameLayersToo() {
        project.setProperty("image.layers.layer.property", "a:b");
        project.setProperty("image.layers.layer.pom", "ignored:ignored");
        pom.setLayer(layer("pom", "base", List.of("c:d"), List.of()));
        user.setProperty("image.layers.layer.line", "e:f, !e:f:1, /x/**");

        assertThat(read().rules())
                .extracting(LayerRule::name, LayerRule::includes, LayerRule::excludes)
                .containsExactly(
                        tuple("pom", List.of(new LayerPattern("c:d")), List.of()),
                        tuple("property", List.of(new LayerPattern("a:b")), List.of()),
                        tuple(
                                "line",
                                List.of(new LayerPattern("e:f"), new LayerPattern("/x/**")),
                                List.of(new LayerPattern("e:f:1"))));
    }

    @ParameterizedTest
    @CsvSource({
        "mode, several, 'several'",
        "maximum, 0, '0'",
        "maximum, -3, '-3'",
        "maximum, many, 'many'",
        "layer.own, nocolon, 'nocolon'",
        "layer.own, !a:b, includes nothing",
        "layer.classes, a:b, 'classes'",
    })
    void mistakesAreToldWithTheValue(String name, String value, String told) {
        user.setProperty("image.layers." + name, value);

        assertThatThrownBy(this::read).isInstanceOf(ImageException.class).hasMessageContaining(told);
    }

    @Test
    void twoLayersOfOneNameAndLayersWithoutANameAreMistakes() {
        pom.setLayer(layer("own", null, List.of("a:b"), List.of()));
        pom.setLayer(layer("own", null, List.of("c:d"), List.of()));
        assertThatThrownBy(this::read).isInstanceOf(ImageException.class).hasMessageContaining("'own'");

        pom.own.clear();
        pom.setLayer(layer(null, null, List.of("a:b"), List.of()));
        assertThatThrownBy(this::read).isInstanceOf(ImageException.class).hasMessageContaining("<name>");

        pom.own.clear();
        pom.setLayer(layer("own", "launch", List.of("a:b"), List.of()));
        assertThatThrownBy(this::read).isInstanceOf(ImageException.class).hasMessageContaining("'launch'");
    }

    private Layering read() {
        return new LayersReader(new Parameters(user, project)).read(pom);
    }

    private static LayerParameter layer(
            @Nullable String name, @Nullable String above, List<String> includes, List<String> excludes) {
        LayerParameter layer = new LayerParameter();
        layer.name = name;
        layer.above = above;
        layer.includes = includes;
        layer.excludes = excludes;
        return layer;
    }
}
