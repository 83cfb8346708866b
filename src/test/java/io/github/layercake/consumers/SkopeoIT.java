package io.github.layercake.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Skopeo, which knows every format, and a real registry. */
class SkopeoIT {

    private final Tool skopeo = Tool.ofDebian("skopeo", "skopeo");

    @TempDir
    private Path directory;

    private SpringBootImage image;

    @BeforeEach
    void extract() throws Exception {
        image = SpringBootImage.extractedTo(directory);
    }

    @Test
    void inspectsIt() {
        assertThat(digest(skopeo.run("inspect", "oci-archive:" + image.tar()))).isEqualTo(image.manifestDigest());
        assertThat(skopeo.run("inspect", "--config", "--raw", "docker-archive:" + image.tar()))
                .isEqualTo(skopeo.run("inspect", "--config", "--raw", "oci-archive:" + image.tar()));
    }

    @Test
    void copiesItToALayoutDirectory() throws Exception {
        Path copy = directory.resolve("copy");
        skopeo.run("copy", "oci-archive:" + image.tar(), "oci:" + copy + ":" + image.tag());
        assertThat(SpringBootImage.blob(copy, image.manifestDigest())).exists();
        image.assertLayersIn(copy);
    }

    @Test
    void copiesItToPlainFiles() {
        Path copy = directory.resolve("copy");
        skopeo.run("copy", "oci-archive:" + image.tar(), "dir:" + copy);
        assertThat(image.layers())
                .allSatisfy(layer -> assertThat(copy.resolve(layer.replace("sha256:", "")))
                        .hasSameBinaryContentAs(SpringBootImage.blob(image.layout(), layer)));
    }

    @Test
    void copiesItToARegistryAndBack() throws Exception {
        try (RealRegistry registry = RealRegistry.start(directory)) {
            String remote = "docker://" + registry.host() + "/library/petshop:" + image.tag();
            skopeo.run("copy", "--dest-tls-verify=false", "oci-archive:" + image.tar(), remote);
            assertThat(digest(skopeo.run("inspect", "--tls-verify=false", remote)))
                    .isEqualTo(image.manifestDigest());
            Path copy = directory.resolve("copy");
            skopeo.run("copy", "--src-tls-verify=false", remote, "oci:" + copy + ":" + image.tag());
            image.assertLayersIn(copy);
        }
    }

    private static String digest(String inspected) {
        return JsonParser.parseString(inspected).getAsJsonObject().get("Digest").getAsString();
    }
}
