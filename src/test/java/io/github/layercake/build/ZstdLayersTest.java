package io.github.layercake.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.layercake.layer.Compression;
import io.github.layercake.layer.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Layers of Zstandard frames are kept and reused like those of gzip. Every archive here goes through the validator. */
class ZstdLayersTest {
    @TempDir
    Path directory;

    private Path cache;
    private SyntheticApplication application;

    @BeforeEach
    void buildOnce() throws IOException {
        cache = directory.resolve("cache");
        application = SyntheticApplication.large(directory.resolve("app"));
        application.compression = Compression.ZSTD;
        application.build(cache);
    }

    @Test
    void theBytesAreThoseOfABuildWithoutACache() throws IOException {
        assertThat(application.tar).hasBinaryContent(application.clean());
    }

    @Test
    void nothingChangedReusesEverything() throws IOException {
        assertThat(application.build(cache).outcomes())
                .hasSize(4)
                .allMatch(outcome -> outcome instanceof Outcome.Reused);

        Files.delete(application.tar);
        assertThat(application.build(cache).outcomes()).allMatch(outcome -> outcome instanceof Outcome.Reused);
        assertThat(application.tar).hasBinaryContent(application.clean());
    }

    @Test
    void aLayerIsMadeOfTheSegmentsThatAreThere() throws IOException {
        List<Path> before = SyntheticApplication.files(cache.resolve("2/segments"));
        application.jar("a", "2", SyntheticApplication.MEDIUM);

        SyntheticApplication.Built built = application.build(cache);

        assertThat(built.outcome("dependencies")).isEqualTo(new Outcome.Rebuilt("a 1 -> 2", List.of("a 1 -> 2")));
        // The jar, and the headers around it.
        assertThat(SyntheticApplication.files(cache.resolve("2/segments")))
                .containsAll(before)
                .hasSizeBetween(before.size() + 2, before.size() + 4);
        assertThat(application.tar).hasBinaryContent(application.clean());
    }

    @Test
    void anotherCompressionIsSaidToBeTheReason() throws IOException {
        for (Compression other : List.of(Compression.GZIP, Compression.ZSTD)) {
            application.compression = other;
            FileTime before = Files.getLastModifiedTime(application.tar);
            SyntheticApplication.settle();
            SyntheticApplication.Built built = application.build(cache);

            if (other == Compression.GZIP) {
                assertThat(built.outcome("classes")).isEqualTo(new Outcome.Rebuilt("encoder changed", List.of()));
            } else {
                assertThat(built.outcomes()).allMatch(outcome -> outcome instanceof Outcome.Reused);
            }
            assertThat(Files.getLastModifiedTime(application.tar)).isGreaterThan(before);
            assertThat(application.tar).hasBinaryContent(application.clean());
        }
    }

    @Test
    void aDamagedSegmentNeverReachesAnImage() throws IOException {
        byte[] right = Files.readAllBytes(application.tar);
        for (Path segment : SyntheticApplication.files(cache.resolve("2/segments"))) {
            byte[] bytes = Files.readAllBytes(segment);
            bytes[bytes.length / 3] ^= 16;
            Files.write(segment, bytes);
        }
        Files.delete(application.tar);

        SyntheticApplication.Built built = application.build(cache);

        assertThat(built.log().damaged).isNotEmpty();
        assertThat(application.tar).hasBinaryContent(right);
    }
}
