package io.github.layercake.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.layercake.fixture.EagerProgress;
import io.github.layercake.fixture.Zeros;
import io.github.layercake.io.Content;
import io.github.layercake.io.TarEntry;
import io.github.layercake.layer.Compression;
import io.github.layercake.plan.LayerEntry;
import io.github.layercake.plan.LayerPlan;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Progress while inputs are read and layers made: each byte once, of large files while they are read. */
class ReadingProgressTest {
    private static final long LARGE = 20_000_000;
    private static final long SMALL = 1000;

    @TempDir
    Path directory;

    private final EagerProgress progress = new EagerProgress();

    private static LayerEntry zeros(String path, long size) {
        Content content = new Content() {
            @Override
            public long size() {
                return size;
            }

            @Override
            public InputStream open() {
                return new Zeros(size);
            }
        };
        return new LayerEntry(TarEntry.file(path, size, 0644, 0, 0), content, path);
    }

    private static LayerPlan plan() {
        return new LayerPlan(
                "files",
                "",
                List.of(
                        new LayerEntry(TarEntry.directory("a", 0755, 0, 0), Content.of(""), ""),
                        zeros("a/large", LARGE),
                        zeros("a/small", SMALL)));
    }

    @Test
    void hashingTellsLargeFilesWhileTheyAreRead() throws IOException {
        try (BuildCache cache =
                new BuildCache(Optional.empty(), directory.resolve("image.tar"), Compression.GZIP, progress)) {
            cache.hash(plan());
        }

        long all = LARGE + SMALL;
        assertThat(progress.told())
                .startsWith("files, reading 0/" + all)
                .endsWith("files, reading " + all + "/" + all)
                .hasSizeGreaterThan(100);
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "NONE"})
    void makingALayerTellsWhatIsRead(Compression compression) throws IOException {
        try (BuildCache cache =
                new BuildCache(Optional.empty(), directory.resolve("image.tar"), compression, progress)) {
            cache.hash(plan());
            progress.told().clear();
            cache.layers(List.of(plan()), Optional.empty(), found -> {});
        }

        assertThat(progress.told())
                .filteredOn(told -> told.startsWith("files "))
                .hasSizeGreaterThan(50)
                .last()
                .satisfies(last -> assertThat(Long.parseLong(last.substring("files ".length(), last.indexOf('/'))))
                        .isGreaterThan(LARGE + SMALL));
    }
}
