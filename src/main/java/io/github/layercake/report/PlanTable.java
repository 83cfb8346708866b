package io.github.layercake.report;

import io.github.layercake.build.ImageForecast;
import io.github.layercake.build.ImageRequest;
import io.github.layercake.cache.Forecast;
import io.github.layercake.layer.Outcome;
import io.github.layercake.plan.LayerEntry;
import io.github.layercake.plan.Replay;
import java.util.ArrayList;
import java.util.List;

/** What a build would do, as lines for people. */
public final class PlanTable {
    private static final int NAME = 58;

    private PlanTable() {}

    /** The layers, what each holds, and what would become of it; then the sums. */
    public static List<String> lines(ImageRequest request, ImageForecast forecast) {
        List<String> lines = new ArrayList<>();
        lines.add("Plan of " + request.names().get(0) + " for " + String.join(", ", ConsoleLog.platforms(request))
                + "; nothing is written");
        line(lines, "base", "", request.from() + ", " + count(forecast.baseLayers(), "layer"));
        Sum reused = new Sum();
        Sum made = new Sum();
        Sum sent = new Sum();
        for (Forecast.Expected layer : forecast.expected()) {
            (layer.outcome() instanceof Outcome.Reused ? reused : made).add(layer);
            if (layer.sent()) {
                sent.add(layer);
            }
            line(
                    lines,
                    layer.plan().name(),
                    size(layer),
                    layer.plan().summary() + ", " + ConsoleLog.words(layer.outcome()) + (layer.sent() ? ", sent" : ""));
            for (LayerEntry entry : layer.plan().entries()) {
                if (!entry.label().isEmpty()) {
                    line(lines, "  " + entry.label(), Sizes.of(entry.tar().size()), "");
                }
            }
        }
        lines.add("Reused: " + reused + ". Made: " + made + ". Sent to those who have "
                + (forecast.hasLastImage() ? "the last image: " : "the base (no last image is known): ") + sent + ".");
        return lines;
    }

    /**
     * What past updates would have cost.
     *
     * @param skipped states that are unknown
     */
    public static List<String> lines(Replay replay, List<String> skipped) {
        List<String> lines = new ArrayList<>();
        skipped.forEach(state -> lines.add("Left out: " + state));
        lines.add("Updates of the dependencies in " + count(replay.states(), "commit")
                + " of the POM would have sent again:");
        line(lines, "one layer", Sizes.of(replay.oneLayer()), "");
        line(
                lines,
                "this partition",
                Sizes.of(replay.ours()),
                "at most " + count(replay.mostLayers(), "layer") + "; " + Sizes.of(replay.chain())
                        + " for Docker's classic store");
        line(lines, "a layer for each jar", Sizes.of(replay.perJar()), "");
        return lines;
    }

    private static void line(List<String> lines, String name, String size, String holds) {
        String line = "  " + name + " ".repeat(Math.max(0, NAME - name.length()) + Math.max(0, 10 - size.length()) + 1)
                + size + "  " + holds;
        lines.add(line.stripTrailing());
    }

    private static String size(Forecast.Expected layer) {
        if (layer.plan().entries().isEmpty()) {
            return "unknown";
        }
        return (layer.sizeIsKnown() ? "" : "~") + Sizes.of(layer.size());
    }

    private static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    /** Layers and their bytes. */
    private static final class Sum {
        private int layers;
        private long size;
        private boolean known = true;
        private int unknown;

        void add(Forecast.Expected layer) {
            layers++;
            size += layer.size();
            known &= layer.sizeIsKnown();
            unknown += layer.plan().entries().isEmpty() ? 1 : 0;
        }

        @Override
        public String toString() {
            return count(layers, "layer") + ", " + (known ? "" : "about ") + Sizes.of(size)
                    + (unknown == 0 ? "" : " without " + count(unknown, "layer") + " of unknown size");
        }
    }
}
