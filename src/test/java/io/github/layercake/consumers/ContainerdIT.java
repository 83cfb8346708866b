package io.github.layercake.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** containerd, as it stands alone, and as kind and k3s call it. */
class ContainerdIT {

    @Test
    void importsTheImageAndGivesTheSameFilesBack(@TempDir Path directory) throws Exception {
        SpringBootImage image = SpringBootImage.extractedTo(directory);
        try (RealDocker engine = RealDocker.start(directory)) {
            Tool images = engine.ctr().with("images");

            images.run("import", image.tar());
            assertThat(names(images)).containsExactly(image.reference());
            assertThat(images.run("check")).contains("complete");
            assertMounted(images, image, directory.resolve("plain"));

            Path exported = Files.createDirectory(directory.resolve("exported"));
            images.run("export", directory.resolve("exported.tar"), image.reference());
            new Tool(List.of("tar")).run("-xf", directory.resolve("exported.tar"), "-C", exported);
            image.assertLayersIn(exported);

            images.run("rm", "--sync", image.reference());
            images.run("import", "--all-platforms", "--digests", image.tar());
            assertThat(names(images))
                    .hasSize(2)
                    .contains(image.reference())
                    .anySatisfy(name -> assertThat(name).endsWith("@" + image.manifestDigest()));
            assertMounted(images, image, directory.resolve("all-platforms"));
        }
    }

    private static List<String> names(Tool images) {
        return images.run("ls", "-q").lines().toList();
    }

    private static void assertMounted(Tool images, SpringBootImage image, Path root) throws Exception {
        Files.createDirectory(root);
        images.run("mount", image.reference(), root);
        try {
            image.assertFilesIn(root);
        } finally {
            images.run("unmount", "--rm", root);
        }
    }
}
