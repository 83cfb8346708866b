package io.github.layercake.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.layercake.fixture.TestTar;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is written is read back, and the bytes depend on the facts alone. */
class TarRoundTripTest {

    @TempDir
    private Path directory;

    static List<TarEntry> entries() {
        return List.of(
                TarEntry.file("a", 3, 0644, 0, 0),
                TarEntry.file("a/b", 0, 0755, 1000, 1000),
                TarEntry.file("é/€/😀", 3, 0644, 0, 0),
                TarEntry.file("x".repeat(100), 1, 0644, 0, 0),
                TarEntry.file("x".repeat(101), 1, 0644, 0, 0),
                TarEntry.file("d/".repeat(2000) + "x", 1, 0644, 0, 0),
                TarEntry.file("owner", 1, 0644, 4_294_967_294L, 2_097_152),
                TarEntry.directory("dir", 0755, 0, 0),
                TarEntry.directory("d".repeat(120), 0700, 5, 6),
                TarEntry.link("link", "../else", 0, 0),
                TarEntry.link("long", "t/".repeat(200) + "é", 0, 0),
                new TarEntry("hard", TarEntry.Type.HARD_LINK, 0, 0644, 0, 0, TarEntry.MTIME, "a"));
    }

    @ParameterizedTest
    @MethodSource("entries")
    void everyFactSurvives(TarEntry entry) throws IOException {
        byte[] content = new byte[(int) entry.size()];
        Arrays.fill(content, (byte) 'x');
        byte[] tar = write(entry, content);
        assertThat(tar.length % 512).isZero();
        List<TarEntry> read = new ArrayList<>();
        long end = TarReader.read(new ByteArrayInputStream(tar), (found, in) -> {
            read.add(found);
            assertThat(in.readAllBytes()).isEqualTo(content);
        });
        assertThat(read).containsExactly(entry);
        assertThat(end).isEqualTo(tar.length - TarHeader.END);
    }

    @Test
    void aHeaderCanSayMoreThanEightGigabytes() throws IOException {
        for (long size : new long[] {(1L << 33) - 1, 1L << 33, 1L << 40}) {
            byte[] header = TarHeader.bytes(TarEntry.file("huge", size, 0644, 0, 0));
            List<Long> sizes = new ArrayList<>();
            assertThatThrownBy(() ->
                            TarReader.read(new ByteArrayInputStream(header), (entry, in) -> sizes.add(entry.size())))
                    .isInstanceOf(IOException.class);
            assertThat(sizes).containsExactly(size);
        }
    }

    @Test
    void contentOfAnotherSizeIsNoEntry() {
        TarEntry entry = TarEntry.file("a", 5, 0644, 0, 0);
        assertThatThrownBy(() -> write(entry, new byte[4])).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> write(entry, new byte[6])).isInstanceOf(IOException.class);
    }

    @Test
    void filesAreFoundByTheirNormalPath() throws IOException {
        Path tar = Files.write(
                directory.resolve("x.tar"),
                new TestTar()
                        .file("./a//b", "one")
                        .file("/c", "two")
                        .file("d/../e", "three")
                        .file("twice", "old")
                        .file("twice", "new")
                        .symbolicLink("l/soft", "../a/b")
                        .hardLink("l/hard", "c")
                        .symbolicLink("l/nowhere", "nothing")
                        .bytes());
        var files = TarReader.files(tar);
        assertThat(files.keySet()).containsExactlyInAnyOrder("a/b", "c", "e", "twice", "l/soft", "l/hard");
        assertThat(text(files.get("l/soft"))).isEqualTo("one");
        assertThat(text(files.get("l/hard"))).isEqualTo("two");
        assertThat(text(files.get("e"))).isEqualTo("three");
        assertThat(text(files.get("twice"))).isEqualTo("new");
    }

    private static String text(@Nullable Content content) throws IOException {
        return content == null ? "" : new String(content.readAll(), StandardCharsets.UTF_8);
    }

    private static byte[] write(TarEntry entry, byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarWriter tar = new TarWriter(out)) {
            tar.put(entry, Content.of(content));
        }
        return out.toByteArray();
    }
}
