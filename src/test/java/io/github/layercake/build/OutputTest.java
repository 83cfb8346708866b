package io.github.layercake.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.layercake.Images.ReadImage;
import io.github.layercake.io.ImageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the compiler, the resources plugin and the user's extra directories leave, and how it is in the image. */
class OutputTest {
    @TempDir
    Path directory;

    private Application application;

    @BeforeEach
    void anApplicationWithOneClass() throws IOException {
        application = new Application(directory.resolve("app"));
        application.file("com/example/App.class", "class");
    }

    private Path link(String path, String target) throws IOException {
        Path link = application.classes().resolve(path);
        Files.createDirectories(link.getParent());
        return Files.createSymbolicLink(link, Path.of(target));
    }

    private static void executable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Paths of the links in {@code classes} and in {@code resources}. */
    private static Set<String> links(ReadImage image) {
        Set<String> links = new TreeSet<>();
        image.files().forEach((path, entry) -> {
            if (!entry.link().isEmpty()) {
                links.add(path.substring("app/".length()) + " -> " + entry.link());
            }
        });
        return links;
    }

    @Test
    void theSameTreeHasTheSameDiffIdsForever() throws IOException {
        application.file("application.properties", "x=1\n");
        application.release("g:lib:1", "jar");

        assertThat(application.build().diffIds())
                .containsExactly(
                        "sha256:71a8ac2af3d2145d63ae7496aefd0a1b1f47698f7fa869e92bef274a8142fa75",
                        "sha256:ecff5cf1e0c57225e889ad18c555ae02d461a9b03e42bb926d3597ce06530fd1",
                        "sha256:f8a0e04b5f2bfa7c4b03590a755a3c5c945b10146515f66660e0de4f58ed7d35",
                        "sha256:11e91f6002200ee572bdc93c3786c54ade513bffa1a66d32789cb7ed691eeff7");
    }

    @Test
    void classesAndResourcesAreApart() throws IOException {
        application.file("com/example/messages.properties", "x=1");
        application.file("static/index.html", "<html>");

        ReadImage image = application.build();

        assertThat(image.layer("resources").keySet())
                .containsExactly(
                        "app/",
                        "app/resources/",
                        "app/resources/com/",
                        "app/resources/com/example/",
                        "app/resources/com/example/messages.properties",
                        "app/resources/static/",
                        "app/resources/static/index.html");
        assertThat(image.layer("classes").keySet())
                .containsExactly(
                        "app/",
                        "app/classes/",
                        "app/classes/com/",
                        "app/classes/com/example/",
                        "app/classes/com/example/App.class");
        assertThat(image.file("app/classes/").mode()).isEqualTo(0755);
        assertThat(image.file("app/classes/com/example/App.class").mode()).isEqualTo(0644);
    }

    @Test
    void anExecutableResourceStaysExecutable() throws IOException {
        executable(application.file("bin/run.sh", "#!/bin/sh"));
        application.file("bin/data", "x");

        ReadImage image = application.build();

        assertThat(image.file("app/resources/bin/run.sh").mode()).isEqualTo(0755);
        assertThat(image.file("app/resources/bin/data").mode()).isEqualTo(0644);
    }

    @Test
    void onABindMountWhereEverythingIsExecutableNothingIs() throws IOException {
        executable(application.file("com/example/App.class", "class"));
        executable(application.file("bin/run.sh", "#!/bin/sh"));

        assertThat(application.build().files().values())
                .filteredOn(entry -> !entry.text().isEmpty())
                .hasSize(3)
                .allSatisfy(entry -> assertThat(entry.mode()).isEqualTo(0644));
    }

    @Test
    void theCallerMayKnowThatExecutableBitsMeanNothing() throws IOException {
        executable(application.file("bin/run.sh", "#!/bin/sh"));
        Path extra = directory.resolve("extra");
        executable(Application.write(extra.resolve("tool"), "x"));

        ReadImage image = application.withoutExecutables().extra(extra, "/opt").build();

        assertThat(image.file("app/resources/bin/run.sh").mode()).isEqualTo(0644);
        assertThat(image.file("opt/tool").mode()).isEqualTo(0644);
    }

    @Test
    void emptyDirectoriesAreThere() throws IOException {
        Files.createDirectories(application.classes().resolve("a/b/empty"));

        ReadImage image = application.build();

        assertThat(image.layer("resources").keySet())
                .containsExactly(
                        "app/", "app/resources/", "app/resources/a/", "app/resources/a/b/", "app/resources/a/b/empty/");
        assertThat(image.layer("classes").keySet()).noneMatch(path -> path.contains("/a/"));
    }

    @Test
    void aLinkIsWhereItLeadsTo() throws IOException {
        application.file("both/A.class", "a");
        application.file("both/a.txt", "a");
        application.file("texts/t.txt", "t");
        Files.createDirectories(application.classes().resolve("empty"));
        link("to-both", "both");
        link("to-classes", "com/example");
        link("to-texts", "texts");
        link("to-empty", "empty");
        link("text.txt", "./both/../texts/t.txt");
        link("deep/down/A.class", "../../both/A.class");
        link("same-class", "both/A.class");
        link("to-root", ".");

        assertThat(links(application.build()))
                .containsExactly(
                        "classes/deep/down/A.class -> ../../both/A.class",
                        "classes/same-class -> both/A.class",
                        "classes/to-both -> both",
                        "classes/to-classes -> com/example",
                        "classes/to-root -> .",
                        "resources/text.txt -> ./both/../texts/t.txt",
                        "resources/to-both -> both",
                        "resources/to-empty -> empty",
                        "resources/to-root -> .",
                        "resources/to-texts -> texts");
    }

    @Test
    void aLinkToALinkIsThereToo() throws IOException {
        application.file("texts/t.txt", "t");
        link("one", "two");
        link("two", "three");
        link("three", "texts");
        link("through", "one/t.txt");
        link("only-links/texts", "../texts");
        link("zz", "only-links");
        link("aa", "only-links");

        assertThat(links(application.build()))
                .containsExactly(
                        "resources/aa -> only-links",
                        "resources/one -> two",
                        "resources/only-links/texts -> ../texts",
                        "resources/three -> texts",
                        "resources/through -> one/t.txt",
                        "resources/two -> three",
                        "resources/zz -> only-links");
    }

    @Test
    void danglingLinksAndLoopsStayAsTheyAre() throws IOException {
        link("nothing", "not/there");
        link("Nothing.class", "NotThere.class");
        link("self", "self");
        link("a/up", "../b");
        link("b/up", "../a");
        link("x", "y");
        link("y", "x");

        assertThat(links(application.build()))
                .containsExactly(
                        "classes/Nothing.class -> NotThere.class",
                        "resources/a/up -> ../b",
                        "resources/b/up -> ../a",
                        "resources/nothing -> not/there",
                        "resources/self -> self",
                        "resources/x -> y",
                        "resources/y -> x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/passwd", "../secret", "a/../../secret", "../classes/com", "./../classes"})
    void aLinkThatLeavesTheDirectoryIsAnError(String target) throws IOException {
        Path link = link("escape", target);

        assertThatThrownBy(application::build)
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("'" + link + "' points to '" + target + "'")
                .hasMessageContaining("exclude 'escape'");
        assertThat(application.tar()).doesNotExist();
    }

    @Test
    void withoutResourcesThereIsNoLayerForThem() throws IOException {
        assertThat(application.build().classPath()).containsExactly("/app/classes");
    }

    @Test
    void withoutClassesThereIsNoLayerForThem() throws IOException {
        Application resourcesOnly = new Application(directory.resolve("other"));
        resourcesOnly.file("a.txt", "a");

        ReadImage image = resourcesOnly.build();

        assertThat(image.layerNames()).containsExactly("resources", "launch");
        assertThat(image.classPath()).containsExactly("/app/resources");
    }

    @Test
    void extraFilesAloneMakeAnImage() throws IOException {
        Path extra = directory.resolve("extra");
        executable(Application.write(extra.resolve("usr/local/bin/tool"), "#!"));
        Files.createDirectories(extra.resolve("var/lib/tool"));
        Files.createSymbolicLink(extra.resolve("tool"), Path.of("usr/local/bin/tool"));
        Application files = new Application(directory.resolve("other"))
                .launch(new Launch.Command(List.of("/tool")))
                .extra(extra, "/");

        ReadImage image = files.build();

        assertThat(image.layerNames()).containsExactly("files");
        assertThat(image.files().keySet())
                .as("no directory of the base is emitted")
                .containsExactly("tool", "usr/local/bin/tool", "var/lib/tool/");
        assertThat(image.file("usr/local/bin/tool").mode()).isEqualTo(0755);
        assertThat(image.file("tool").link()).isEqualTo("usr/local/bin/tool");
        assertThat(image.runtime().getAsJsonArray("Entrypoint").toString()).isEqualTo("[\"/tool\"]");
    }

    @Test
    void nothingAtAllMakesAnImageToo() throws IOException {
        ReadImage image = new Application(directory.resolve("other"))
                .launch(new Launch.Inherited())
                .build();

        assertThat(image.layers()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/,        etc/x",
        "/etc,     x",
        "/etc/,    x",
        "//etc//., x",
        "/./etc,   x",
    })
    void aDirectoryInTheImageIsOneHoweverItIsWritten(String into, String path) throws IOException {
        Application.write(directory.resolve("extra").resolve(path), "x");

        ReadImage image = application.extra(directory.resolve("extra"), into).build();

        assertThat(image.layer("files").keySet()).containsExactly("etc/x");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "one/etc/x | two/etc/x | Two files want to be '/etc/x'",
                "one/etc/x/y | two/etc/x | '/etc/x' would be a file and a directory",
                "one/etc/x | two/etc/x/y | '/etc/x/y' lies in '/etc/x'",
                "one/app/classpath | two/a | Two files want to be '/app/classpath'",
                "one/app/libs | two/a | '/app/libs' would be a file and a directory",
                "one/app | two/a | '/app' would be a file and a directory",
                "one/app/libs/lib-1.jar | two/a | Two files want to be '/app/libs/lib-1.jar'",
                "one/app/resources/a.txt | two/a | Two files want to be '/app/resources/a.txt'",
            })
    void nothingHidesWhatIsElsewhereInTheImage(String first, String second, String message) throws IOException {
        Application.write(directory.resolve(first), "1");
        Application.write(directory.resolve(second), "2");
        application.file("a.txt", "a");
        application
                .release("g:lib:1", "lib")
                .extra(directory.resolve("one"), "/")
                .extra(directory.resolve("two"), "/");

        assertThatThrownBy(application::build)
                .isInstanceOf(ImageException.class)
                .hasMessageContaining(message);
        assertThat(application.tar()).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {".wh.a", ".wh..wh..opq", "deep/.wh.a", ".wh.dir/file", "deep/.wh.dir/x/file"})
    void aNameThatMeansADeletionIsAnError(String path) throws IOException {
        application.file(path, "x");

        assertThatThrownBy(application::build)
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("/app/resources/" + path)
                .hasMessageContaining(".wh.");
    }

    @Test
    void aNameThatOnlyLooksLikeADeletionIsNone() throws IOException {
        application.file("a.wh.b", "x");

        assertThat(application.build().files()).containsKey("app/resources/a.wh.b");
    }
}
