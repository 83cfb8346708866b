package io.github.layercake.report;

import io.github.layercake.cache.CacheUsage;
import io.github.layercake.store.Pruning;
import io.github.layercake.store.StoreUsage;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;

/** What the cache holds, as lines for people. */
public final class CacheTable {
    private CacheTable() {}

    /** The kinds of files, then the images. */
    public static List<String> lines(SortedMap<String, StoreUsage> usage, CacheUsage images) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(Locale.ROOT, "  %-14s %8s %10s  %s", "KIND", "COUNT", "SIZE", "LAST USE"));
        long total = 0;
        for (Map.Entry<String, StoreUsage> kind : usage.entrySet()) {
            StoreUsage value = kind.getValue();
            total += value.size();
            lines.add(String.format(
                    Locale.ROOT,
                    "  %-14s %8d %10s  %s",
                    kind.getKey(),
                    value.count(),
                    Sizes.of(value.size()),
                    date(value.lastUse())));
        }
        lines.add(String.format(Locale.ROOT, "  %-14s %8s %10s", "total", "", Sizes.of(total)));
        if (!images.images().isEmpty()) {
            lines.add(String.format(
                    Locale.ROOT, "  %10s %10s %10s  %-10s  %s", "SIZE", "SHARED", "UNIQUE", "LAST USE", "IMAGE"));
        }
        for (CacheUsage.ImageUsage image : images.images()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "  %10s %10s %10s  %s  %s (%s%s)",
                    Sizes.of(image.shared() + image.unique()),
                    Sizes.of(image.shared()),
                    Sizes.of(image.unique()),
                    date(image.lastUse()),
                    image.name(),
                    image.archive(),
                    image.isThere() ? "" : ", which is gone"));
        }
        lines.add("  Sharing between images saves " + Sizes.of(images.saved()) + "; " + Sizes.of(images.unused())
                + " of segments are of earlier builds.");
        return lines;
    }

    private static LocalDate date(Instant time) {
        return time.atOffset(ZoneOffset.UTC).toLocalDate();
    }

    /** What pruning did. */
    public static String line(Pruning.Result result, boolean dryRun) {
        if (result.busy()) {
            return "Nothing pruned: another process is pruning.";
        }
        return (dryRun ? "Would delete " : "Deleted ") + result.deleted() + " files, " + Sizes.of(result.freed()) + "; "
                + result.kept() + " files stay, " + Sizes.of(result.keptSize()) + ".";
    }
}
