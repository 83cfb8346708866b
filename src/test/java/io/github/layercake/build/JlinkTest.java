package io.github.layercake.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.layercake.Images;
import io.github.layercake.fixture.Expect;
import io.github.layercake.io.ImageException;
import io.github.layercake.layer.Compression;
import io.github.layercake.runtime.FakeJdk;
import io.github.layercake.runtime.JavaRuntime;
import io.github.layercake.runtime.JlinkRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** When a runtime is linked, and when it is not. */
@EnabledOnOs(OS.LINUX)
class JlinkTest {
    @TempDir
    private Path directory;

    private FakeJdk jdk = new FakeJdk(Path.of("/"));
    private Application application = new Application(Path.of("/"));

    @BeforeEach
    void makeApplication() throws Exception {
        jdk = FakeJdk.in(directory.resolve("j d k"));
        application = new Application(directory.resolve("application"));
        application.file("com/example/App.class", "no class file");
        application.jlink(jdk.request("java.base"));
        // A cache trusts only what has not changed just now.
        Thread.sleep(200);
    }

    private JavaRuntime.Facts facts() throws IOException {
        return application.write().runtime().orElseThrow();
    }

    @Test
    void theSameIsLinkedOnce() throws IOException {
        Images.ReadImage first = application.build();
        assertThat(jdk.asked()).hasSize(1);
        byte[] tar = Files.readAllBytes(application.tar());
        assertThat(facts().linked()).isFalse();
        Files.delete(application.tar());
        application.file("com/example/Other.class", "no class file, either");
        assertThat(facts().linked()).isFalse();
        Files.delete(application.classes().resolve("com/example/Other.class"));
        application.write();
        assertThat(application.tar()).hasBinaryContent(tar);
        assertThat(jdk.asked()).hasSize(1);
        assertThat(first).isNotNull();
    }

    @Test
    void whatADesktopNeedsIsLeftOutAndLinksStay() throws IOException {
        Images.ReadImage image = application.build();
        assertThat(image.layerNames()).containsExactly("system", "runtime", "classes", "launch");
        assertThat(image.files().keySet())
                .contains("opt/java/bin/java", "opt/java/legal/java.xml/LICENSE", "opt/java/lib/security/cacerts")
                .contains("tmp/", "etc/passwd", "etc/group", "etc/nsswitch.conf")
                .doesNotContain("opt/java/lib/libawt_xawt.so");
        assertThat(application.log()).anyMatch(line -> line.contains("runtime") && line.contains("Java 17.0.1"));
    }

    @Test
    void aJdkThatWasUpgradedInPlaceIsAnother() throws Exception {
        application.write();
        jdk.version("17.0.2");
        jdk.template("lib/modules", "modules 2".getBytes(StandardCharsets.US_ASCII));
        Thread.sleep(200);
        assertThat(facts().jdk()).isEqualTo("17.0.2");
        assertThat(jdk.asked()).hasSize(2);
        jdk.version("17.0.1");
        Thread.sleep(200);
        assertThat(facts().linked()).as("17.0.1 again, which is known").isFalse();
    }

    @Test
    void anotherPathToTheSameJdkIsTheSame() throws IOException {
        application.write();
        Path link = Files.createSymbolicLink(directory.resolve("lïnk"), jdk.home());
        application.jlink(new FakeJdk(link).request("java.base"));
        assertThat(facts().linked()).isFalse();
    }

    @Test
    void aLinkThatLeadsToAnotherJdkIsSeen() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("default"), jdk.home());
        application.jlink(new FakeJdk(link).request("java.base"));
        application.write();
        assertThat(application.write().tar().written()).isZero();
        FakeJdk other = FakeJdk.in(directory.resolve("other"));
        other.version("17.0.9");
        Files.delete(link);
        Files.createSymbolicLink(link, other.home());
        assertThat(facts().jdk()).isEqualTo("17.0.9");
    }

    @Test
    void aBuildOfWhichNothingChangedTellsTheSameOfItsRuntime() throws IOException {
        JavaRuntime.Facts first = facts();
        assertThat(first.libraries()).isNotEmpty();
        JavaRuntime.Facts second = facts();
        assertThat(second.linked()).isFalse();
        assertThat(second).usingRecursiveComparison().ignoringFields("linked").isEqualTo(first);
        Files.writeString(jdk.home().resolve("lib/security/cacerts"), "other certificates");
        assertThat(facts().linked()).isTrue();
    }

    @Test
    void otherModulesOrOptionsAreAnotherRuntime() throws IOException {
        application.write();
        application.jlink(jdk.request("java.base", "java.logging"));
        assertThat(facts().modules()).containsExactly("java.base", "java.logging");
        application.jlink(new JlinkRequest(
                jdk.home(),
                Optional.of(List.of("java.base")),
                List.of("java.xml"),
                List.of("de", "fr"),
                true,
                true,
                0));
        assertThat(facts().modules()).containsExactly("java.base", "java.xml", "jdk.localedata");
        assertThat(jdk.asked()).hasSize(3);
        assertThat(jdk.asked().get(0)).contains("--strip-java-debug-attributes").doesNotContain("--compress");
        assertThat(jdk.asked().get(2))
                .contains("--include-locales=de,fr", "--compress=2")
                .doesNotContain("--strip");
    }

    @Test
    void whatTheCacheLostIsLinkedAgain() throws IOException {
        application.write();
        byte[] tar = Files.readAllBytes(application.tar());
        Files.delete(application.tar());
        deleteBelow(directory.resolve("application/cache/2/segments"));
        deleteBelow(directory.resolve("application/cache/2/layers"));
        assertThat(facts().linked()).isTrue();
        assertThat(application.tar()).hasBinaryContent(tar);
    }

    @Test
    void whatIsDamagedInTheCacheIsLinkedAgain() throws IOException {
        application.write();
        byte[] tar = Files.readAllBytes(application.tar());
        Files.delete(application.tar());
        try (Stream<Path> files = Files.walk(directory.resolve("application/cache/2"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                if (bytes.length > 0) {
                    bytes[bytes.length / 2] ^= 1;
                    Files.write(file, bytes);
                }
            }
        }
        application.write();
        assertThat(application.tar()).hasBinaryContent(tar);
        assertThat(jdk.asked()).hasSizeGreaterThan(1);
        assertNothingLeft();
    }

    @Test
    void aJlinkThatMakesOtherBytesIsNoticed() throws IOException {
        application.write();
        jdk.template("lib/modules", "other modules".getBytes(StandardCharsets.US_ASCII));
        deleteBelow(directory.resolve("application/cache/2/segments"));
        deleteBelow(directory.resolve("application/cache/2/layers"));
        Files.delete(application.tar());
        assertThat(facts().linked()).isTrue();
        Images.requireValid(application.tar());
    }

    @Test
    void withoutCompressionItIsLinkedOnceInABuild() throws IOException {
        application.compression(Compression.NONE).build();
        assertThat(jdk.asked()).hasSize(1);
    }

    @Test
    void aJlinkThatFailsSaysWhyAndLeavesNothing() throws IOException {
        jdk.script("mkdir \"$out\"; echo 'Error: this went wrong' >&2; exit 3");
        assertThatThrownBy(application::write)
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("ended with 3: Error: this went wrong");
        assertNothingLeft();
        jdk.script("exit 0");
        assertThatThrownBy(application::write).isInstanceOf(IOException.class).hasMessageContaining("no bin/java");
        assertNothingLeft();
        Files.delete(jdk.home().resolve("jmods/java.base.jmod"));
        jdk.script(
                "echo 'Error: --module-path is not specified and this runtime image does not contain jmods'; exit 1");
        assertThatThrownBy(application::write)
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("no directory 'jmods'")
                .hasMessageContaining("Temurin");
        Files.delete(jdk.home().resolve("bin/jlink"));
        assertThatThrownBy(application::write)
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("has no bin/jlink");
    }

    @Test
    void aRuntimeIsForOnePlatform() throws IOException {
        application.platforms("linux/amd64", "linux/arm64");
        Expect.refusal(application::write)
                .says("<platforms> names 2 platforms, but the Java runtime of <jlink> is for one")
                .advises("Name one platform");
        assertThat(jdk.asked()).isEmpty();
        assertThat(application.tar().getParent()).doesNotExist();
    }

    @Test
    void aProgramThatIsNoProgramIsToldAsSuch() throws IOException {
        Files.setPosixFilePermissions(jdk.home().resolve("bin/jlink"), PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(application::write)
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("cannot be started");
        assertNothingLeft();
    }

    @Test
    void aDamagedLibraryOfTheRuntimeFailsTheBuild() throws IOException {
        jdk.template("lib/libbroken.so", new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0});
        assertThatThrownBy(application::write).hasMessageContaining("ELF");
        assertNothingLeft();
    }

    @Test
    void whatAKilledBuildLeftIsDeleted() throws IOException {
        Path target = Files.createDirectories(application.tar().getParent());
        Path left = Files.createDirectories(target.resolve(".jlink.x.y.tmp.d/java/lib"));
        Files.writeString(left.resolve("modules"), "half");
        Files.writeString(target.resolve(".jlink.x.y.tmp"), "");
        application.write();
        assertNothingLeft();
    }

    @Test
    void theConfigOfTheContainerKnowsTheRuntime() throws IOException {
        String config = application.build().config().toString();
        assertThat(config)
                .contains("/opt/java/bin/java")
                .contains("JAVA_HOME=/opt/java")
                .contains("PATH=/opt/java/bin:/usr/local/sbin")
                .contains("io.github.layercake.jdk");
    }

    private void assertNothingLeft() throws IOException {
        try (Stream<Path> files = Files.list(application.tar().getParent())) {
            assertThat(files.map(file -> file.getFileName().toString())).allMatch(name -> name.equals("app-image.tar"));
        }
    }

    private static void deleteBelow(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
    }
}
