package io.github.layercake.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Podman, with a storage of our own. */
class PodmanIT {

    @Test
    void loadsTheImageAndGivesTheSameFilesBack(@TempDir Path directory) throws Exception {
        SpringBootImage image = SpringBootImage.extractedTo(directory);
        Tool podman = Tool.ofDebianForRoot("podman crun", "podman")
                .with("--root", directory.resolve("root"), "--runroot", directory.resolve("run"))
                .with("--tmpdir", directory.resolve("tmp"));

        assertThat(podman.run("load", "-i", image.tar())).contains("Loaded image: " + image.reference());
        assertThat(podman.run("image", "inspect", "-f", "sha256:{{.Id}}", image.reference()))
                .isEqualToIgnoringWhitespace(image.imageId());

        Path root = Path.of(podman.run("image", "mount", image.reference()).strip());
        try {
            image.assertFilesIn(root);
        } finally {
            podman.run("image", "unmount", image.reference());
        }

        Path saved = Files.createDirectory(directory.resolve("saved"));
        podman.run("save", "--format", "oci-archive", "-o", directory.resolve("saved.tar"), image.reference());
        new Tool(List.of("tar")).run("-xf", directory.resolve("saved.tar"), "-C", saved);
        assertThat(SpringBootImage.blob(saved, image.imageId()))
                .hasSameBinaryContentAs(SpringBootImage.blob(image.layout(), image.imageId()));
    }
}
