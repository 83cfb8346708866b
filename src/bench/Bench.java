import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The benchmark: see {@link Options#USAGE}. */
public final class Bench {
    private final Options options;
    private final Maven maven;
    private final Path work;

    private Bench(Options options, Path work) throws IOException, InterruptedException {
        this.options = options;
        this.work = work;
        this.maven = new Maven(options.maven(), work);
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Locale.setDefault(Locale.ROOT);
        if (List.of(arguments).contains("--help")) {
            System.out.print(Options.USAGE);
            return;
        }
        Options options;
        try {
            options = Options.parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n\n" + Options.USAGE);
            System.exit(2);
            return;
        }
        Path work = workDirectory(options);
        try {
            System.exit(new Bench(options, work).run() ? 0 : 1);
        } catch (BenchException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    /** Returns whether every run succeeded with the right image. */
    private boolean run() throws IOException, InterruptedException {
        System.out.printf(
                "%s, %s %s, %d processors, load %.2f%n",
                maven.version(),
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                Runtime.getRuntime().availableProcessors(),
                load());
        for (Contender contender : options.contenders()) {
            System.out.printf("%s = %s%n", contender.name(), contender.goal());
        }
        System.out.printf("median of %d interleaved runs, the goal's own time%n", options.runs());
        List<Result> results = new ArrayList<>();
        for (Result.Size size : options.sizes()) {
            results.addAll(measure(size));
        }
        new Report(options.contenders(), System.out).print(results);
        System.out.printf("%nload at the end %.2f%n", load());
        return results.stream().allMatch(result -> result.failure() == null);
    }

    private List<Result> measure(Result.Size size) throws IOException, InterruptedException {
        progress("%s: preparing", size);
        Path home = Files.createDirectory(work.resolve(size.jars() + "-" + size.classes()));
        Jars before = Jars.first(size.jars(), maven, work);
        Jars bumped = Jars.firstWithOneBumped(size.jars(), maven, work);
        Map<Contender, App> apps = new LinkedHashMap<>();
        for (Contender contender : options.contenders()) {
            Path own = Files.createDirectory(home.resolve(contender.name()));
            apps.put(contender, App.create(contender, maven, own, size.classes(), before, bumped));
        }
        List<Result> results = new ArrayList<>();
        for (Scenario scenario : options.scenarios()) {
            results.add(measure(size, scenario, apps));
        }
        if (!options.keep()) {
            Trees.delete(home);
        }
        return results;
    }

    private Result measure(Result.Size size, Scenario scenario, Map<Contender, App> apps)
            throws IOException, InterruptedException {
        Map<Contender, List<Result.Sample>> samples = new LinkedHashMap<>();
        apps.keySet().forEach(contender -> samples.put(contender, new ArrayList<>()));
        double floor = 0;
        long bumpedJar = 0;
        String failure = null;
        try {
            for (App app : apps.values()) {
                scenario.begin(app);
            }
            for (int run = 1; run <= options.runs(); run++) {
                for (Contender contender : apps.keySet()) {
                    Result.Sample sample = sample(scenario, apps.get(contender), run);
                    samples.get(contender).add(sample);
                    progress(
                            "%s: %s %d/%d %s %.0f ms",
                            size, scenario.id(), run, options.runs(), contender.name(), sample.milliseconds());
                }
            }
            App any = apps.values().iterator().next();
            floor = Floor.measure(scenario, any);
            bumpedJar = Files.size(any.bumpedJar());
        } catch (BenchException e) {
            failure = e.getMessage();
            progress("%s: %s FAILED%n%s", size, scenario.id(), failure);
        }
        return new Result(size, scenario, samples, floor, bumpedJar, failure);
    }

    private static Result.Sample sample(Scenario scenario, App app, int run) throws IOException, InterruptedException {
        App prepared = scenario.prepare(app, run);
        long cacheBefore = prepared.cacheSize();
        sync();
        Maven.Timing timing = prepared.build();
        long cacheGrowth = prepared.cacheSize() - cacheBefore;
        prepared.verify();
        if (prepared != app) {
            prepared.delete();
        }
        return new Result.Sample(timing.milliseconds(), timing.cpuMilliseconds(), timing.peakKilobytes(), cacheGrowth);
    }

    /** Lets what the preparation has written reach the disk, so that the run does not pay for it. */
    static void sync() throws IOException, InterruptedException {
        new ProcessBuilder("sync").inheritIO().start().waitFor();
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private static void progress(String format, Object... values) {
        System.err.printf(format + "%n", values);
    }

    /** A new one, deleted at the end unless it shall be kept. */
    static Path workDirectory(Options options) throws IOException {
        Path work = Files.createTempDirectory(Files.createDirectories(options.work()), "image-bench-");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> cleanUp(work, options.keep())));
        return work;
    }

    private static void cleanUp(Path work, boolean keep) {
        if (keep) {
            System.err.println("kept " + work);
            return;
        }
        try {
            Trees.delete(work);
        } catch (IOException e) {
            System.err.println("cannot delete " + work + ": " + e);
        }
    }
}
