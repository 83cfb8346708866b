import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The command line. */
record Options(
        int runs,
        List<Scenario> scenarios,
        List<Result.Size> sizes,
        List<Contender> contenders,
        Path maven,
        Path work,
        boolean keep) {

    static final String USAGE = """
            Times image:build beside jib:buildTar, base scratch: the goal's own time, each run in a fresh Maven process,
            the two in turn. Every image is compared with the files that belong in it. Prints a Markdown table.

              --runs N             runs per scenario and contender, 7 by default
              --scenarios A,B      of cold,unchanged,class,jar,clean,directory; all by default
              --size S             jars=100,classes=500 by default; at most 400 jars
              --growth             10, 100 and 400 jars; 500, 5,000 and 20,000 classes
              --only ours|jib      one of the two
              --ours G:A:V:GOAL    io.github.layercake:image-maven-plugin:1.0.0-SNAPSHOT:build by default, as installed;
                                   another version of Jib (or the same) shows how far two equal contenders differ
              --jib G:A:V:GOAL     com.google.cloud.tools:jib-maven-plugin:3.5.2:buildTar by default
              --keep-jib-cache     Jib's application cache outside of target, where mvn clean does not delete it
              --maven DIR          Maven's home; the mvn on the PATH by default
              --work DIR           where the application is generated, on the disk to be measured; temporary by default
              --keep               do not delete the application and the caches at the end
            """;

    private static final List<Result.Size> GROWTH = List.of(
            new Result.Size(10, 500),
            new Result.Size(100, 500),
            new Result.Size(400, 500),
            new Result.Size(100, 5_000),
            new Result.Size(100, 20_000));

    /** @throws IllegalArgumentException naming what it does not understand */
    static Options parse(String... arguments) {
        int runs = 7;
        List<Scenario> scenarios = List.of(Scenario.values());
        List<Result.Size> sizes = List.of(new Result.Size(100, 500));
        String only = "";
        String ours = "io.github.layercake:image-maven-plugin:1.0.0-SNAPSHOT:build";
        String jib = "com.google.cloud.tools:jib-maven-plugin:3.5.2:buildTar";
        boolean keepJibCache = false;
        Path maven = null;
        Path work = Path.of(System.getProperty("java.io.tmpdir"));
        boolean keep = false;
        List<String> left = new ArrayList<>();
        for (String argument : arguments) {
            left.addAll(argument.startsWith("--") ? List.of(argument.split("=", 2)) : List.of(argument));
        }
        while (!left.isEmpty()) {
            String option = left.remove(0);
            switch (option) {
                case "--runs" -> runs = Integer.parseInt(value(option, left));
                case "--scenarios" -> scenarios = scenarios(value(option, left));
                case "--size" -> sizes = List.of(size(value(option, left)));
                case "--growth" -> sizes = GROWTH;
                case "--only" -> only = value(option, left);
                case "--ours" -> ours = value(option, left);
                case "--jib" -> jib = value(option, left);
                case "--keep-jib-cache" -> keepJibCache = true;
                case "--maven" -> maven = Path.of(value(option, left));
                case "--work" -> work = Path.of(value(option, left));
                case "--keep" -> keep = true;
                default -> throw new IllegalArgumentException("no such option: " + option);
            }
        }
        if (runs < 1 || !List.of("", "ours", "jib").contains(only)) {
            throw new IllegalArgumentException(runs < 1 ? "--runs must be at least 1" : "--only is ours or jib");
        }
        List<Contender> contenders = new ArrayList<>();
        contenders.add(new Contender("ours", ours, keepJibCache));
        contenders.add(new Contender("jib", jib, keepJibCache));
        String wanted = only;
        contenders.removeIf(contender -> !wanted.isEmpty() && !contender.name().equals(wanted));
        return new Options(runs, scenarios, sizes, contenders, maven, work.toAbsolutePath(), keep);
    }

    private static String value(String option, List<String> left) {
        if (left.isEmpty()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return left.remove(0);
    }

    private static List<Scenario> scenarios(String list) {
        Map<String, Scenario> byId =
                Arrays.stream(Scenario.values()).collect(Collectors.toMap(Scenario::id, Function.identity()));
        List<String> wanted = List.of(list.split(","));
        if (!byId.keySet().containsAll(wanted)) {
            throw new IllegalArgumentException("--scenarios are of " + byId.keySet() + ", not " + list);
        }
        return wanted.stream().map(byId::get).toList();
    }

    private static Result.Size size(String text) {
        int jars = 100;
        int classes = 500;
        for (String part : text.split(",")) {
            String[] pair = part.split("=");
            switch (pair[0]) {
                case "jars" -> jars = Integer.parseInt(pair[1]);
                case "classes" -> classes = Integer.parseInt(pair[1]);
                default -> throw new IllegalArgumentException("--size jars=N,classes=N, not " + text);
            }
        }
        if (jars < 10 || classes < 1) {
            throw new IllegalArgumentException("--size needs at least 10 jars and 1 class, not " + text);
        }
        return new Result.Size(jars, classes);
    }
}
