package io.github.layercake.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Layers of several Zstandard frames, as the integration test {@code zstd-layers} has built them. */
class ZstdIT {
    private static final Path TARGET = Path.of("target", "it", "zstd-layers", "target");
    private static final String NAME = "docker.io/library/zstd:1.0";

    @TempDir
    private Path directory;

    private Path tar;

    @BeforeEach
    void find() {
        tar = TARGET.resolve("zstd-1.0-image.tar").toAbsolutePath();
        if (!Files.exists(tar)) {
            throw Tool.missing("'" + tar + "' is missing: mvn verify builds it in the integration tests");
        }
    }

    private static void assertFilesIn(Path root) throws IOException {
        Path app = root.resolve("app");
        for (String file : List.of("classes/com/example/zstd/Main.class", "resources/text.properties")) {
            assertThat(app.resolve(file))
                    .hasSameBinaryContentAs(TARGET.resolve("classes").resolve(file.substring(file.indexOf('/') + 1)));
        }
        assertThat(app.resolve("classpath")).isNotEmptyFile();
        // A jar is a segment of its own between two others: a reader that stops after a frame has none of this.
        Tool.ofDebian("python3", "python3")
                .run(
                        "-c",
                        "import sys, zipfile; assert zipfile.ZipFile(sys.argv[1]).testzip() is None",
                        app.resolve("libs/slf4j-api-2.0.17.jar"));
    }

    @Test
    void zstdItself() throws IOException {
        Path layout = Files.createDirectory(directory.resolve("layout"));
        new Tool(List.of("tar")).run("-xf", tar, "-C", layout);
        Path root = Files.createDirectory(directory.resolve("root"));
        Tool zstd = Tool.ofDebian("zstd", "zstd");
        int layers = 0;
        try (var blobs = Files.list(layout.resolve("blobs/sha256"))) {
            for (Path blob : blobs.toList()) {
                if (zstd.attempt("-t", blob).exitCode() == 0) {
                    layers++;
                    new Tool(List.of("tar")).run("-C", root, "--zstd", "-xf", blob);
                }
            }
        }
        assertThat(layers).isEqualTo(4);
        assertFilesIn(root);
    }

    @Test
    void podman() throws IOException {
        Tool podman = Tool.ofDebianForRoot("podman crun", "podman")
                .with("--root", directory.resolve("root"), "--runroot", directory.resolve("run"))
                .with("--tmpdir", directory.resolve("tmp"));
        assertThat(podman.run("load", "-i", tar)).contains("Loaded image: " + NAME);
        try {
            assertFilesIn(Path.of(podman.run("image", "mount", NAME).strip()));
        } finally {
            podman.run("image", "unmount", NAME);
        }
    }

    @Test
    void skopeo() throws IOException, InterruptedException {
        Tool skopeo = Tool.ofDebian("skopeo", "skopeo");
        assertThat(skopeo.run("inspect", "--raw", "oci-archive:" + tar))
                .contains("application/vnd.oci.image.layer.v1.tar+zstd");
        Path copy = directory.resolve("copy");
        skopeo.run("copy", "--dest-decompress", "oci-archive:" + tar, "dir:" + copy);
        Path root = Files.createDirectory(directory.resolve("root"));
        int layers = 0;
        try (var blobs = Files.list(copy)) {
            for (Path blob : blobs.toList()) {
                if (new Tool(List.of("tar")).attempt("-tf", blob).exitCode() == 0) {
                    layers++;
                    new Tool(List.of("tar")).run("-C", root, "-xf", blob);
                }
            }
        }
        assertThat(layers).isEqualTo(4);
        assertFilesIn(root);
        try (RealRegistry registry = RealRegistry.start(directory)) {
            String remote = "docker://" + registry.host() + "/library/zstd:1.0";
            skopeo.run("copy", "--dest-tls-verify=false", "oci-archive:" + tar, remote);
            assertThat(skopeo.run("inspect", "--raw", "--tls-verify=false", remote))
                    .contains("tar+zstd");
        }
    }

    @Test
    void containerdTakesThemAndDocker2010DoesNot() throws Exception {
        try (RealDocker engine = RealDocker.start(directory)) {
            Tool images = engine.ctr().with("images");
            images.run("import", tar);
            assertThat(images.run("check")).contains("complete");
            Path root = Files.createDirectory(directory.resolve("mounted"));
            images.run("mount", NAME, root);
            try {
                assertFilesIn(root);
            } finally {
                images.run("unmount", "--rm", root);
            }

            Tool.Result load = engine.docker().attempt("load", "-i", tar);
            if (engine.docker().run("version", "-f", "{{.Server.Version}}").startsWith("20.10")) {
                assertThat(load.exitCode()).isNotZero();
            } else {
                assertThat(load.exitCode()).as(load.toString()).isZero();
            }
        }
    }
}
