package io.github.layercake.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.layercake.cache.CacheUsage;
import io.github.layercake.layer.Compression;
import io.github.layercake.report.CacheTable;
import io.github.layercake.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheUsageTest {

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
            assertThat(usage.unused()).isZero();
            assertThat(one.isThere()).isTrue();
            assertThat(one.lastUse()).isCloseTo(Instant.now(), within(1, ChronoUnit.HOURS));
        }
    }

    private long segmentBytes() throws IOException {
        long size = 0;
        for (Path file : SyntheticApplication.files(cache.resolve("2/segments"))) {
            size += Files.size(file);
        }
        return size;
    }

    @Test
    void whatEarlierBuildsHadIsOfNoImage() throws IOException {
        SyntheticApplication one = SyntheticApplication.existing(directory.resolve("one"));
        one.write("app/Pet.class", SyntheticApplication.random(9, 70_000));
        one.build(cache);
        Files.delete(one.tar);

        try (Store store = Store.open(cache)) {
            CacheUsage usage = CacheUsage.of(store);

            assertThat(usage.images().get(0).isThere()).isFalse();
            assertThat(usage.images().get(0).unique()).isBetween(70_000L, 90_000L);
            // Both images' old class files, which they shared.
            assertThat(usage.unused()).isZero();
        }
        SyntheticApplication two = SyntheticApplication.existing(directory.resolve("two"));
        two.write("app/Pet.class", SyntheticApplication.random(9, 70_000));
        two.build(cache);
        try (Store store = Store.open(cache)) {
            CacheUsage usage = CacheUsage.of(store);

            assertThat(usage.unused()).isBetween(70_000L, 90_000L);
            assertThat(CacheTable.lines(store.usage(), usage))
                    .anyMatch(line -> line.contains("SIZE     SHARED     UNIQUE  LAST USE    IMAGE"))
                    .anyMatch(line -> line.contains("one/out/app-image.tar, which is gone)"))
                    .last()
                    .asString()
                    .matches(
                            "  Sharing between images saves [0-9.]+ kB; [0-9.]+ kB of segments are of earlier builds\\.");
        }
    }

    @Test
    void theSameFilesInTwoCompressionsAreNotShared() throws IOException {
        SyntheticApplication three = SyntheticApplication.small(directory.resolve("three"));
        three.compression = Compression.ZSTD;
        three.build(cache);

        try (Store store = Store.open(cache)) {
            CacheUsage.ImageUsage image = CacheUsage.of(store).images().get(1);

            assertThat(image.archive()).endsWith("three/out/app-image.tar");
            assertThat(image.shared()).isZero();
            assertThat(image.unique()).isGreaterThan(370_000);
            assertThat(CacheUsage.of(store).unused()).isZero();
        }
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
