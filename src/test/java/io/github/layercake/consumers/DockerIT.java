package io.github.layercake.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's Docker engine, with its classic store. */
class DockerIT {

    @Test
    void loadsTheImageAndGivesTheSameFilesBack(@TempDir Path directory) throws Exception {
        SpringBootImage image = SpringBootImage.extractedTo(directory);
        try (RealDocker engine = RealDocker.start(directory)) {
            Tool docker = engine.docker();

            assertThat(docker.run("load", "-i", image.tar())).startsWith("Loaded image: petshop:1.0.0");
            assertThat(docker.run("image", "inspect", "-f", "{{.Id}}", image.reference()))
                    .isEqualToIgnoringWhitespace(image.imageId());

            String container = docker.run("create", image.reference()).strip();
            Path root = Files.createDirectory(directory.resolve("root"));
            docker.run("cp", container + ":/app", root);
            docker.run("rm", container);
            image.assertFilesIn(root);

            Path saved = Files.createDirectory(directory.resolve("saved"));
            docker.run("save", "-o", directory.resolve("saved.tar"), image.reference());
            new Tool(List.of("tar")).run("-xf", directory.resolve("saved.tar"), "-C", saved);
            assertThat(digestsOfLayers(saved)).isEqualTo(image.diffIds());
        }
    }

    private static List<String> digestsOfLayers(Path saved) throws IOException {
        JsonArray manifests = JsonParser.parseString(Files.readString(saved.resolve("manifest.json")))
                .getAsJsonArray();
        List<String> digests = new ArrayList<>();
        for (var layer : manifests.get(0).getAsJsonObject().getAsJsonArray("Layers")) {
            String line = new Tool(List.of("sha256sum")).run(saved.resolve(layer.getAsString()));
            digests.add("sha256:" + line.substring(0, 64));
        }
        return digests;
    }
}
