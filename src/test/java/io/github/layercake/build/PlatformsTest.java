package io.github.layercake.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.layercake.archive.OciLayout;
import io.github.layercake.fixture.Expect;
import io.github.layercake.fixture.RandomImage;
import io.github.layercake.fixture.TestArchive;
import io.github.layercake.io.Digest;
import io.github.layercake.io.FileStat;
import io.github.layercake.layer.Outcome;
import io.github.layercake.oci.Image;
import io.github.layercake.oci.Layer;
import io.github.layercake.oci.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One application for several platforms: each layer is made once, and what is unchanged is not made again. */
class PlatformsTest {
    private static final String[] BOTH = {"linux/amd64", "linux/arm64"};
    private static final RandomImage AMD64 = RandomImage.of(1, 3);
    private static final RandomImage ARM64 = RandomImage.of(2, 2).withPlatform("arm64", "v8");
    private static final RandomImage ARM6 =
            RandomImage.of(3, 1).withPlatform("arm", "v6").withConfig("{'config':{'Env':['LANG=de_DE.UTF-8']}}");

    @TempDir
    Path directory;

    private Path cache;
    private SyntheticApplication application;
    private String base;

    @BeforeEach
    void aBase() throws IOException {
        cache = directory.resolve("cache");
        base = "oci-archive:"
                + TestArchive.layout().addIndex("1", 1, AMD64, ARM64, ARM6).tarTo(directory.resolve("base.tar"));
        application = SyntheticApplication.small(directory.resolve("app")).on(base, BOTH);
    }

    private SyntheticApplication.Built build() throws IOException {
        SyntheticApplication.Built built = application.build(cache);
        assertThat(Files.readAllBytes(application.tar)).isEqualTo(application.clean());
        assertThat(SyntheticApplication.temporaryFiles(directory)).isEmpty();
        assertThat(built.log().damaged).isEmpty();
        return built;
    }

    private List<Image> images(String... platforms) throws IOException {
        return OciLayout.read(
                application.tar,
                Optional.empty(),
                Stream.of(platforms).map(Platform::parse).toList(),
                "tar");
    }

    @Test
    void everyPlatformHasItsBaseAndTheSameLayersOnTop() throws IOException {
        application.on(base, "linux/arm/v6", "linux/amd64", "linux/arm64");
        BuildReport report = build().report();
        List<Image> images = images("linux/arm/v6", "linux/amd64", "linux/arm64");
        List<RandomImage> bases = List.of(ARM6, AMD64, ARM64);
        List<Digest> ours =
                report.layers().stream().map(layer -> layer.digest()).toList();
        assertThat(ours).hasSizeGreaterThan(3);
        for (int i = 0; i < 3; i++) {
            List<Digest> digests =
                    images.get(i).layers().stream().map(Layer::digest).toList();
            int own = bases.get(i).tars().size();
            assertThat(digests.subList(0, own))
                    .isEqualTo(bases.get(i).image().layers().stream()
                            .map(Layer::digest)
                            .toList());
            assertThat(digests.subList(own, digests.size())).isEqualTo(ours);
            assertThat(report.platforms().get(i).digest())
                    .isEqualTo(images.get(i).digest());
            assertThat(report.platforms().get(i).id()).isEqualTo(images.get(i).id());
            assertThat(report.platforms().get(i).baseLayers()).hasSize(own);
        }
        assertThat(images.get(0).config().environment()).containsEntry("LANG", "de_DE.UTF-8");
        assertThat(images.get(1).config().environment()).containsEntry("LANG", "C.UTF-8");
        assertThat(report.digest())
                .isNotIn(report.platforms().stream()
                        .map(BuildReport.OfPlatform::digest)
                        .toList());
    }

    @Test
    void anUnchangedProjectLeavesTheArchiveUntouchedAndIsToldTheSame() throws IOException {
        build();
        FileStat before = FileStat.of(application.tar);
        BuildReport quick = build().report();
        for (Path build : SyntheticApplication.files(cache)) {
            if (build.toString().contains("/builds/")) {
                Files.delete(build);
            }
        }
        BuildReport whole = build().report();
        assertThat(FileStat.of(application.tar)).isEqualTo(before);
        assertThat(whole).usingRecursiveComparison().ignoringFields("time").isEqualTo(quick);
        assertThat(whole.platforms()).hasSize(2);
        assertThat(whole.tar().written()).isZero();
        assertThat(whole.delta().orElseThrow().newBytes()).isZero();
        assertThat(whole.delta().orElseThrow().chainBytes()).isZero();
        assertThat(whole.layers()).allMatch(layer -> layer.outcome() instanceof Outcome.Reused);
    }

    @Test
    void oneChangedClassCopiesAllThatIsBelowWhateverThePlatform() throws IOException {
        build();
        application.write("app/Owner.class", SyntheticApplication.random(99, 3_000));
        SyntheticApplication.Built built = build();
        BuildReport report = built.report();
        long classes = 0;
        long after = 0;
        for (var layer : report.layers()) {
            boolean changed = layer.name().equals("classes");
            assertThat(layer.outcome()).isInstanceOf(changed ? Outcome.Rebuilt.class : Outcome.Reused.class);
            classes += changed ? layer.size() : 0;
            after += classes > 0 ? layer.size() : 0;
        }
        assertThat(report.delta().orElseThrow().newBytes()).isEqualTo(classes);
        assertThat(report.delta().orElseThrow().chainBytes()).isEqualTo(after);
        // The rest is two configs, two manifests, three indexes, headers.
        assertThat(report.tar().written()).isBetween(after, after + 20_000);
    }

    @Test
    void addingAPlatformBuildsNoLayer() throws IOException {
        application.on(base, "linux/amd64");
        build();
        long alone = Files.size(application.tar);
        application.on(base, BOTH);
        BuildReport both = build().report();
        assertThat(both.layers()).allMatch(layer -> layer.outcome() instanceof Outcome.Reused);
        assertThat(both.delta().orElseThrow().newBytes())
                .isEqualTo(
                        ARM64.image().layers().stream().mapToLong(Layer::size).sum());
        assertThat(both.tar().size() - both.tar().written())
                .isGreaterThan(
                        AMD64.image().layers().stream().mapToLong(Layer::size).sum());
        assertThat(Files.size(application.tar)).isLessThan(alone + 40_000);

        application.on(base, "linux/arm64", "linux/amd64");
        assertThat(build().report().digest()).isNotEqualTo(both.digest());
        application.on(base, "linux/amd64");
        assertThat(build().report().delta().orElseThrow().newBytes()).isZero();
        assertThat(Files.size(application.tar)).isEqualTo(alone);
    }

    @Test
    void onScratchTheArchivesDifferInAFewKilobytes() throws IOException {
        application.on("scratch", "linux/amd64");
        BuildReport one = build().report();
        application.on("scratch", "linux/amd64", "linux/arm64", "linux/arm/v7", "linux/s390x");
        BuildReport four = build().report();
        assertThat(four.layers()).allMatch(layer -> layer.outcome() instanceof Outcome.Reused);
        assertThat(four.platforms().get(0).digest()).isEqualTo(one.digest());
        assertThat(four.tar().size()).isLessThan(one.tar().size() + 20_000);
        Set<Digest> digests = new HashSet<>();
        images("linux/amd64", "linux/arm64", "linux/arm", "linux/s390x").forEach(image -> digests.add(image.digest()));
        assertThat(digests).hasSize(4);
    }

    @Test
    void anArchiveForAnotherHostIsNotTakenForOurs() throws IOException {
        BuildReport amd64 = build().report();
        application.by("linux/arm64");
        BuildReport arm64 = build().report();
        assertThat(arm64.digest()).isEqualTo(amd64.digest());
        assertThat(amd64.id()).isEqualTo(amd64.platforms().get(0).id());
        assertThat(arm64.id()).isEqualTo(arm64.platforms().get(1).id());
        assertThat(arm64.tar().written()).isPositive();
        assertThat(arm64.delta().orElseThrow().newBytes()).isZero();
        assertThat(build().report().tar().written()).isZero();
    }

    @Test
    void whatWeWroteIsABaseForAll() throws IOException {
        build();
        SyntheticApplication second = SyntheticApplication.small(directory.resolve("second"));
        second.on("oci-archive:" + application.tar, BOTH);
        BuildReport report = second.build(cache).report();
        assertThat(report.platforms().get(0).baseLayers())
                .hasSizeGreaterThan(AMD64.tars().size());
        assertThat(report.platforms().get(1).baseLayers())
                .hasSizeGreaterThan(ARM64.tars().size());
        assertThat(Files.readAllBytes(second.tar)).isEqualTo(second.clean());
    }

    @Test
    void aPlatformThatTheBaseLacksFailsBeforeAnythingIsMade() {
        application.on(base, "linux/amd64", "linux/s390x", "linux/riscv64");
        Expect.refusal(() -> application.build(cache))
                .says("linux/s390x, linux/riscv64; it has linux/amd64, linux/arm64, linux/arm/v6");
        assertThat(application.tar).doesNotExist();
    }

    @Test
    void aDamagedLayerOfOnePlatformIsNeverWritten() throws IOException {
        byte[] layer = ARM64.layer(1);
        TestArchive.layout()
                .addIndex("1", 1, AMD64, ARM64)
                .edit(TestArchive.blobPath(layer), bytes -> {
                    byte[] damaged = bytes.clone();
                    damaged[damaged.length / 2] ^= 1;
                    return damaged;
                })
                .tarTo(directory.resolve("base.tar"));
        Expect.refusal(() -> application.build(cache)).says("is damaged");
        assertThat(application.tar).doesNotExist();
    }
}
