package io.github.layercake.build;

import io.github.layercake.cache.Delta;
import io.github.layercake.cache.RecordReader;
import io.github.layercake.cache.RecordWriter;
import io.github.layercake.io.Digest;
import io.github.layercake.layer.Outcome;
import io.github.layercake.oci.Platform;
import io.github.layercake.runtime.HostLibrary;
import io.github.layercake.runtime.JavaRuntime;
import io.github.layercake.runtime.WatchedFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A report as it is kept for the next build, which tells the same if nothing has changed, but that all was reused. */
final class ReportRecord {
    private ReportRecord() {}

    /** @param watched the files of the machine that the Java runtime was made from */
    static RecordWriter write(BuildReport report, List<WatchedFile> watched) {
        RecordWriter out = new RecordWriter();
        out.number(watched.size());
        for (WatchedFile file : watched) {
            out.text(file.path().toString()).stat(file.stat());
        }
        out.digest(report.digest())
                .digest(report.id())
                .number(report.output() instanceof BuildReport.Tar tar ? tar.size() : 0);
        out.number(report.platforms().size());
        for (BuildReport.OfPlatform image : report.platforms()) {
            Platform platform = image.platform();
            out.text(platform.os())
                    .text(platform.architecture())
                    .text(platform.variant())
                    .text(platform.osVersion());
            out.digest(image.digest()).digest(image.id());
            write(image.baseLayers(), out);
        }
        write(report.layers(), out);
        out.number(report.runtime().isPresent() ? 1 : 0);
        if (report.runtime().isPresent()) {
            write(report.runtime().get(), out);
        }
        return out;
    }

    private static void write(JavaRuntime.Facts runtime, RecordWriter out) {
        out.text(runtime.jdk()).text(runtime.home().toString());
        out.number(runtime.modules().size());
        for (String module : runtime.modules()) {
            out.text(module);
        }
        out.number(runtime.libraries().size());
        for (HostLibrary library : runtime.libraries()) {
            out.text(library.path())
                    .text(library.origin())
                    .number(library.size())
                    .digest(library.digest());
            out.text(library.packageName());
        }
    }

    private static JavaRuntime.Facts runtime(RecordReader in) {
        String jdk = in.text();
        Path home = Path.of(in.text());
        List<String> modules = new ArrayList<>();
        for (int i = in.count(); i > 0; i--) {
            modules.add(in.text());
        }
        List<HostLibrary> libraries = new ArrayList<>();
        for (int i = in.count(); i > 0; i--) {
            libraries.add(new HostLibrary(in.text(), in.text(), in.number(), in.digest(), in.text()));
        }
        return new JavaRuntime.Facts(jdk, home, modules, false, libraries);
    }

    private static void write(List<LayerReport> layers, RecordWriter out) {
        out.number(layers.size());
        for (LayerReport layer : layers) {
            out.text(layer.name()).text(layer.summary()).digest(layer.digest()).digest(layer.diffId());
            out.number(layer.size()).number(layer.entries());
        }
    }

    /** The report of a build that found nothing changed; absent if the Java runtime's files did. */
    static Optional<BuildReport> unchanged(RecordReader in, ImageRequest request, Duration time) {
        for (int i = in.count(); i > 0; i--) {
            if (!new WatchedFile(Path.of(in.text()), in.stat()).isUnchanged()) {
                return Optional.empty();
            }
        }
        Digest digest = in.digest();
        Digest id = in.digest();
        long tarSize = in.number();
        return Optional.of(new BuildReport(
                request.names(),
                digest,
                id,
                new BuildReport.Tar(request.tar(), tarSize, 0),
                Optional.of(new Delta(0, 0, List.of())),
                platforms(in),
                layers(in),
                in.number() == 1 ? Optional.of(runtime(in)) : Optional.empty(),
                time));
    }

    private static List<BuildReport.OfPlatform> platforms(RecordReader in) {
        List<BuildReport.OfPlatform> platforms = new ArrayList<>();
        for (int i = in.count(); i > 0; i--) {
            platforms.add(new BuildReport.OfPlatform(
                    new Platform(in.text(), in.text(), in.text(), in.text()), in.digest(), in.digest(), layers(in)));
        }
        return platforms;
    }

    private static List<LayerReport> layers(RecordReader in) {
        List<LayerReport> layers = new ArrayList<>();
        for (int i = in.count(); i > 0; i--) {
            layers.add(new LayerReport(
                    in.text(),
                    in.text(),
                    in.digest(),
                    in.digest(),
                    in.number(),
                    (int) in.number(),
                    new Outcome.Reused()));
        }
        return layers;
    }
}
