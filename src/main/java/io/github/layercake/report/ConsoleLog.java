package io.github.layercake.report;

import io.github.layercake.build.BuildLog;
import io.github.layercake.build.BuildReport;
import io.github.layercake.build.ImageRequest;
import io.github.layercake.build.LayerReport;
import io.github.layercake.cache.Delta;
import io.github.layercake.layer.Outcome;
import io.github.layercake.oci.ImageReference;
import io.github.layercake.oci.Platform;
import io.github.layercake.store.DamagedStoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Tells a build line by line: the image, its base, one line per layer, then the archive. Plain text, since it also ends
 * up in the logs of CI servers.
 */
public final class ConsoleLog implements BuildLog {
    private static final int NAMED = 3;

    private final Consumer<String> out;
    private final boolean explain;

    /**
     * Writes to a console.
     *
     * @param out takes one line at a time
     * @param explain whether to name everything that changed
     */
    public ConsoleLog(Consumer<String> out, boolean explain) {
        this.out = out;
        this.explain = explain;
    }

    @Override
    public void started(ImageRequest request, List<List<LayerReport>> bases) {
        List<String> platforms = new ArrayList<>();
        for (Platform platform : request.platforms()) {
            platforms.add(platform.toString());
        }
        out.accept("Building " + names(request.names()) + " for " + String.join(", ", platforms));
        for (int i = 0; i < bases.size(); i++) {
            long size = 0;
            int layers = bases.get(i).size();
            for (LayerReport layer : bases.get(i)) {
                size += layer.size();
            }
            line(
                    "base" + (bases.size() == 1 ? "" : " " + platforms.get(i)),
                    request.from() + (layers == 0 ? "" : ", " + layers + (layers == 1 ? " layer" : " layers")),
                    size);
        }
    }

    @Override
    public void withoutCache(ImageRequest request, IOException why) {
        out.accept("No cache, so every layer is made anew: '" + request.cacheDirectory() + "' cannot be used (" + why
                + "). Set image.cacheDirectory to a directory that can be written.");
    }

    @Override
    public void damaged(DamagedStoreException problem) {
        out.accept("The cache was damaged, and is mended: " + problem.getMessage());
    }

    @Override
    public void setAside(List<Path> files) {
        String named = String.join(
                ", ", files.stream().limit(NAMED).map(Path::toString).toList());
        out.accept("Damaged in the cache, and set aside: " + named
                + (files.size() > NAMED ? ", … (" + files.size() + " files)" : ""));
    }

    @Override
    public void layer(LayerReport layer) {
        line(layer.name(), layer.summary() + ", " + words(layer.outcome()), layer.size());
        if (explain && layer.outcome() instanceof Outcome.Rebuilt rebuilt) {
            rebuilt.changes().forEach(change -> out.accept("      " + change));
        }
    }

    private static String words(Outcome outcome) {
        if (outcome instanceof Outcome.Rebuilt rebuilt) {
            return "rebuilt: " + rebuilt.summary();
        }
        return outcome instanceof Outcome.Reused ? "reused" : "new";
    }

    @Override
    public void finished(BuildReport report) {
        if (report.delta().isPresent() && report.delta().get().chainBytes() > 0) {
            delta(report.delta().get());
        }
        out.accept("Image tarball " + report.tar() + ", " + Sizes.of(report.tarSize())
                + (report.tarWritten() == 0 ? ", unchanged, in " : ", in ")
                + Sizes.oneDecimal(report.time().toMillis() / 1000.0) + " s");
        if (report.platforms().size() == 1) {
            out.accept("Digest " + report.digest() + ", image ID " + report.id());
            return;
        }
        out.accept("Digest " + report.digest() + " of the index, in which are");
        for (BuildReport.OfPlatform image : report.platforms()) {
            out.accept("  " + image.platform() + ": digest " + image.digest() + ", image ID " + image.id()
                    + (image.id().equals(report.id()) ? ", loaded by Docker before 25" : ""));
        }
    }

    private void delta(Delta delta) {
        String cascade = delta.cascade().isEmpty()
                ? ""
                : "; a Dockerfile would have rebuilt " + String.join(", ", delta.cascade()) + " as well";
        out.accept("Since the last image: " + Sizes.of(delta.newBytes()) + " new, " + Sizes.of(delta.chainBytes())
                + " for Docker's classic store" + cascade);
    }

    private void line(String name, String holds, long size) {
        String number = Sizes.of(size);
        out.accept("  " + name + " ".repeat(Math.max(0, 16 - name.length()) + Math.max(0, 10 - number.length()) + 1)
                + number + "  " + holds);
    }

    private static String names(List<ImageReference> names) {
        StringBuilder all = new StringBuilder();
        for (ImageReference name : names) {
            all.append(all.length() == 0 ? "" : ", ").append(name);
        }
        return all.toString();
    }
}
