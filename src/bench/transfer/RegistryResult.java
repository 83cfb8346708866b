import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * One scenario.
 *
 * @param samples the timed runs of each contender, in order
 * @param counted one more run of each, through a proxy that counts
 * @param failure what went wrong, or null; samples are incomplete then
 */
record RegistryResult(
        RegistryScenario scenario,
        Map<Contender, List<Sample>> samples,
        Map<Contender, Counted> counted,
        String failure) {

    /**
     * One run.
     *
     * @param idleKilobytes the peak of Maven where the goal does nothing, or 0
     * @param traffic what the registry's log says
     * @param classesLayers size of the layers with compiled classes, or 0
     */
    record Sample(
            Maven.Timing timing, long idleKilobytes, RegistryServer.Traffic traffic, long classesLayers) {}

    /** Bytes on the wire, and what the registry's log says of the same run. */
    record Counted(long sent, long received, int connections, RegistryServer.Traffic traffic) {}

    Statistics of(Contender contender, ToDoubleFunction<Sample> figure) {
        return Statistics.of(samples.get(contender), figure);
    }

    Statistics milliseconds(Contender contender) {
        return of(contender, sample -> sample.timing().milliseconds());
    }
}
