import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Prints what was measured: times, then traffic, then what the targets besides time say. */
final class RegistryReport {
    private final List<Contender> contenders;
    private final PrintStream out;

    RegistryReport(List<Contender> contenders, PrintStream out) {
        this.contenders = contenders;
        this.out = out;
    }

    void print(List<RegistryResult> results) {
        List<RegistryResult> good =
                results.stream().filter(result -> result.failure() == null).toList();
        if (!good.isEmpty()) {
            printTimes(good);
            printTraffic(good);
            good.forEach(this::printMore);
        }
        for (RegistryResult result : results) {
            if (result.failure() != null) {
                out.printf("%nFAILED: %s%n%s%n", result.scenario().title(), result.failure());
            }
        }
    }

    private void printTimes(List<RegistryResult> results) {
        List<String> head = new ArrayList<>(List.of("scenario"));
        contenders.forEach(contender -> head.add(contender.name() + " ms"));
        head.addAll(List.of("ours / jib", "of pairs", "target"));
        contenders.forEach(contender -> head.add(contender.name() + " min..max"));
        contenders.forEach(contender -> head.add(contender.name() + " CPU ms"));
        contenders.forEach(contender -> head.add(contender.name() + " peak MB"));
        List<List<String>> rows = new ArrayList<>(List.of(head));
        for (RegistryResult result : results) {
            List<String> row = new ArrayList<>(List.of(result.scenario().title()));
            row.addAll(medians(result, 1, sample -> sample.timing().milliseconds()));
            row.addAll(ratios(result));
            for (Contender contender : contenders) {
                Statistics times = result.milliseconds(contender);
                row.add("%.0f..%.0f".formatted(times.min(), times.max()));
            }
            row.addAll(medians(result, 1, sample -> sample.timing().cpuMilliseconds()));
            row.addAll(medians(result, 1024, sample -> sample.timing().peakKilobytes()));
            rows.add(row);
        }
        out.printf("%n## Times%n%n");
        Report.printTable(rows, out);
    }

    /** Of the medians, and the median of what the runs that followed each other give. */
    private List<String> ratios(RegistryResult result) {
        if (contenders.size() < 2) {
            return List.of("-", "-", "-");
        }
        List<RegistryResult.Sample> ours = result.samples().get(contenders.get(0));
        List<RegistryResult.Sample> jib = result.samples().get(contenders.get(1));
        double[] pairs = new double[ours.size()];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = ours.get(i).timing().milliseconds() / jib.get(i).timing().milliseconds();
        }
        double ratio = result.milliseconds(contenders.get(0)).median()
                / result.milliseconds(contenders.get(1)).median();
        return List.of(
                "%.3f".formatted(ratio),
                "%.3f".formatted(Statistics.of(pairs).median()),
                Report.verdict(ratio, result.scenario().target()));
    }

    private void printTraffic(List<RegistryResult> results) {
        List<String> head = new ArrayList<>(List.of("scenario"));
        for (String column : List.of("requests", "connections", "kB sent", "kB to the wire", "kB from the wire")) {
            contenders.forEach(contender -> head.add(contender.name() + " " + column));
        }
        List<List<String>> rows = new ArrayList<>(List.of(head));
        for (RegistryResult result : results) {
            List<String> row = new ArrayList<>(List.of(result.scenario().title()));
            row.addAll(medians(result, 1, sample -> sample.traffic().requests().size()));
            row.addAll(medians(result, 1, sample -> sample.traffic().connections()));
            row.addAll(kilobytes(contender ->
                    result.of(contender, sample -> sample.traffic().sent()).median()));
            row.addAll(kilobytes(contender -> result.counted().get(contender).sent()));
            row.addAll(kilobytes(contender -> result.counted().get(contender).received()));
            rows.add(row);
        }
        out.printf("%n## Traffic%n%n");
        Report.printTable(rows, out);
    }

    private void printMore(RegistryResult result) {
        for (Contender contender : contenders) {
            if (result.scenario() == RegistryScenario.CLASS) {
                double factor = result.of(contender, sample -> sample.traffic().sent() / (double) sample.classesLayers())
                        .median();
                out.printf(
                        "%n%s, %s: sent %.3f times the classes layer of %.1f kB (target 1.1: %s)%n",
                        result.scenario().title(),
                        contender.name(),
                        factor,
                        result.of(contender, RegistryResult.Sample::classesLayers).median() / 1e3,
                        factor <= 1.1 ? "met" : "missed");
            }
            if (result.scenario().isHuge()) {
                double above = result.of(
                                        contender,
                                        sample -> sample.timing().peakKilobytes() - sample.idleKilobytes())
                                .median()
                        / 1024;
                out.printf(
                        "%n%s, %s: %.0f MB above Maven's own %.0f MB (target 150: %s)%n",
                        result.scenario().title(),
                        contender.name(),
                        above,
                        result.of(contender, RegistryResult.Sample::idleKilobytes).median() / 1024,
                        above <= 150 ? "met" : "missed");
            }
        }
    }

    private List<String> kilobytes(ToDoubleFunction<Contender> bytes) {
        return contenders.stream()
                .map(contender -> "%.1f".formatted(bytes.applyAsDouble(contender) / 1e3))
                .toList();
    }

    private List<String> medians(
            RegistryResult result, double unit, ToDoubleFunction<RegistryResult.Sample> figure) {
        return contenders.stream()
                .map(contender -> "%.0f".formatted(result.of(contender, figure).median() / unit))
                .toList();
    }
}
