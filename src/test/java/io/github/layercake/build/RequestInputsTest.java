package io.github.layercake.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.layercake.base.Base;
import io.github.layercake.cache.BuildInputs;
import io.github.layercake.io.Content;
import io.github.layercake.io.Digest;
import io.github.layercake.io.FileStat;
import io.github.layercake.layer.Compression;
import io.github.layercake.oci.Healthcheck;
import io.github.layercake.oci.ImageReference;
import io.github.layercake.oci.Platform;
import io.github.layercake.oci.RuntimeConfig;
import io.github.layercake.plan.ApplicationContents;
import io.github.layercake.plan.Coordinates;
import io.github.layercake.plan.Dependency;
import io.github.layercake.plan.ExtraFiles;
import io.github.layercake.plan.TreeEntry;
import io.github.layercake.runtime.JlinkRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Whatever is another value in a request is another input: no component can be forgotten. */
class RequestInputsTest {
    private static final Base.Identity SCRATCH = new Base.Identity(List.of(), Optional.empty());
    private static final FileStat STAT = new FileStat(10, 20, 30, 40);

    @Test
    void everyValueOfARequestCounts() throws IOException {
        ImageRequest request = request();
        BuildInputs inputs = inputs(request);
        List<Variants.Variant> variants = Variants.of(request);

        assertThat(variants).hasSizeGreaterThan(100);
        for (Variants.Variant variant : variants) {
            // Where a file is on this machine does not reach the image.
            if (!variant.path().endsWith("content.file")) {
                BuildInputs other = inputs((ImageRequest) variant.value());
                assertThat(other.equals(inputs)).as(variant.path()).isFalse();
            }
        }
        assertThat(inputs(request())).isEqualTo(inputs);
    }

    @Test
    void theFilesOfTheBaseCount() throws IOException {
        assertThat(of(new Base.Identity(List.of(STAT), Optional.empty())))
                .isNotEqualTo(inputs(request()))
                .isNotEqualTo(of(new Base.Identity(List.of(STAT, STAT), Optional.empty())));
    }

    @Test
    void theDigestOfTheBaseCountsAndNotHowItWasFound() throws IOException {
        Digest digest = Digest.of(new byte[1]);
        ImageReference name = ImageReference.parse("base:1");
        BuildInputs one = of(named(new Base.Named(name, digest, Optional.empty())));

        assertThat(one)
                .isNotEqualTo(inputs(request()))
                .isNotEqualTo(of(named(new Base.Named(name, Digest.of(new byte[2]), Optional.empty()))))
                .isEqualTo(of(named(new Base.Named(name, digest, Optional.of("The registry is down.")))));
    }

    private static Base.Identity named(Base.Named name) {
        return new Base.Identity(List.of(), Optional.of(name));
    }

    private static BuildInputs of(Base.Identity base) throws IOException {
        return RequestInputs.of(request(), base, Long.MAX_VALUE);
    }

    @Test
    void whatHasNoStatCanChangeUnseen() throws IOException {
        assertThat(inputs(request()).isSettled()).isTrue();
        assertThat(RequestInputs.of(request(), SCRATCH, 1).isSettled()).isFalse();

        ImageRequest unknown = (ImageRequest) Variants.of(request()).stream()
                .filter(variant -> variant.path().endsWith("dependencies[0].body.content.stat(empty)"))
                .findFirst()
                .orElseThrow()
                .value();
        assertThat(inputs(unknown).isSettled()).isFalse();
    }

    private static BuildInputs inputs(ImageRequest request) throws IOException {
        return RequestInputs.of(request, SCRATCH, Long.MAX_VALUE);
    }

    private static ImageRequest request() {
        Content content = Content.of(Path.of("/f"), STAT);
        List<TreeEntry> tree = List.of(
                new TreeEntry("file", new TreeEntry.File(content, 10, false)),
                new TreeEntry("directory", new TreeEntry.Directory(true)),
                new TreeEntry("link", new TreeEntry.Link("file")));
        return new ImageRequest(
                List.of(ImageReference.parse("registry.example.com/team/app:1.0")),
                "scratch",
                Path.of("/project"),
                List.of(Platform.parse("linux/arm/v7"), Platform.parse("linux/amd64")),
                Platform.parse("linux/amd64"),
                new ApplicationContents(
                        List.of(
                                new Dependency(
                                        new Coordinates("g", "a", "1", "c", "jar"),
                                        Dependency.Origin.RELEASE,
                                        new Dependency.Jar(content, 10)),
                                new Dependency(
                                        new Coordinates("g", "module", "1", "", "jar"),
                                        Dependency.Origin.MODULE,
                                        new Dependency.Directory(tree))),
                        tree,
                        tree,
                        List.of(new ExtraFiles("/etc", tree))),
                new Launch.Java(Optional.of("Main"), List.of("-ea"), true),
                new RuntimeConfig(
                        Map.of("KEY", "value"),
                        new TreeMap<>(Map.of("label", "value")),
                        new TreeSet<>(List.of("8080/tcp")),
                        new TreeSet<>(List.of("/data")),
                        Optional.of("user"),
                        Optional.of("/work"),
                        Optional.of(List.of("run")),
                        Optional.of(List.of("argument")),
                        Optional.of("SIGTERM"),
                        Optional.of(new Healthcheck(
                                List.of("CMD", "check"),
                                Optional.of(Duration.ofSeconds(1)),
                                Optional.of(Duration.ofSeconds(2)),
                                Optional.of(Duration.ofSeconds(3)),
                                Optional.of(4)))),
                Map.of("annotation", "value"),
                Instant.EPOCH,
                Compression.GZIP,
                Path.of("/project/target/app.tar"),
                false,
                Path.of("/cache"),
                Optional.of(new JlinkRequest(
                        Path.of("/jdk"),
                        Optional.of(List.of("java.base")),
                        List.of("java.sql"),
                        List.of("de"),
                        true,
                        false,
                        17)));
    }
}
