package io.github.layercake.build;

import static io.github.layercake.plan.Dependency.Origin.MODULE;
import static io.github.layercake.plan.Dependency.Origin.RELEASE;
import static io.github.layercake.plan.Dependency.Origin.SNAPSHOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.layercake.Images.ReadImage;
import io.github.layercake.io.ImageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.IntStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where dependencies go in an image, and in which order the class path names them. */
class DependenciesTest {
    @TempDir
    Path directory;

    private Application application;

    @BeforeEach
    void anApplicationWithOneClass() throws IOException {
        application = new Application(directory.resolve("app"));
        application.file("com/example/App.class", "class");
    }

    @Test
    void twoDependenciesWithTheSameFileNameAndSizeBothSurvive() throws IOException {
        ReadImage image = application
                .release("org.one:core:1", "one")
                .release("org.other:lib:1", "lib")
                .release("org.two:core:1", "two")
                .build();

        assertThat(image.classPath())
                .containsExactly(
                        "/app/classes",
                        "/app/libs/org.one-core-1.jar",
                        "/app/libs/lib-1.jar",
                        "/app/libs/org.two-core-1.jar");
        assertThat(image.file("app/libs/org.one-core-1.jar").text()).isEqualTo("one");
        assertThat(image.file("app/libs/org.two-core-1.jar").text()).isEqualTo("two");
    }

    @Test
    void fileNamesAreTheSameAcrossLayers() throws IOException {
        ReadImage image = application
                .release("org.one:core:1", "one")
                .jar("org.two:core:1", MODULE, Application.write(directory.resolve("core.jar"), "two"))
                .build();

        assertThat(image.layer("dependencies")).containsKey("app/libs/org.one-core-1.jar");
        assertThat(image.layer("modules")).containsKey("app/libs/org.two-core-1.jar");
    }

    @Test
    void classifiersAreDifferentFiles() throws IOException {
        ReadImage image = application
                .release("io.netty:epoll:4", "plain")
                .release("io.netty:epoll:4:linux-x86_64", "native")
                .build();

        assertThat(image.classPath())
                .containsExactly("/app/classes", "/app/libs/epoll-4.jar", "/app/libs/epoll-4-linux-x86_64.jar");
        assertThat(image.file("app/libs/epoll-4-linux-x86_64.jar").text()).isEqualTo("native");
    }

    @Test
    void oneDependencyTwiceIsThereOnce() throws IOException {
        ReadImage image =
                application.release("a:b:1", "same").release("a:b:1", "same").build();

        assertThat(image.classPath()).containsExactly("/app/classes", "/app/libs/b-1.jar");
    }

    @Test
    void namesThatMeetInSpiteOfTheirGroupsAreAnError() {
        application.release("a:b:1", "1").release("x:b:1", "2").release("y:a-b:1", "3");

        assertThatThrownBy(application::build)
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("a:b:1 and y:a-b:1 both want to be '/app/libs/a-b-1.jar'");
    }

    @Test
    void theClassPathIsInMavensOrderWhateverTheLayers() throws IOException {
        List<String> names =
                IntStream.range(0, 40).mapToObj(i -> "lib" + i * 7 % 40).toList();
        for (String name : names) {
            Path jar = Application.write(directory.resolve(name), name);
            int kind = names.indexOf(name) % 3;
            application.jar("g:" + name + ":1", kind == 0 ? RELEASE : kind == 1 ? SNAPSHOT : MODULE, jar);
        }
        application.file("application.properties", "");

        ReadImage image = application.build();

        assertThat(image.layerNames())
                .containsExactly("dependencies", "snapshots", "modules", "resources", "classes", "launch");
        assertThat(image.classPath().subList(0, 2)).containsExactly("/app/resources", "/app/classes");
        assertThat(image.classPath().subList(2, 42))
                .isEqualTo(names.stream()
                        .map(name -> "/app/libs/" + name + "-1.jar")
                        .toList());
    }

    @Test
    void aJarThatIsASymbolicLinkIsFollowed() throws IOException {
        Path real = Application.write(directory.resolve("store/abc123"), "the real bytes");
        Path link = Files.createSymbolicLink(directory.resolve("lib-1.jar"), real);

        ReadImage image = application.jar("a:lib:1", RELEASE, link).build();

        assertThat(image.file("app/libs/lib-1.jar").text()).isEqualTo("the real bytes");
        assertThat(image.file("app/libs/lib-1.jar").link()).isEmpty();
    }

    @Test
    void aSiblingMayBeADirectory() throws IOException {
        Path classes = directory.resolve("core/target/classes");
        Application.write(classes.resolve("com/example/Core.class"), "core");
        Application.write(classes.resolve("core.properties"), "x=1");
        Files.createDirectories(classes.resolve("empty"));

        ReadImage image = application.jar("com.example:core:1", MODULE, classes).build();

        assertThat(image.classPath()).containsExactly("/app/classes", "/app/modules/core");
        assertThat(image.layer("modules").keySet())
                .containsExactly(
                        "app/",
                        "app/modules/",
                        "app/modules/core/",
                        "app/modules/core/com/",
                        "app/modules/core/com/example/",
                        "app/modules/core/com/example/Core.class",
                        "app/modules/core/core.properties",
                        "app/modules/core/empty/");
    }

    @Test
    void aSiblingWithoutAnyFileIsLeftOut() throws IOException {
        Path nothing = Files.createDirectories(directory.resolve("starter/target/classes"));

        ReadImage image =
                application.jar("com.example:starter:1", MODULE, nothing).build();

        assertThat(image.classPath()).containsExactly("/app/classes");
        assertThat(image.layerNames()).containsExactly("classes", "launch");
    }

    @Test
    void aTestJarThatIsADirectoryDoesNotMeetItsModule() throws IOException {
        Path main = directory.resolve("core/target/classes");
        Path test = directory.resolve("core/target/test-classes");
        Application.write(main.resolve("A.class"), "a");
        Application.write(test.resolve("A.class"), "b");

        ReadImage image = application
                .jar("g:core:1", MODULE, main)
                .jar("g:core:1:tests", MODULE, test)
                .build();

        assertThat(image.file("app/modules/core/A.class").text()).isEqualTo("a");
        assertThat(image.file("app/modules/core-tests/A.class").text()).isEqualTo("b");
    }

    @Test
    void jarsAndModulesAreNeverExecutable() throws IOException {
        Path jar = Application.write(directory.resolve("x.jar"), "x");
        Path script = Application.write(directory.resolve("core/classes/run.sh"), "#!");
        Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxrwxrwx"));

        ReadImage image = application
                .jar("g:x:1", RELEASE, jar)
                .jar("g:core:1", MODULE, directory.resolve("core/classes"))
                .build();

        assertThat(image.file("app/libs/x-1.jar").mode()).isEqualTo(0644);
        assertThat(image.file("app/modules/core/run.sh").mode()).isEqualTo(0644);
    }

    @Test
    void oddNamesAreQuotedInTheClassPathFile() throws IOException {
        ReadImage image =
                application.release("g:a b'c#d\"e\\f%:1 \u00e4", "odd").build();

        assertThat(image.file("app/classpath").text())
                .isEqualTo("\"/app/classes:/app/libs/a b'c#d\\\"e\\\\f%-1 \u00e4.jar\"\n");
    }

    @Test
    void theJavaCommandReadsTheClassPathFileAsItIsMeant() throws Exception {
        Path libs = directory.resolve("li bs");
        List<String> names = List.of("a b'c#d", "e\\f%", "\u00e4\u4e16");
        for (String name : names) {
            Files.createDirectories(libs.resolve(name));
        }
        String plain =
                String.join(":", names.stream().map(name -> libs + "/" + name).toList());
        application.release("g:a b'c#d:1", "").release("g:e\\f%:1", "").release("g:\u00e4\u4e16:1", "");
        String line = application.build().file("app/classpath").text();
        Path source = Application.write(
                directory.resolve("P.java"),
                "class P { public static void main(String[] a) throws Exception { System.out.write("
                        + "System.getProperty(\"java.class.path\").getBytes(\"UTF-8\")); System.out.flush(); } }");
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, "-d", libs.toString(), source.toString()))
                .isZero();

        Path arguments = Application.write(
                directory.resolve("arguments"),
                line.replace("/app/classes:", libs.toString() + ":")
                        .replace("/app/libs/", libs + "/")
                        .replace("-1.jar", ""));
        ProcessBuilder java = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", "@" + arguments, "P");
        java.environment().put("LC_ALL", "C.UTF-8");
        Process process = java.redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(printed).isEqualTo(libs + ":" + plain);
    }

    @Test
    void withoutDependenciesThereIsNoLayerForThem() throws IOException {
        assertThat(application.build().layerNames()).containsExactly("classes", "launch");
    }
}
