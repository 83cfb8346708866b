package io.github.layercake.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.layercake.fixture.RandomImage;
import io.github.layercake.fixture.Stored;
import io.github.layercake.fixture.TestTar;
import io.github.layercake.io.Digest;
import io.github.layercake.io.ImageException;
import io.github.layercake.io.Progress;
import io.github.layercake.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaseCheckTest {
    private static final String LOADER = "/lib64/ld-linux-x86-64.so.2";
    private static final Digest RUNTIME = Digest.of(new byte[0]);

    @TempDir
    private Path directory;

    private static Map<String, ElfFile> programs() throws IOException {
        return Map.of(
                "bin/java",
                ElfFile.read(TestElf.amd64()
                        .interpreter(LOADER)
                        .needs("libz.so.1", "libjli.so", "libc.so.6")
                        .needsVersions("libc.so.6", "GLIBC_2.34", "GLIBC_2.2.5")
                        .bytes()),
                "lib/libjli.so",
                ElfFile.read(TestElf.amd64().needs("libc.so.6").bytes()));
    }

    private static byte[] libc(String... versions) {
        return TestElf.amd64().needs("ld-linux-x86-64.so.2").versions(versions).bytes();
    }

    /** Debian since its directories were merged: /lib is a link. */
    private static TestTar debian(byte[] libc) {
        return new TestTar()
                .symbolicLink("lib", "usr/lib")
                .symbolicLink("lib64", "usr/lib64")
                .symbolicLink("usr/lib64/ld-linux-x86-64.so.2", "/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2")
                .file(
                        "usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2",
                        TestElf.amd64().bytes())
                .file("usr/lib/x86_64-linux-gnu/libc.so.6", libc)
                .file(
                        "usr/lib/x86_64-linux-gnu/libz.so.1.2.13",
                        TestElf.amd64().needs("libc.so.6").bytes())
                .symbolicLink("usr/lib/x86_64-linux-gnu/libz.so.1", "libz.so.1.2.13");
    }

    private static void check(TestTar... layers) throws IOException {
        check(Stored.GZIP, layers);
    }

    private static void check(Stored stored, TestTar... layers) throws IOException {
        byte[][] tars = new byte[layers.length][];
        for (int i = 0; i < tars.length; i++) {
            tars[i] = layers[i].bytes();
        }
        new BaseCheck(new Notes(Optional.empty(), 0), Progress.untold())
                .require(RandomImage.of(1, 0).withTars(tars).stored(stored).image(), "oci:base", RUNTIME, programs());
    }

    private static final byte[] GOOD = libc("GLIBC_2.2.5", "GLIBC_2.34");

    @Test
    void aBaseThatHasEverythingIsGood() throws IOException {
        check(debian(GOOD));
        check(Stored.PLAIN, debian(GOOD));
    }

    @Test
    void whatIsMissingIsNamedWithWhoNeedsItAndAPackage() {
        TestTar without = new TestTar()
                .file("lib64/ld-linux-x86-64.so.2", TestElf.amd64().bytes())
                .file("lib/x86_64-linux-gnu/libc.so.6", GOOD);
        assertThatThrownBy(() -> check(without))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("<from> is 'oci:base'")
                .hasMessageContaining("libz.so.1 (for java)")
                .hasMessageContaining("zlib1g");
    }

    @Test
    void anOlderGlibcIsToldByItsVersions() {
        assertThatThrownBy(() -> check(debian(libc("GLIBC_2.2.5", "GLIBC_2.31"))))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("java needs GLIBC_2.34 of libc.so.6");
    }

    @Test
    void alpineIsToldFromDebian() throws IOException {
        TestTar alpine = new TestTar()
                .file("lib/ld-musl-x86_64.so.1", TestElf.amd64().bytes())
                .symbolicLink("lib/libc.musl-x86_64.so.1", "ld-musl-x86_64.so.1")
                .file(
                        "lib/libz.so.1",
                        TestElf.amd64().needs("libc.musl-x86_64.so.1").bytes());
        assertThatThrownBy(() -> check(alpine))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("which has musl (as Alpine)")
                .hasMessageContaining("made for glibc");
        Map<String, ElfFile> forMusl = Map.of(
                "bin/java",
                ElfFile.read(TestElf.amd64()
                        .interpreter("/lib/ld-musl-x86_64.so.1")
                        .needs("libz.so.1", "libc.musl-x86_64.so.1")
                        .bytes()));
        BaseCheck check = new BaseCheck(new Notes(Optional.empty(), 0), Progress.untold());
        RandomImage image = RandomImage.of(1, 0);
        check.require(image.withTars(alpine.bytes()).image(), "oci:base", RUNTIME, forMusl);
        assertThatThrownBy(
                        () -> check.require(image.withTars(debian(GOOD).bytes()).image(), "oci:base", RUNTIME, forMusl))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("which has no musl")
                .hasMessageContaining("made for musl");
    }

    @Test
    void aLibraryForAnotherMachineIsNone() {
        TestTar foreign = debian(GOOD)
                .file("usr/lib/x86_64-linux-gnu/libz.so.1.2.13", TestElf.arm64().bytes());
        assertThatThrownBy(() -> check(
                        debian(GOOD),
                        new TestTar()
                                .file(
                                        "usr/lib/x86_64-linux-gnu/libz.so.1.2.13",
                                        TestElf.arm64().bytes())))
                .hasMessageContaining("libz.so.1 (for java)");
        assertThat(foreign.bytes()).isNotEmpty();
    }

    @Test
    void damagedLibrariesAreNone() {
        byte[] whole = TestElf.amd64().needs("libc.so.6").bytes();
        byte[] half = java.util.Arrays.copyOf(whole, whole.length / 2);
        assertThatThrownBy(
                        () -> check(debian(GOOD), new TestTar().file("usr/lib/x86_64-linux-gnu/libz.so.1.2.13", half)))
                .hasMessageContaining("libz.so.1 (for java)");
    }

    @Test
    void aLayerDeletesWhatIsBelow() {
        assertThatThrownBy(() ->
                        check(debian(GOOD), new TestTar().file("usr/lib/x86_64-linux-gnu/.wh.libz.so.1.2.13", "")))
                .hasMessageContaining("libz.so.1 (for java)");
        assertThatThrownBy(() -> check(debian(GOOD), new TestTar().file("usr/lib/x86_64-linux-gnu/.wh..wh..opq", "")))
                .hasMessageContaining(LOADER);
        assertThatCode(() -> check(
                        debian(GOOD),
                        new TestTar()
                                .file(
                                        "usr/lib/x86_64-linux-gnu/libz.so.1.2.14",
                                        TestElf.amd64().bytes())
                                .symbolicLink("usr/lib/x86_64-linux-gnu/libz.so.1", "libz.so.1.2.14")
                                .file("usr/lib/x86_64-linux-gnu/.wh.libz.so.1.2.13", "")))
                .doesNotThrowAnyException();
    }

    @Test
    void linksInCirclesLeadNowhere() {
        assertThatThrownBy(() -> check(
                        debian(GOOD),
                        new TestTar()
                                .symbolicLink("usr/lib/x86_64-linux-gnu/libz.so.1", "libz.so.1.2.13")
                                .symbolicLink("usr/lib/x86_64-linux-gnu/libz.so.1.2.13", "libz.so.1")))
                .hasMessageContaining("libz.so.1 (for java)");
    }

    @Test
    void directoriesOfTheConfigurationAreSearched() throws IOException {
        check(
                debian(GOOD),
                new TestTar()
                        .file("usr/lib/x86_64-linux-gnu/.wh.libz.so.1", "")
                        .file("etc/ld.so.conf", "include /etc/ld.so.conf.d/*.conf\n")
                        .file("etc/ld.so.conf.d/z.conf", "# ours\n/opt/z/lib/\ninclude /etc/ld.so.conf\n")
                        .file("opt/z/lib/libz.so.1", TestElf.amd64().bytes()));
    }

    @Test
    void zstdLayersCannotBeChecked() {
        assertThatThrownBy(() -> check(Stored.ZSTD, debian(GOOD)))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("+zstd")
                .hasMessageContaining("skopeo copy --dest-compress-format gzip");
    }

    @Test
    void aGoodBaseIsReadOnce() throws IOException {
        RandomImage image = RandomImage.of(1, 0).withTars(debian(GOOD).bytes());
        try (Store store = Store.open(directory)) {
            BaseCheck check = new BaseCheck(new Notes(Optional.of(store), 0), Progress.untold());
            check.require(image.image(), "oci:base", RUNTIME, programs());
            // Nothing needs to be there any more, since the same was found before.
            check.require(
                    image.image(),
                    "oci:base",
                    RUNTIME,
                    Map.of("x", ElfFile.read(TestElf.amd64().needs("liby.so").bytes())));
            Digest other = Digest.of(new byte[1]);
            assertThatThrownBy(() -> check.require(
                            image.image(),
                            "oci:base",
                            other,
                            Map.of(
                                    "x",
                                    ElfFile.read(
                                            TestElf.amd64().needs("liby.so").bytes()))))
                    .hasMessageContaining("liby.so (for x)");
        }
    }
}
