package io.github.layercake.build;

import io.github.layercake.cache.Delta;
import io.github.layercake.cache.RecordReader;
import io.github.layercake.cache.RecordWriter;
import io.github.layercake.io.Digest;
import io.github.layercake.layer.Outcome;
import io.github.layercake.oci.Platform;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A report as it is kept for the next build, which tells the same if nothing has changed, but that all was reused. */
final class ReportRecord {
    private ReportRecord() {}

    static RecordWriter write(BuildReport report) {
        RecordWriter out = new RecordWriter();
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
        return out;
    }

    private static void write(List<LayerReport> layers, RecordWriter out) {
        out.number(layers.size());
        for (LayerReport layer : layers) {
            out.text(layer.name()).text(layer.summary()).digest(layer.digest()).digest(layer.diffId());
            out.number(layer.size()).number(layer.entries());
        }
    }

    /** The report of a build that found nothing changed. */
    static BuildReport unchanged(RecordReader in, ImageRequest request, Duration time) {
        Digest digest = in.digest();
        Digest id = in.digest();
        long tarSize = in.number();
        return new BuildReport(
                request.names(),
                digest,
                id,
                new BuildReport.Tar(request.tar(), tarSize, 0),
                Optional.of(new Delta(0, 0, List.of())),
                platforms(in),
                layers(in),
                time);
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
