package io.github.layercake.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {

    @TempDir
    private Path directory;

    @Test
    void aFileAppearsWithItsDirectories() throws IOException {
        Path file = directory.resolve("a/b/c");
        AtomicFile.write(file, temporary -> {
            temporary.out().write(7);
            assertThat(file).doesNotExist();
        });
        assertThat(file).hasBinaryContent(new byte[] {7});
        assertThat(file.getParent()).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void aDiskErrorLeavesTheOldFileAndNothingElse() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "old");
        assertThatThrownBy(() -> AtomicFile.write(file, temporary -> {
                    temporary.out().write(new byte[100_000]);
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("No space left on device");
        assertThat(directory).isDirectoryNotContaining(path -> !path.equals(file));
        assertThat(file).hasContent("old");
    }

    @Test
    void aRefusalLeavesTheOldFileAndNothingElse() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "old");
        ImageException refusal = new ImageException("It is damaged.", "Mend it.");
        assertThatThrownBy(() -> AtomicFile.write(file, temporary -> {
                    throw refusal;
                }))
                .isSameAs(refusal);
        assertThat(directory).isDirectoryNotContaining(path -> !path.equals(file));
        assertThat(file).hasContent("old");
    }

    @Test
    void whatIsNoFileIsNotReplaced() throws IOException {
        Path full = directory.resolve("full");
        Files.createDirectories(full.resolve("sub"));
        assertThatThrownBy(() ->
                        AtomicFile.write(full, temporary -> temporary.out().write(1)))
                .isInstanceOf(IOException.class);
        assertThat(directory).isDirectoryNotContaining("glob:**.tmp");
        Path file = Files.createFile(directory.resolve("file"));
        assertThatThrownBy(() -> AtomicFile.write(
                        file.resolve("below"), temporary -> temporary.out().write(1)))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aDirectoryMayBeALink() throws IOException {
        Path real = Files.createDirectory(directory.resolve("real"));
        Path link = Files.createSymbolicLink(directory.resolve("target"), real);
        AtomicFile.write(link.resolve("file"), temporary -> temporary.out().write(7));
        assertThat(real.resolve("file")).hasBinaryContent(new byte[] {7});
    }
}
