package io.github.layercake.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.layercake.io.Digest;
import io.github.layercake.io.ImageException;
import io.github.layercake.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Machines of all kinds, each a directory. */
class HostLibrariesTest {
    private static final Digest RUNTIME = Digest.of(new byte[0]);

    @TempDir
    private Path root;

    private void put(String path, byte[] bytes) throws IOException {
        Files.createDirectories(root.resolve(path).getParent());
        Files.write(root.resolve(path), bytes);
    }

    private void put(String path, String text) throws IOException {
        put(path, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static Map<String, ElfFile> java(String interpreter, String... needed) throws IOException {
        return Map.of(
                "bin/java",
                ElfFile.read(
                        TestElf.amd64().interpreter(interpreter).needs(needed).bytes()));
    }

    private List<HostLibrary> find(Map<String, ElfFile> programs, String... wanted) throws IOException {
        return new HostLibraries(new HostFiles(root), new Notes(Optional.empty(), 0))
                .find(RUNTIME, programs, Set.of(wanted));
    }

    private void debian(String... versions) throws IOException {
        put("usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2", TestElf.amd64().bytes());
        put(
                "usr/lib/x86_64-linux-gnu/libc.so.6",
                TestElf.amd64().versions(versions).bytes());
        put(
                "usr/lib/x86_64-linux-gnu/libz.so.1.3",
                TestElf.amd64().needs("libc.so.6").bytes());
        Files.createSymbolicLink(root.resolve("usr/lib/x86_64-linux-gnu/libz.so.1"), Path.of("libz.so.1.3"));
        put("usr/lib/x86_64-linux-gnu/libc.so", "GROUP ( libc.so.6 )");
        Files.createSymbolicLink(root.resolve("lib"), Path.of("usr/lib"));
        put("lib64/ld-linux-x86-64.so.2", TestElf.amd64().bytes());
        put("var/lib/dpkg/info/libc6:amd64.list", "/.\n/lib\n/lib/x86_64-linux-gnu/libc.so.6\n");
        put("var/lib/dpkg/info/zlib1g:amd64.list", "/lib/x86_64-linux-gnu/libz.so.1.3\n");
        put("var/lib/dpkg/status", """
                Package: zlib1g
                Status: install ok installed
                Architecture: amd64
                Version: 1:1.2.13

                Package: libc6
                Architecture: amd64
                Version: 2.36-9
                """);
    }

    @Test
    void onDebianLibrariesGoBesideTheCLibraryWithTheirPackages() throws IOException {
        debian("GLIBC_2.35", "GLIBC_2.36");
        List<HostLibrary> found = find(java("/lib64/ld-linux-x86-64.so.2", "libz.so.1", "libc.so.6"));
        assertThat(found)
                .extracting(HostLibrary::path)
                .containsExactly(
                        "/lib/x86_64-linux-gnu/libc.so.6",
                        "/lib/x86_64-linux-gnu/libz.so.1",
                        "/lib64/ld-linux-x86-64.so.2");
        assertThat(found)
                .extracting(HostLibrary::origin)
                .containsExactly(
                        "/usr/lib/x86_64-linux-gnu/libc.so.6",
                        "/usr/lib/x86_64-linux-gnu/libz.so.1.3",
                        "/lib64/ld-linux-x86-64.so.2");
        assertThat(found).extracting(HostLibrary::packageName).containsExactly("libc6 2.36-9", "zlib1g 1:1.2.13", "");
    }

    @Test
    void glibcBringsItsLocaleAndTheModulesOfItsNameService() throws IOException {
        debian("GLIBC_2.31");
        put("usr/lib/locale/C.utf8/LC_CTYPE", "locale");
        put("usr/lib/locale/C.utf8/LC_MESSAGES/SYS_LC_MESSAGES", "messages");
        put(
                "usr/lib/x86_64-linux-gnu/libnss_dns.so.2",
                TestElf.amd64().needs("libresolv.so.2").bytes());
        put("usr/lib/x86_64-linux-gnu/libresolv.so.2", TestElf.amd64().bytes());
        assertThat(find(java("/lib64/ld-linux-x86-64.so.2", "libc.so.6")))
                .extracting(HostLibrary::path)
                .contains(
                        "/usr/lib/locale/C.UTF-8/LC_CTYPE",
                        "/usr/lib/locale/C.UTF-8/LC_MESSAGES/SYS_LC_MESSAGES",
                        "/lib/x86_64-linux-gnu/libnss_dns.so.2",
                        "/lib/x86_64-linux-gnu/libresolv.so.2");
    }

    @Test
    void onAlpineTheLoaderIsTheCLibrary() throws IOException {
        put("lib/ld-musl-x86_64.so.1", TestElf.amd64().bytes());
        Files.createSymbolicLink(root.resolve("lib/libc.musl-x86_64.so.1"), Path.of("ld-musl-x86_64.so.1"));
        put(
                "usr/lib/libstdc++.so.6.0.32",
                TestElf.amd64().needs("libc.musl-x86_64.so.1").bytes());
        Files.createSymbolicLink(root.resolve("usr/lib/libstdc++.so.6"), Path.of("libstdc++.so.6.0.32"));
        put("lib/apk/db/installed", """
                P:musl
                V:1.2.5-r0
                F:lib
                R:ld-musl-x86_64.so.1

                P:libstdc++
                V:13.2.1
                F:usr/lib
                R:libstdc++.so.6.0.32
                """);
        List<HostLibrary> found = find(java("/lib/ld-musl-x86_64.so.1", "libc.musl-x86_64.so.1", "libstdc++.so.6"));
        assertThat(found)
                .extracting(HostLibrary::path)
                .containsExactly("/lib/ld-musl-x86_64.so.1", "/lib/libc.musl-x86_64.so.1", "/lib/libstdc++.so.6");
        assertThat(found)
                .extracting(HostLibrary::packageName)
                .containsExactly("musl 1.2.5-r0", "musl 1.2.5-r0", "libstdc++ 13.2.1");
    }

    @Test
    void whatIsMissingOrForAnotherMachineIsNamed() throws IOException {
        debian();
        put("usr/lib/x86_64-linux-gnu/libfreetype.so.6", TestElf.arm64().bytes());
        assertThatThrownBy(() -> find(java("/lib64/ld-linux-x86-64.so.2", "libfreetype.so.6", "libc.so.6")))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("libfreetype.so.6 (for java)")
                .hasMessageContaining("Debian and Ubuntu: libfreetype6");
        assertThatThrownBy(() -> find(java("/lib/ld-musl-x86_64.so.1", "libc.so.6")))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("/lib/ld-musl-x86_64.so.1");
    }

    @Test
    void aDamagedLibraryIsAnError() throws IOException {
        debian();
        put("usr/lib/x86_64-linux-gnu/libz.so.1.3", new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1});
        assertThatThrownBy(() -> find(java("/lib64/ld-linux-x86-64.so.2", "libz.so.1", "libc.so.6")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("libz.so.1' is damaged");
    }

    @Test
    void whatNativeCodeOfTheApplicationNeedsIsWelcomeButNotMissed() throws IOException {
        debian();
        assertThat(find(
                        java("/lib64/ld-linux-x86-64.so.2", "libc.so.6"),
                        "62 libz.so.1",
                        "62 libmissing.so",
                        "183 libc.so.6",
                        "62 ../../etc/passwd"))
                .extracting(HostLibrary::path)
                .contains("/lib/x86_64-linux-gnu/libz.so.1")
                .noneMatch(path -> path.contains("missing") || path.contains("passwd"));
    }

    @Test
    void aLibraryThatWasUpgradedInPlaceIsSeen() throws IOException {
        debian();
        Map<String, ElfFile> programs = java("/lib64/ld-linux-x86-64.so.2", "libz.so.1", "libc.so.6");
        try (Store store = Store.open(root.resolve("cache"))) {
            HostLibraries libraries =
                    new HostLibraries(new HostFiles(root), new Notes(Optional.of(store), Long.MAX_VALUE));
            List<HostLibrary> first = libraries.find(RUNTIME, programs, Set.of());
            assertThat(libraries.find(RUNTIME, programs, Set.of())).isEqualTo(first);
            put(
                    "usr/lib/x86_64-linux-gnu/libz.so.1.3",
                    TestElf.amd64().needs("libc.so.6").versions("new").bytes());
            List<HostLibrary> second = libraries.find(RUNTIME, programs, Set.of());
            assertThat(second.get(1).digest()).isNotEqualTo(first.get(1).digest());
            // One that is new, and found earlier.
            put(
                    "usr/lib/x86_64-linux-gnu/libz.so.1.4",
                    TestElf.amd64().needs("libc.so.6", "libm.so.6").bytes());
            put("usr/lib/x86_64-linux-gnu/libm.so.6", TestElf.amd64().bytes());
            Files.delete(root.resolve("usr/lib/x86_64-linux-gnu/libz.so.1"));
            Files.createSymbolicLink(root.resolve("usr/lib/x86_64-linux-gnu/libz.so.1"), Path.of("libz.so.1.4"));
            assertThat(libraries.find(RUNTIME, programs, Set.of()))
                    .extracting(HostLibrary::origin)
                    .contains("/usr/lib/x86_64-linux-gnu/libz.so.1.4", "/usr/lib/x86_64-linux-gnu/libm.so.6");
        }
    }
}
