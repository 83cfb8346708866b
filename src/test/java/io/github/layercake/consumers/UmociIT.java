package io.github.layercake.consumers;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** umoci, which unpacks a layout into a bundle for a runtime. */
class UmociIT {

    @Test
    void unpacksTheSameFiles(@TempDir Path directory) throws Exception {
        SpringBootImage image = SpringBootImage.extractedTo(directory);
        Path bundle = directory.resolve("bundle");
        Tool.ofDebianForRoot("umoci", "umoci").run("unpack", "--image", image.layout() + ":" + image.tag(), bundle);
        image.assertFilesIn(bundle.resolve("rootfs"));
    }
}
