import java.util.List;
import java.util.Map;

/**
 * One scenario at one size.
 *
 * @param samples the runs of each contender, in order
 * @param floor see {@link Floor}
 * @param bumpedJar the size of the bumped jar in bytes
 * @param failure what went wrong, or null; samples are incomplete then
 */
record Result(
        Size size,
        Scenario scenario,
        Map<Contender, List<Sample>> samples,
        double floor,
        long bumpedJar,
        String failure) {

    /** The size of the application. */
    record Size(int jars, int classes) {
        @Override
        public String toString() {
            return jars + " jars, " + classes + " classes";
        }
    }

    /**
     * One run.
     *
     * @param cpuMilliseconds processor time of the Maven process during the goal
     * @param peakKilobytes the largest resident set of the Maven process
     * @param cacheGrowth the bytes by which the contender's cache grew
     */
    record Sample(double milliseconds, double cpuMilliseconds, long peakKilobytes, long cacheGrowth) {}

    Statistics milliseconds(Contender contender) {
        return Statistics.of(samples.get(contender), Sample::milliseconds);
    }

    Statistics cpuMilliseconds(Contender contender) {
        return Statistics.of(samples.get(contender), Sample::cpuMilliseconds);
    }

    Statistics peakMegabytes(Contender contender) {
        return Statistics.of(samples.get(contender), sample -> sample.peakKilobytes() / 1024.0);
    }

    Statistics cacheGrowth(Contender contender) {
        return Statistics.of(samples.get(contender), Sample::cacheGrowth);
    }
}
