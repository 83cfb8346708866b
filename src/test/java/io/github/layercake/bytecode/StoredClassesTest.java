package io.github.layercake.bytecode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredClassesTest {
    private static final List<String> NAMES = List.of(
            "META-INF/",
            "META-INF/MANIFEST.MF",
            "io/github/layercake/io/Content.class",
            "io/github/layercake/io/notes.txt",
            "io/github/layercake/registry/Url.class",
            "io/github/layercake/shaded/gson/Gson.class",
            "io/github/layercake/registryless/A.class");

    @TempDir
    Path directory;

    @Test
    void onlyWhatEveryBuildLoadsIsStoredAndNothingElseChanges() throws IOException {
        Path jar = jar();
        Map<String, String> before = entries(jar, false);

        StoredClasses.in(jar);

        assertThat(entries(jar, false)).containsExactlyEntriesOf(before);
        assertThat(entries(jar, true).entrySet().stream()
                        .filter(entry -> entry.getValue().equals("stored")
                                && !entry.getKey().endsWith("/"))
                        .map(Map.Entry::getKey))
                .containsExactly("io/github/layercake/io/Content.class", "io/github/layercake/registryless/A.class");
        assertThat(directory).isDirectoryContaining(path -> path.equals(jar)).satisfies(all -> {
            try (var files = Files.list(all)) {
                assertThat(files).containsExactly(jar);
            }
        });
    }

    @Test
    void theSameJarGivesTheSameBytesAndOnceIsEnough() throws IOException {
        Path jar = jar();
        StoredClasses.in(jar);
        byte[] once = Files.readAllBytes(jar);

        StoredClasses.in(jar);
        assertThat(Files.readAllBytes(jar)).isEqualTo(once);

        StoredClasses.in(jar());
        assertThat(Files.readAllBytes(jar)).isEqualTo(once);
    }

    private Path jar() throws IOException {
        Path jar = directory.resolve("plugin.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (String name : NAMES) {
                JarEntry entry = new JarEntry(name);
                entry.setLastModifiedTime(FileTime.fromMillis(1_767_225_600_000L));
                out.putNextEntry(entry);
                if (!name.endsWith("/")) {
                    out.write((name + "\n").repeat(99).getBytes(StandardCharsets.UTF_8));
                }
                out.closeEntry();
            }
        }
        return jar;
    }

    /** Name to how it is kept, or to its time and content, in the order of the jar. */
    private static Map<String, String> entries(Path jar, boolean method) throws IOException {
        Map<String, String> entries = new LinkedHashMap<>();
        try (JarFile file = new JarFile(jar.toFile())) {
            for (JarEntry entry : file.stream().toList()) {
                String content = entry.getTime() + " "
                        + new String(file.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
                entries.put(
                        entry.getName(),
                        method ? entry.getMethod() == ZipEntry.STORED ? "stored" : "deflated" : content);
            }
        }
        return entries;
    }
}
