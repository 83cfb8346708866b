package io.github.layercake.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The validator of the Open Container Initiative. */
class OciImageToolIT {

    @Test
    void findsTheImageValid(@TempDir Path directory) throws Exception {
        SpringBootImage image = SpringBootImage.extractedTo(directory);
        Tool tool = Tool.ofDebian("oci-image-tool", "oci-image-tool");
        Tool.Result result =
                tool.attempt("validate", "--type", "image", "--ref", "name=" + image.tag(), image.layout());
        assertThat(result.exitCode()).as(result.toString()).isZero();
        assertThat(result.output() + result.errors()).contains("Validation succeeded");
    }
}
