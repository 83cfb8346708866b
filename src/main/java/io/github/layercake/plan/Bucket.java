package io.github.layercake.plan;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cohorts that share a layer, and what it would save to make two layers of it. */
final class Bucket {
    private static final double[] RATES = {Cohort.SELDOM, Cohort.AT_TIMES};

    /** Largest first; of one size in their canonical order. */
    private final List<Cohort> cohorts;

    private final long size;
    private final double rate;
    private final @Nullable Split best;
    /** How many jars were set apart from the only cohort. */
    private int apart;

    /** Expected bytes of two layers, and what they hold. */
    private record Split(double expected, List<Cohort> first, List<Cohort> second) {}

    private Bucket(List<Cohort> cohorts) {
        this.cohorts = cohorts;
        double unchanged = 1;
        long sum = 0;
        for (Cohort cohort : cohorts) {
            unchanged *= 1 - cohort.rate();
            sum += cohort.size();
        }
        rate = 1 - unchanged;
        size = sum;
        best = cohorts.size() == 1 ? null : bestSplit();
    }

    /** All cohorts of an application in one bucket. */
    static Bucket of(List<Cohort> cohorts) {
        List<Cohort> sorted = new ArrayList<>(cohorts);
        sorted.sort(Bucket::largestFirst);
        return new Bucket(sorted);
    }

    /** The probability that an update changes it. */
    double rate() {
        return rate;
    }

    /** Bytes of all jars. */
    long size() {
        return size;
    }

    /** Whether all of it is one cohort. */
    boolean isCohort() {
        return cohorts.size() == 1;
    }

    /** Expected bytes that one layer more saves at an update; 0 where nothing can be divided. */
    double saving() {
        if (best != null) {
            return rate * size - best.expected();
        }
        List<Dependency> jars = cohorts.get(0).jars();
        return jars.size() - apart < 2 ? 0 : DependencyLayers.SHARED * Cohort.size(jars.get(apart));
    }

    /**
     * Makes one layer more: divides the cohorts, or sets the largest jar of the only one apart.
     *
     * @return the buckets that take the place of this one
     */
    List<Bucket> divide() {
        if (best != null) {
            return List.of(new Bucket(best.first()), new Bucket(best.second()));
        }
        apart++;
        return List.of(this);
    }

    /** The layers, the largest first. */
    List<List<Dependency>> layers() {
        List<List<Dependency>> layers = new ArrayList<>();
        for (Dependency jar : cohorts.get(0).jars().subList(0, apart)) {
            layers.add(List.of(jar));
        }
        List<Dependency> rest = new ArrayList<>();
        for (Cohort cohort : cohorts) {
            rest.addAll(cohort.jars().subList(apart, cohort.jars().size()));
        }
        int place = 0;
        while (place < layers.size() && Cohort.size(layers.get(place).get(0)) >= size(rest)) {
            place++;
        }
        layers.add(place, rest);
        return layers;
    }

    private Split bestSplit() {
        int at = bestCut();
        Split split = split(cohorts.subList(0, at), cohorts.subList(at, cohorts.size()));
        for (double limit : RATES) {
            List<Cohort> seldom = new ArrayList<>();
            List<Cohort> often = new ArrayList<>();
            for (Cohort cohort : cohorts) {
                (cohort.rate() <= limit ? seldom : often).add(cohort);
            }
            if (!seldom.isEmpty() && !often.isEmpty()) {
                Split other = split(seldom, often);
                split = other.expected() < split.expected() ? other : split;
            }
        }
        return split;
    }

    /**
     * Where to divide the larger from the smaller ones: behind the largest or between two size classes, since elsewhere
     * a few bytes more would move a jar from one layer to the other.
     */
    private int bestCut() {
        int count = cohorts.size();
        double[] unchangedFrom = new double[count + 1];
        unchangedFrom[count] = 1;
        for (int i = count - 1; i >= 0; i--) {
            unchangedFrom[i] = unchangedFrom[i + 1] * (1 - cohorts.get(i).rate());
        }
        int cut = 1;
        double least = Double.MAX_VALUE;
        double unchanged = 1;
        long larger = 0;
        for (int i = 1; i < count; i++) {
            Cohort last = cohorts.get(i - 1);
            unchanged *= 1 - last.rate();
            larger += last.size();
            double expected = (1 - unchanged) * larger + (1 - unchangedFrom[i]) * (size - larger);
            boolean allowed = i == 1 || last.sizeClass() != cohorts.get(i).sizeClass();
            if (allowed && expected < least) {
                least = expected;
                cut = i;
            }
        }
        return cut;
    }

    private static Split split(List<Cohort> first, List<Cohort> second) {
        return new Split(expected(first) + expected(second), List.copyOf(first), List.copyOf(second));
    }

    private static double expected(List<Cohort> cohorts) {
        double unchanged = 1;
        long size = 0;
        for (Cohort cohort : cohorts) {
            unchanged *= 1 - cohort.rate();
            size += cohort.size();
        }
        return (1 - unchanged) * size;
    }

    private static int largestFirst(Cohort one, Cohort other) {
        return Long.compare(other.size(), one.size());
    }

    private static long size(List<Dependency> layer) {
        long size = 0;
        for (Dependency dependency : layer) {
            size += Cohort.size(dependency);
        }
        return size;
    }
}
