package io.github.layercake.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.layercake.cache.CacheUsage;
import io.github.layercake.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheUsageTest {
    private static final int DESCRIPTION = 40;

    @TempDir
    Path directory;

    private Path cache;

    @BeforeEach
    void buildTwo() throws IOException {
        cache = directory.resolve("cache");
        SyntheticApplication one = SyntheticApplication.small(directory.resolve("one"));
        SyntheticApplication two = SyntheticApplication.small(directory.resolve("two"));
        two.jar("d", "1", 300_000);
        one.build(cache);
        two.build(cache);
    }

    @Test
    void whatTwoImagesShareIsCountedOnce() throws IOException {
        try (Store store = Store.open(cache)) {
            CacheUsage usage = CacheUsage.of(store);

            assertThat(usage.images())
                    .extracting(CacheUsage.ImageUsage::name)
                    .containsExactly("docker.io/example/app:1.0", "docker.io/example/app:1.0");
            CacheUsage.ImageUsage one = usage.images().get(0);
            CacheUsage.ImageUsage two = usage.images().get(1);
            assertThat(one.archive()).endsWith("one/out/app-image.tar");
            assertThat(one.shared()).isEqualTo(two.shared()).isGreaterThan(370_000);
            assertThat(one.unique()).isLessThan(10_000);
            assertThat(two.unique()).isBetween(300_000L, 310_000L);
            assertThat(usage.saved()).isEqualTo(one.shared());
            assertThat(one.shared() + one.unique() + two.unique()).isEqualTo(segmentBytes());
        }
    }

    private long segmentBytes() throws IOException {
        long size = 0;
        for (Path file : SyntheticApplication.files(cache.resolve("2/segments"))) {
            size += Files.size(file) - DESCRIPTION;
        }
        return size;
    }

    @Test
    void damagedJournalsAreLeftOutAndStopNothing() throws IOException {
        Path journal = SyntheticApplication.files(cache.resolve("2/journals")).get(0);
        Files.write(journal, new byte[100]);
        Files.write(journal.resolveSibling("stray"), new byte[100]);
        for (Path layer : SyntheticApplication.files(cache.resolve("2/layers"))) {
            Files.write(layer, new byte[100]);
        }

        try (Store store = Store.open(cache)) {
            CacheUsage usage = CacheUsage.of(store);

            assertThat(usage.images()).hasSize(1);
            assertThat(usage.images().get(0).shared()).isZero();
            assertThat(usage.saved()).isZero();
            assertThat(store.usage()).containsKeys("segments", "journals", "quarantine");
        }
    }
}
