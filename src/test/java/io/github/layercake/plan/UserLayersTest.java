package io.github.layercake.plan;

import static io.github.layercake.plan.Releases.release;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.layercake.io.Content;
import io.github.layercake.io.ImageException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Layers that the user has asked for. */
class UserLayersTest {

    @ParameterizedTest
    @CsvSource({
        "com.example:lib, com.example:lib:1.0, true",
        "com.example:lib, com.example:lib2:1.0, false",
        "com.example.*:*, com.example.sub:lib:1.0, true",
        "com.example.*:*, com.example:lib:1.0, false",
        "com.example*:l?b, com.example:lib:1.0, true",
        "*:*, a:b:1, true",
        "*:lib:1.*, a:lib:1.9, true",
        "*:lib:1.*, a:lib:2.1, false",
        "*a*b*:*, xxaxxbxx:y:1, true",
        "*a*b*:*, xxbxxaxx:y:1, false",
    })
    void coordinatesMatch(String pattern, String coordinates, boolean matches) {
        assertThat(new LayerPattern(pattern).matches(release(coordinates, 1).coordinates()))
                .isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource({
        "/app/resources/static/**, /app/resources/static/a/b.js, true",
        "/app/resources/static/, /app/resources/static/a/b.js, true",
        "/app/resources/static/**, /app/resources/other/a.js, false",
        "/app/**/*.js, /app/resources/static/a/b.js, true",
        "/app/**/*.js, /app/b.js, true",
        "/app/*.js, /app/static/b.js, false",
        "/**/static/**/b?.js, /x/static/y/static/b1.js, true",
        "/app/libs/lib-*.jar, /app/libs/lib-1.0.jar, true",
    })
    void pathsMatch(String pattern, String path, boolean matches) {
        assertThat(new LayerPattern(pattern).matches(path)).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "lib", "a:b:c:d", "app/libs/*"})
    void whatIsNoPatternIsAnError(String text) {
        assertThatThrownBy(() -> new LayerPattern(text))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("'" + text + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "base", "dependencies", "dependencies-x", "classes", "launch", "ü"})
    void aNameMustBeOnesOwn(String name) {
        assertThatThrownBy(() -> rule(name, LayerRule.Place.BASE, List.of("*:*"), List.of()))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("'" + name + "'");
    }

    @Test
    void aLayerOfNothingIsAnError() {
        assertThatThrownBy(() -> rule("own", LayerRule.Place.BASE, List.of(), List.of("a:b")))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("includes nothing");
        assertThatThrownBy(() -> LayerRule.Place.parse("top"))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("'top'");
    }

    @Test
    void whatMatchesGoesWhereTheUserWantsAndTheRestWhereItAlwaysGoes() {
        ImagePlan plan = plan(List.of(
                rule("company", LayerRule.Place.DEPENDENCIES, List.of("com.company*:*"), List.of("*:big")),
                rule("lowest", LayerRule.Place.BASE, List.of("*:big", "/app/libs/huge-*.jar"), List.of()),
                rule("assets", LayerRule.Place.RESOURCES, List.of("/app/resources/static/**"), List.of("/**/*.txt")),
                rule("generated", LayerRule.Place.CLASSES, List.of("/app/classes/gen/**"), List.of()),
                rule("conf", LayerRule.Place.MODULES, List.of("/etc/**"), List.of())));

        assertThat(plan.layers().stream().map(LayerPlan::name))
                .containsExactly(
                        "lowest",
                        "dependencies",
                        "company",
                        "snapshots",
                        "conf",
                        "files",
                        "resources",
                        "assets",
                        "classes",
                        "generated",
                        "launch");
        assertThat(files(plan, "lowest")).containsExactly("app/libs/big-1.jar", "app/libs/huge-1.jar");
        assertThat(files(plan, "company")).containsExactly("app/libs/lib-1.jar", "app/libs/sib-1.jar");
        assertThat(files(plan, "dependencies")).containsExactly("app/libs/other-1.jar");
        assertThat(files(plan, "assets")).containsExactly("app/resources/static/a.js");
        assertThat(files(plan, "resources"))
                .containsExactly("app/resources/app.yml", "app/resources/static/readme.txt");
        assertThat(files(plan, "generated")).containsExactly("app/classes/gen/G.class");
        assertThat(files(plan, "conf")).containsExactly("etc/app.conf");
        assertThat(files(plan, "files")).containsExactly("opt/x");
        assertThat(plan.classPath())
                .containsExactly(
                        "/app/resources",
                        "/app/classes",
                        "/app/libs/lib-1.jar",
                        "/app/libs/other-1.jar",
                        "/app/libs/big-1.jar",
                        "/app/libs/huge-1.jar",
                        "/app/libs/sib-1.jar",
                        "/app/libs/snap-1-SNAPSHOT.jar");
        assertThat(plan.unmatched()).isEmpty();
        assertThat(plan.layers().stream().filter(it -> it.name().equals("lowest")))
                .allMatch(it -> it.summary().equals("2 jars"));
    }

    @Test
    void everythingIsSomewhereExactlyOnce() {
        ImagePlan without = plan(List.of());
        ImagePlan with = plan(List.of(
                rule("a", LayerRule.Place.CLASSES, List.of("*:*", "/**"), List.of()),
                rule("b", LayerRule.Place.BASE, List.of("/**"), List.of())));

        assertThat(allFiles(with)).containsExactlyInAnyOrderElementsOf(allFiles(without));
        assertThat(with.layers().stream().map(LayerPlan::name)).containsExactly("a", "launch");
        assertThat(with.classPath()).isEqualTo(without.classPath());
    }

    @Test
    void aPatternThatMatchesNothingIsTold() {
        ImagePlan plan = plan(List.of(
                rule("first", LayerRule.Place.BASE, List.of("*:lib", "no.body:*"), List.of("*:nothing")),
                rule("second", LayerRule.Place.BASE, List.of("/nowhere/**"), List.of())));

        assertThat(plan.unmatched())
                .containsExactly(
                        new ImagePlan.Unmatched("first", "no.body:*"),
                        new ImagePlan.Unmatched("first", "*:nothing"),
                        new ImagePlan.Unmatched("second", "/nowhere/**"));
        assertThat(plan.layers().stream().map(LayerPlan::name)).doesNotContain("second");
    }

    @Test
    void rulesArePartOfTheLayeringsId() {
        LayerRule rule = rule("own", LayerRule.Place.BASE, List.of("a:b"), List.of());

        assertThat(Layering.single().with(List.of(rule)).id())
                .isNotEqualTo(Layering.single().id());
        assertThat(Layering.single().with(List.of(rule)).id())
                .isNotEqualTo(Layering.single()
                        .with(List.of(rule("own", LayerRule.Place.FILES, List.of("a:b"), List.of())))
                        .id());
        assertThat(new DependencyLayers(3).id()).isNotEqualTo(new DependencyLayers(4).id());
    }

    private static LayerRule rule(String name, LayerRule.Place above, List<String> includes, List<String> excludes) {
        return new LayerRule(
                name,
                above,
                includes.stream().map(LayerPattern::new).toList(),
                excludes.stream().map(LayerPattern::new).toList());
    }

    private static ImagePlan plan(List<LayerRule> rules) {
        Dependency sibling = release("com.company:sib:1", 5);
        Dependency snapshot = release("org.snap:snap:1-SNAPSHOT", 5);
        List<Dependency> dependencies = List.of(
                release("com.company.sub:lib:1", 5),
                release("org.other:other:1", 5),
                release("com.company:big:1", 5),
                release("org.other:huge:1", 5),
                new Dependency(sibling.coordinates(), Dependency.Origin.MODULE, sibling.body()),
                new Dependency(snapshot.coordinates(), Dependency.Origin.SNAPSHOT, snapshot.body()));
        ApplicationContents contents = new ApplicationContents(
                dependencies,
                List.of(
                        file("app.yml"),
                        new TreeEntry("static", new TreeEntry.Directory(false)),
                        file("static/a.js"),
                        file("static/readme.txt")),
                List.of(file("App.class"), new TreeEntry("gen", new TreeEntry.Directory(false)), file("gen/G.class")),
                List.of(new ExtraFiles("/", List.of(file("etc/app.conf"), file("opt/x")))));
        return ImagePlan.of(contents, Layering.single().with(rules), 0);
    }

    private static TreeEntry file(String path) {
        return new TreeEntry(path, new TreeEntry.File(Content.of("x"), 1, false));
    }

    private static List<String> files(ImagePlan plan, String layer) {
        return plan.layers().stream()
                .filter(it -> it.name().equals(layer))
                .flatMap(UserLayersTest::files)
                .toList();
    }

    private static List<String> allFiles(ImagePlan plan) {
        return plan.layers().stream().flatMap(UserLayersTest::files).toList();
    }

    private static Stream<String> files(LayerPlan layer) {
        return layer.entries().stream()
                .filter(entry -> entry.tar().size() > 0)
                .map(entry -> entry.tar().path());
    }
}
