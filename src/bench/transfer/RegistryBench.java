import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The benchmark of pushing and pulling: see {@link #USAGE}. */
public final class RegistryBench {
    private static final String USAGE = """
            Times image:push beside jib:build, and image:build beside jib:buildTar on a base that is to be pulled: the
            goal's own time, each run in a fresh Maven process, the two in turn, each with a docker-registry of its own
            on the loopback interface. Every blob in the registry is compared with its digest, and the image with the
            files that belong in it. Prints Markdown tables.

              --scenarios A,B      of first,built,unchanged,class,jar,pull,file,layer; all by default
              --verbose            the requests of the counted runs

            and of 'run --help': --runs (three at most for file and layer), --size, --only, --ours, --jib,
            --keep-jib-cache, --maven, --work, --keep.
            """;
    private static final int HUGE_RUNS = 3;

    private final Options options;
    private final boolean verbose;
    private final Path work;
    private final Maven maven;
    private final Map<Contender, Site> sites = new LinkedHashMap<>();

    private RegistryBench(Options options, boolean verbose, Path work) throws IOException, InterruptedException {
        this.options = options;
        this.verbose = verbose;
        this.work = work;
        this.maven = new Maven(options.maven(), work);
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Locale.setDefault(Locale.ROOT);
        List<String> left = new ArrayList<>(List.of(arguments));
        if (left.contains("--help")) {
            System.out.print(USAGE);
            return;
        }
        List<RegistryScenario> scenarios = List.of(RegistryScenario.values());
        boolean verbose = left.remove("--verbose");
        Options options;
        try {
            int at = left.indexOf("--scenarios");
            if (at >= 0 && at + 1 < left.size()) {
                left.remove(at);
                scenarios = RegistryScenario.parse(left.remove(at));
            }
            options = Options.parse(left.toArray(String[]::new));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n\n" + USAGE);
            System.exit(2);
            return;
        }
        Path work = Bench.workDirectory(options);
        boolean good = false;
        try {
            good = new RegistryBench(options, verbose, work).run(scenarios);
        } catch (BenchException e) {
            System.err.println(e.getMessage());
        }
        System.exit(good ? 0 : 1);
    }

    /** Returns whether every run succeeded with the right image. */
    private boolean run(List<RegistryScenario> scenarios) throws IOException, InterruptedException {
        System.out.printf("%s, %d processors%n", maven.version(), Runtime.getRuntime().availableProcessors());
        Result.Size size = options.sizes().get(0);
        System.out.printf("%s, median of %d interleaved runs, the goal's own time%n", size, options.runs());
        List<RegistryResult> results = new ArrayList<>();
        try {
            Jars before = Jars.first(size.jars(), maven, work);
            Jars bumped = Jars.firstWithOneBumped(size.jars(), maven, work);
            for (Contender contender : options.contenders()) {
                Path home = Files.createDirectory(work.resolve(contender.name()));
                sites.put(contender, new Site(contender, maven, home, size.classes(), before, bumped));
            }
            for (RegistryScenario scenario : scenarios) {
                results.add(measure(scenario));
            }
        } finally {
            for (Site site : sites.values()) {
                site.stop();
            }
        }
        new RegistryReport(options.contenders(), System.out).print(results);
        return results.stream().allMatch(result -> result.failure() == null);
    }

    private RegistryResult measure(RegistryScenario scenario) throws IOException, InterruptedException {
        Map<Contender, List<RegistryResult.Sample>> samples = new LinkedHashMap<>();
        Map<Contender, RegistryResult.Counted> counted = new LinkedHashMap<>();
        int runs = scenario.isHuge() ? Math.min(HUGE_RUNS, options.runs()) : options.runs();
        try {
            for (Contender contender : sites.keySet()) {
                samples.put(contender, new ArrayList<>());
                scenario.begin(sites.get(contender));
            }
            for (int run = 1; run <= runs; run++) {
                for (Contender contender : sites.keySet()) {
                    RegistryResult.Sample sample = sample(scenario, sites.get(contender), run);
                    samples.get(contender).add(sample);
                    System.err.printf(
                            "%s %d/%d %s %.0f ms, %d requests, %d connections%n",
                            scenario.id(),
                            run,
                            runs,
                            contender.name(),
                            sample.timing().milliseconds(),
                            sample.traffic().requests().size(),
                            sample.traffic().connections());
                }
            }
            for (Contender contender : sites.keySet()) {
                counted.put(contender, count(scenario, contender, runs + 1));
            }
            return new RegistryResult(scenario, samples, counted, null);
        } catch (BenchException e) {
            System.err.printf("%s FAILED%n%s%n", scenario.id(), e.getMessage());
            return new RegistryResult(scenario, samples, counted, e.getMessage());
        }
    }

    private static RegistryResult.Sample sample(RegistryScenario scenario, Site site, int run)
            throws IOException, InterruptedException {
        App app = scenario.prepare(site, run);
        long idle = scenario.isHuge() ? site.idle().build().peakKilobytes() : 0;
        Log log = new Log(site);
        Bench.sync();
        Maven.Timing timing = app.build();
        RegistryServer.Traffic traffic = log.traffic();
        scenario.verify(site, app);
        long classes = scenario == RegistryScenario.CLASS ? site.pushed().classesLayers() : 0;
        return new RegistryResult.Sample(timing, idle, traffic, classes);
    }

    /** Not timed, as the proxy takes time. */
    private RegistryResult.Counted count(RegistryScenario scenario, Contender contender, int run)
            throws IOException, InterruptedException {
        Site site = sites.get(contender);
        App app = scenario.prepare(site, run);
        CountingProxy target = site.target().count();
        CountingProxy bases = site.bases().count();
        Log log = new Log(site);
        app.build();
        RegistryServer.Traffic traffic = log.traffic();
        RegistryResult.Counted counted = new RegistryResult.Counted(
                target.sent() + bases.sent(),
                target.received() + bases.received(),
                target.connections() + bases.connections(),
                traffic);
        site.target().countNoMore();
        site.bases().countNoMore();
        scenario.verify(site, app);
        if (counted.sent() < traffic.sent() || counted.connections() < traffic.connections()) {
            throw new BenchException("the registry's log tells of more than was sent: " + counted);
        }
        if (verbose) {
            System.err.println(contender.name() + "\n  " + String.join("\n  ", traffic.requests()));
        }
        return counted;
    }

    /** What both registries of a site have logged from now on. */
    private static final class Log {
        private final RegistryServer target;
        private final RegistryServer bases;
        private final long targetMark;
        private final long basesMark;

        Log(Site site) throws IOException {
            target = site.target().server();
            bases = site.bases().server();
            targetMark = target.mark();
            basesMark = bases.mark();
        }

        RegistryServer.Traffic traffic() throws IOException, InterruptedException {
            return target.since(targetMark).plus(bases.since(basesMark));
        }
    }
}
