package io.github.layercake.report;

import io.github.layercake.build.LayerReport;
import io.github.layercake.layer.Outcome;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects layers of dependencies that have nothing to tell, so that twenty of them are one line: those that were
 * reused, and those that are new. The ones that were rebuilt are told one by one, above.
 */
final class LayerGroups {
    private static final String DEPENDENCIES = "dependencies";

    private final List<LayerReport> reused = new ArrayList<>();
    private final List<LayerReport> fresh = new ArrayList<>();

    /** Takes a line. */
    interface Line {
        void accept(String name, String holds, long size);
    }

    /** Whether it is one of several layers of dependencies. */
    static boolean isPart(LayerReport layer) {
        return layer.name().startsWith(DEPENDENCIES + "-");
    }

    /** Whether the layer is told together with others, or at least not now. */
    boolean add(LayerReport layer) {
        if (!isPart(layer) || layer.outcome() instanceof Outcome.Rebuilt) {
            return false;
        }
        return (layer.outcome() instanceof Outcome.Reused ? reused : fresh).add(layer);
    }

    /** Tells what was collected, and forgets it. */
    void drain(Line line) {
        drain(reused, line);
        drain(fresh, line);
    }

    private static void drain(List<LayerReport> layers, Line line) {
        if (layers.isEmpty()) {
            return;
        }
        LayerReport first = layers.get(0);
        if (layers.size() == 1) {
            line.accept(first.name(), first.summary() + ", " + ConsoleLog.words(first.outcome()), first.size());
        } else {
            long size = 0;
            for (LayerReport layer : layers) {
                size += layer.size();
            }
            line.accept(DEPENDENCIES, layers.size() + " layers, " + ConsoleLog.words(first.outcome()), size);
        }
        layers.clear();
    }

    /** Names of layers, those of dependencies counted where there are several. */
    static List<String> condense(List<String> names) {
        List<String> condensed = new ArrayList<>();
        int dependencies = 0;
        for (String name : names) {
            if (name.startsWith(DEPENDENCIES + "-")) {
                dependencies++;
            }
        }
        for (String name : names) {
            if (dependencies < 2 || !name.startsWith(DEPENDENCIES + "-")) {
                condensed.add(name);
            } else if (condensed.isEmpty() || !condensed.get(0).startsWith(dependencies + " layers")) {
                condensed.add(0, dependencies + " layers of dependencies");
            }
        }
        return condensed;
    }
}
