import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Prints results as Markdown tables that are also aligned for a terminal. */
final class Report {
    private static final Result.Size TARGET_SIZE = new Result.Size(100, 500);

    private final List<Contender> contenders;
    private final PrintStream out;

    Report(List<Contender> contenders, PrintStream out) {
        this.contenders = contenders;
        this.out = out;
    }

    /** One table for each size, what went wrong, and with several sizes how the figures grow. */
    void print(List<Result> results) {
        Map<Result.Size, List<Result>> bySize =
                results.stream().collect(Collectors.groupingBy(Result::size, LinkedHashMap::new, Collectors.toList()));
        bySize.forEach(this::printSize);
        List<Result> failed =
                results.stream().filter(result -> result.failure() != null).toList();
        if (!failed.isEmpty()) {
            out.printf("%n## FAILED%n");
        }
        for (Result result : failed) {
            out.printf("%n%s, %s:%n%s%n", result.size(), result.scenario().title(), result.failure());
        }
        if (bySize.size() > 1) {
            for (Contender contender : contenders) {
                printGrowth(
                        "Median ms of " + contender.name(), bySize, result -> whole(result.milliseconds(contender)));
                printGrowth("Peak MB of " + contender.name(), bySize, result -> whole(result.peakMegabytes(contender)));
            }
            printGrowth("Floor, ms", bySize, result -> "%.0f".formatted(result.floor()));
        }
    }

    private void printSize(Result.Size size, List<Result> results) {
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("scenario"));
        contenders.forEach(contender -> head.add(contender.name() + " ms"));
        head.addAll(List.of("ours / jib", "target"));
        contenders.forEach(contender -> head.add(contender.name() + " min..max"));
        head.add("floor ms");
        contenders.forEach(contender -> head.add(contender.name() + " CPU ms"));
        contenders.forEach(contender -> head.add(contender.name() + " peak MB"));
        rows.add(head);
        results.stream().map(result -> row(size, result)).forEach(rows::add);
        out.printf("%n## %s%n%n", size);
        printTable(rows, out);
        for (Result result : results) {
            if (result.scenario() == Scenario.JAR && result.failure() == null) {
                printStoreGrowth(result);
            }
        }
    }

    private List<String> row(Result.Size size, Result result) {
        List<String> row = new ArrayList<>(List.of(result.scenario().title()));
        if (result.failure() != null) {
            row.add("FAILED");
            return row;
        }
        contenders.forEach(contender -> row.add(whole(result.milliseconds(contender))));
        row.addAll(ratioAndTarget(size, result));
        for (Contender contender : contenders) {
            Statistics times = result.milliseconds(contender);
            row.add("%.0f..%.0f".formatted(times.min(), times.max()));
        }
        row.add("%.0f".formatted(result.floor()));
        contenders.forEach(contender -> row.add(whole(result.cpuMilliseconds(contender))));
        contenders.forEach(contender -> row.add(whole(result.peakMegabytes(contender))));
        return row;
    }

    private List<String> ratioAndTarget(Result.Size size, Result result) {
        if (contenders.size() < 2) {
            return List.of("-", "-");
        }
        double ratio = result.milliseconds(contenders.get(0)).median()
                / result.milliseconds(contenders.get(1)).median();
        String cell = size.equals(TARGET_SIZE) ? verdict(ratio, result.scenario().target()) : "-";
        return List.of("%.3f".formatted(ratio), cell);
    }

    /** "0.50 met" */
    static String verdict(double ratio, double target) {
        String verdict = ratio <= target ? "met" : "missed by %.2f".formatted(ratio - target);
        return "%.2f %s".formatted(target, verdict);
    }

    private void printStoreGrowth(Result result) {
        String growths = contenders.stream()
                .map(contender -> {
                    double growth = result.cacheGrowth(contender).median();
                    return "%s %.2f MB (%.2f times)"
                            .formatted(contender.name(), growth / 1e6, growth / result.bumpedJar());
                })
                .collect(Collectors.joining(", "));
        out.printf("%nStore growth for one bumped jar of %.2f MB: %s%n", result.bumpedJar() / 1e6, growths);
    }

    private void printGrowth(String title, Map<Result.Size, List<Result>> bySize, Function<Result, String> figure) {
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("scenario"));
        bySize.keySet().forEach(size -> head.add(size.jars() + " / " + size.classes()));
        rows.add(head);
        List<Result> any = bySize.values().iterator().next();
        for (int i = 0; i < any.size(); i++) {
            List<String> row = new ArrayList<>(List.of(any.get(i).scenario().title()));
            for (List<Result> results : bySize.values()) {
                row.add(results.get(i).failure() == null ? figure.apply(results.get(i)) : "FAILED");
            }
            rows.add(row);
        }
        out.printf("%n## %s, by jars / classes%n%n", title);
        printTable(rows, out);
    }

    private static String whole(Statistics statistics) {
        return "%.0f".formatted(statistics.median());
    }

    /** A Markdown table, head first, that is aligned for a terminal, too. */
    static void printTable(List<List<String>> rows, PrintStream out) {
        List<String> head = rows.get(0);
        int[] widths = new int[head.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String cell = i < row.size() ? row.get(i) : "";
                line.append(("| %" + (i == 0 ? "-" : "") + widths[i] + "s ").formatted(cell));
            }
            out.println(line + "|");
            if (row == head) {
                StringBuilder rule = new StringBuilder();
                for (int i = 0; i < widths.length; i++) {
                    rule.append("|").append("-".repeat(widths[i] + 1)).append(i == 0 ? "-" : ":");
                }
                out.println(rule + "|");
            }
        }
    }
}
