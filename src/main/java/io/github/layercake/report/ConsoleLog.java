package io.github.layercake.report;

import io.github.layercake.build.BuildLog;
import io.github.layercake.build.BuildReport;
import io.github.layercake.build.ImageRequest;
import io.github.layercake.build.LayerReport;
import io.github.layercake.cache.Delta;
import io.github.layercake.io.Digest;
import io.github.layercake.layer.Outcome;
import io.github.layercake.oci.ImageReference;
import io.github.layercake.oci.Platform;
import io.github.layercake.plan.ImagePlan;
import io.github.layercake.store.DamagedStoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Tells a build line by line: the image, its base, one line per layer, then the archive. Plain text, since it also ends
 * up in the logs of CI servers. Somebody at a terminal sees the progress of what takes long, below the last line.
 */
public final class ConsoleLog implements BuildLog, AutoCloseable {
    private static final int NAMED = 3;

    private final Consumer<String> lines;
    private final Consumer<String> warning;
    private final boolean explain;
    private final LayerGroups groups = new LayerGroups();
    private boolean interactive;
    private Optional<ProgressLine> progress = Optional.empty();
    private int transfers;

    /**
     * Writes to a console.
     *
     * @param lines takes one line at a time
     * @param warning takes a line that somebody should read, and that one build need not repeat for each image
     * @param explain whether to name every layer, and everything that changed
     * @param interactive whether a terminal, if there is one, shows the progress of long work
     */
    public ConsoleLog(Consumer<String> lines, Consumer<String> warning, boolean explain, boolean interactive) {
        this.lines = lines;
        this.warning = warning;
        this.explain = explain;
        this.interactive = interactive;
    }

    /** One that shows progress. */
    ConsoleLog(Consumer<String> lines, ProgressLine progress) {
        this(lines, lines, false, false);
        this.progress = Optional.of(progress);
    }

    private synchronized void say(String line) {
        close();
        lines.accept(line);
    }

    @Override
    public synchronized void working(String what, long done, long total) {
        if (transfers > 0) {
            return;
        }
        if (interactive) {
            // Asked once, and only when there is something to show: consoles take their time.
            interactive = false;
            progress = ProgressLine.open();
        }
        if (progress.isPresent()) {
            progress.get()
                    .show("  " + what + (total == 0 ? "" : ": " + Sizes.of(done) + " of " + Sizes.of(total)) + " …");
        }
    }

    /** Maven begins to show a transfer, where we would show progress: one of both is enough. */
    public synchronized void transferBegins() {
        transfers++;
        close();
    }

    /** Maven has shown a transfer. */
    public synchronized void transferEnds() {
        transfers--;
    }

    /** Takes away what shows progress. */
    @Override
    public synchronized void close() {
        if (progress.isPresent()) {
            progress.get().clear();
        }
    }

    @Override
    public void started(ImageRequest request, List<List<LayerReport>> bases) {
        List<String> platforms = platforms(request);
        say("Building " + names(request.names()) + " for " + String.join(", ", platforms));
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
    public void unmatched(ImagePlan.Unmatched rule) {
        warning.accept("The layer '" + rule.layer() + "' of <layers> names '" + rule.pattern()
                + "', which matches nothing in this image. Correct or remove it.");
    }

    @Override
    public void named(ImageReference base, Digest digest, Optional<String> stale) {
        if (stale.isPresent()) {
            warning.accept(stale.get() + " What '" + base + "' meant last time is used: " + digest + ".");
        }
        if (base.digest().isEmpty()) {
            warning.accept("The base image '" + base + "' may be another one tomorrow. To have the same one always,"
                    + " set <from>" + base + "@" + digest + "</from>.");
        }
    }

    @Override
    public void withoutCache(ImageRequest request, IOException why) {
        say("No cache, so every layer is made anew: '" + request.cacheDirectory() + "' cannot be used (" + why
                + "). Set image.cacheDirectory to a directory that can be written.");
    }

    @Override
    public void damaged(DamagedStoreException problem) {
        say("The cache was damaged, and is mended: " + problem.getMessage());
    }

    @Override
    public void setAside(List<Path> files) {
        String named = String.join(
                ", ", files.stream().limit(NAMED).map(Path::toString).toList());
        say("Damaged in the cache, and set aside: " + named
                + (files.size() > NAMED ? ", … (" + files.size() + " files)" : ""));
    }

    @Override
    public void layer(LayerReport layer) {
        if (!explain && groups.add(layer)) {
            return;
        }
        if (!LayerGroups.isPart(layer)) {
            groups.drain(this::line);
        }
        line(layer.name(), layer.summary() + ", " + words(layer.outcome()), layer.size());
        if (explain && layer.outcome() instanceof Outcome.Rebuilt rebuilt) {
            rebuilt.changes().forEach(change -> say("      " + change));
        }
    }

    static String words(Outcome outcome) {
        if (outcome instanceof Outcome.Rebuilt rebuilt) {
            return "rebuilt: " + rebuilt.summary();
        }
        return outcome instanceof Outcome.Reused ? "reused" : "new";
    }

    @Override
    public void finished(BuildReport report) {
        groups.drain(this::line);
        if (report.delta().isPresent() && report.delta().get().chainBytes() > 0) {
            delta(report.delta().get());
        }
        say(words(report) + " in " + Sizes.oneDecimal(report.time().toMillis() / 1000.0) + " s");
        if (report.platforms().size() == 1) {
            say("Digest " + report.digest() + ", image ID " + report.id());
            return;
        }
        say("Digest " + report.digest() + " of the index, in which are");
        for (BuildReport.OfPlatform image : report.platforms()) {
            say("  " + image.platform() + ": digest " + image.digest() + ", image ID " + image.id()
                    + (image.id().equals(report.id()) ? ", loaded by Docker before 25" : ""));
        }
    }

    private static String words(BuildReport report) {
        if (report.output() instanceof BuildReport.Tar tar) {
            return "Image tarball " + tar.file() + ", " + Sizes.of(tar.size())
                    + (tar.written() == 0 ? ", unchanged," : ",");
        }
        if (report.output() instanceof BuildReport.Pushed pushed) {
            return "Pushed " + names(report.names()) + ", "
                    + (pushed.sent() == 0
                            ? "which was there,"
                            : Sizes.of(pushed.sent()) + " sent, " + Sizes.of(pushed.present()) + " were there,");
        }
        throw new IllegalStateException("There is no other output");
    }

    private void delta(Delta delta) {
        String cascade = delta.cascade().isEmpty()
                ? ""
                : "; a Dockerfile would have rebuilt " + String.join(", ", LayerGroups.condense(delta.cascade()))
                        + " as well";
        say("Since the last image: " + Sizes.of(delta.newBytes()) + " new, " + Sizes.of(delta.chainBytes())
                + " for Docker's classic store" + cascade);
    }

    private void line(String name, String holds, long size) {
        String number = Sizes.of(size);
        say("  " + name + " ".repeat(Math.max(0, 16 - name.length()) + Math.max(0, 10 - number.length()) + 1) + number
                + "  " + holds);
    }

    static List<String> platforms(ImageRequest request) {
        List<String> platforms = new ArrayList<>();
        for (Platform platform : request.platforms()) {
            platforms.add(platform.toString());
        }
        return platforms;
    }

    private static String names(List<ImageReference> names) {
        StringBuilder all = new StringBuilder();
        for (ImageReference name : names) {
            all.append(all.length() == 0 ? "" : ", ").append(name);
        }
        return all.toString();
    }
}
