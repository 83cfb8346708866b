package io.github.layercake.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * Partitions releases such that an update of the application sends little again.
 *
 * <p>The rules, which look at nothing but coordinates, sizes and the number of the base's layers:
 *
 * <ol>
 *   <li>Dependencies that are released together form a {@link Cohort}: the first two names of the groupId, and the
 *       first two numbers of the version. An update changes a cohort with a probability that only depends on how many
 *       members it has.
 *   <li>What a layer costs is its size times the probability that one of its cohorts changes. All cohorts begin in one
 *       layer. Again and again the layer is divided that saves most by it, in the way that saves most: its largest
 *       cohort from the others, the larger from the smaller ones, or those that change often from those that do not.
 *   <li>A layer that is one cohort can set its largest jar apart. That saves nothing while all members change together,
 *       but another image that has only some of them can share it, and members do come and go: {@link #SHARED}.
 *   <li>It ends when the next layer would save less than a layer costs ({@link #PRICE}), or when there are as many as
 *       allowed.
 *   <li>Lowest is what is large and seldom changes, by size divided by the square root of the probability; the layers
 *       of one cohort lie on each other, since they change together.
 * </ol>
 *
 * <p>The order of the class path has no influence, nor has the version within a release train. All arithmetic is exact
 * or IEEE 754, with no function whose result may differ between machines.
 */
public final class DependencyLayers implements Layering {
    /** How many layers there are at most by default. */
    public static final int DEFAULT_MAXIMUM = 24;

    /** What Docker's overlay storage takes ("max depth exceeded", measured with Docker 20.10). */
    private static final int IMAGE_MAXIMUM = 125;

    /** Runtime, snapshots, modules, files, resources, classes, launch. */
    private static final int OTHERS = 7;

    /**
     * What a layer costs, in expected bytes for each update: the 15 ms that containerd takes for one more, on a line of
     * 10 Mbit/s.
     */
    static final double PRICE = 20_000;

    /** The part of a jar's bytes that is saved at an update if it has a layer apart from its cohort. */
    static final double SHARED = 0.05;

    private final int maximum;

    /** @param maximum how many layers of dependencies there may be; at least 1 */
    public DependencyLayers(int maximum) {
        if (maximum < 1) {
            throw new IllegalArgumentException("At least one layer, not " + maximum);
        }
        this.maximum = maximum;
    }

    @Override
    public List<DependencyLayer> partition(List<Dependency> releases, int baseLayers) {
        if (releases.isEmpty()) {
            return List.of();
        }
        int budget = Math.max(1, Math.min(maximum, IMAGE_MAXIMUM - OTHERS - baseLayers));
        List<Bucket> buckets = divide(Bucket.of(Cohort.of(releases)), budget);
        buckets.sort((one, other) -> Double.compare(stability(other), stability(one)));
        LayerNames names = new LayerNames();
        for (Bucket bucket : buckets) {
            for (List<Dependency> layer : bucket.layers()) {
                names.add(layer, bucket.isCohort());
            }
        }
        return names.layers();
    }

    @Override
    public String id() {
        return "partition " + maximum;
    }

    private static List<Bucket> divide(Bucket all, int budget) {
        List<Bucket> buckets = new ArrayList<>();
        buckets.add(all);
        for (int layers = 1; layers < budget; layers++) {
            int best = 0;
            for (int i = 1; i < buckets.size(); i++) {
                if (buckets.get(i).saving() > buckets.get(best).saving()) {
                    best = i;
                }
            }
            if (buckets.get(best).saving() < PRICE) {
                break;
            }
            List<Bucket> divided = buckets.remove(best).divide();
            buckets.addAll(best, divided);
        }
        return buckets;
    }

    /** Its order is that of the size divided by the square root of the rate. */
    private static double stability(Bucket bucket) {
        return (double) bucket.size() * bucket.size() / bucket.rate();
    }
}
