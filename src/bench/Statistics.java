import java.util.Arrays;
import java.util.Collection;
import java.util.function.ToDoubleFunction;

/** Median and range of some numbers, at least one. */
record Statistics(double median, double min, double max) {
    static Statistics of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Statistics(median, sorted[0], sorted[sorted.length - 1]);
    }

    static <T> Statistics of(Collection<T> all, ToDoubleFunction<T> value) {
        return of(all.stream().mapToDouble(value).toArray());
    }
}
