import io.github.layercake.io.Content;
import io.github.layercake.plan.Coordinates;
import io.github.layercake.plan.Dependency;
import io.github.layercake.plan.DependencyLayers;
import io.github.layercake.plan.Replay;
import io.github.layercake.plan.Sharing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** Replays recorded updates of applications: see {@link #USAGE}. */
public final class Replays {
    private static final String USAGE = """
            Replays recorded updates of applications with the layers that image:build would make. Prints a line for each
            trace; a layer is re-sent when exactly that content was never sent before, the first state is not counted.

              replay [--max N] TRACE.json...             by default at most 24 layers of dependencies
              replay --sharing [--max N] TRACE.json...   one line: what the images of the traces' last states share
              replay --planning [--max N]                how long planning 1,000 dependencies takes

            A trace is {"name": ..., "states": [{"artifacts": [[groupId, artifactId, version, classifier, bytes], ...]}, ...]},
            artifacts in the order of the class path.
            """;

    private static final Content NOTHING = Content.of(new byte[0]);

    private Replays() {}

    private record Trace(String name, List<List<Dependency>> states) {}

    public static void main(String[] arguments) throws IOException {
        Locale.setDefault(Locale.ROOT);
        int max = DependencyLayers.DEFAULT_MAXIMUM;
        boolean sharing = false;
        boolean planning = false;
        List<Path> files = new ArrayList<>();
        try {
            for (int i = 0; i < arguments.length; i++) {
                switch (arguments[i]) {
                    case "--help" -> {
                        System.out.print(USAGE);
                        return;
                    }
                    case "--sharing" -> sharing = true;
                    case "--planning" -> planning = true;
                    case "--max" -> max = max(i + 1 < arguments.length ? arguments[++i] : "nothing");
                    default -> files.add(file(arguments[i]));
                }
            }
            if (files.isEmpty() && !planning) {
                throw new IllegalArgumentException("no trace is named");
            }
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n\n" + USAGE);
            System.exit(2);
        }
        List<Trace> traces = new ArrayList<>();
        for (Path file : files) {
            try {
                traces.add(read(file));
            } catch (IllegalArgumentException | ClassCastException | NullPointerException e) {
                System.err.println("'" + file + "' is not a trace: " + e.getMessage());
                System.exit(1);
            }
        }
        DependencyLayers layering = new DependencyLayers(max);
        if (planning) {
            time(layering);
            return;
        }
        if (sharing) {
            print(Sharing.of(
                    traces.stream()
                            .map(trace -> trace.states().get(trace.states().size() - 1))
                            .toList(),
                    layering,
                    0));
            return;
        }
        for (Trace trace : traces) {
            print(trace.name(), Replay.of(trace.states(), layering, 0));
        }
    }

    /** A thousand jars of sizes and families as applications have them: many small ones, few large ones. */
    private static void time(DependencyLayers layering) {
        Random random = new Random(1);
        List<Dependency> all = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            String group = "com.example" + random.nextInt(120);
            String version = random.nextInt(4) + "." + random.nextInt(6) + "." + random.nextInt(20);
            long size = (long) Math.exp(8 + 7 * random.nextDouble());
            all.add(new Dependency(
                    new Coordinates(group, "artifact" + i, version, "", "jar"),
                    Dependency.Origin.RELEASE,
                    new Dependency.Jar(NOTHING, size)));
        }
        long first = 0;
        long[] times = new long[101];
        for (int i = -200; i < times.length; i++) {
            long start = System.nanoTime();
            layering.partition(all, 0);
            long time = System.nanoTime() - start;
            first = i == -200 ? time : first;
            times[Math.max(i, 0)] = time;
        }
        Arrays.sort(times);
        System.out.printf(
                "planning 1,000 dependencies: %.1f ms at first, %.2f ms warm (median of %d)%n",
                first / 1e6, times[times.length / 2] / 1e6, times.length);
    }

    private static void print(String name, Replay replay) {
        System.out.printf(
                "%s: %d states, at most %d layers; re-sent MB: one layer %.1f, ours %.1f, per jar %.1f; %.1f %% of the"
                        + " possible saving, %.3f times the per-jar floor; chain %.1f MB; layers changed by a single"
                        + " bump: mean %.2f, max %d%n",
                name,
                replay.states(),
                replay.mostLayers(),
                replay.oneLayer() / 1e6,
                replay.ours() / 1e6,
                replay.perJar() / 1e6,
                100 * replay.share(),
                replay.ratio(),
                replay.chain() / 1e6,
                replay.meanChanged(),
                replay.mostChanged());
    }

    private static void print(Sharing sharing) {
        System.out.printf(
                "%d images: %.1f MB of jars, %.1f MB unique; stored: one layer each %.1f MB, ours %.1f MB;"
                        + " expected share re-sent by one random bump %.2f %%%n",
                sharing.images(),
                sharing.jars() / 1e6,
                sharing.unique() / 1e6,
                sharing.jars() / 1e6,
                sharing.stored() / 1e6,
                100 * sharing.expectedShare());
    }

    private static Path file(String name) {
        Path file = Path.of(name);
        if (name.startsWith("--") || !Files.isRegularFile(file)) {
            throw new IllegalArgumentException("'" + name + "' is neither an option nor a file");
        }
        return file;
    }

    private static int max(String text) {
        try {
            int max = Integer.parseInt(text);
            if (max >= 1) {
                return max;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--max needs a number from 1 on, not " + text, e);
        }
        throw new IllegalArgumentException("--max needs a number from 1 on, not " + text);
    }

    private static Trace read(Path file) throws IOException {
        Map<?, ?> json = (Map<?, ?>) new JsonText(Files.readString(file)).read();
        List<List<Dependency>> states = new ArrayList<>();
        for (Object state : (List<?>) json.get("states")) {
            List<Dependency> dependencies = new ArrayList<>();
            for (Object artifact : (List<?>) ((Map<?, ?>) state).get("artifacts")) {
                dependencies.add(dependency((List<?>) artifact));
            }
            states.add(dependencies);
        }
        if (states.isEmpty()) {
            throw new IllegalArgumentException("it has no states");
        }
        return new Trace((String) json.get("name"), states);
    }

    private static Dependency dependency(List<?> artifact) {
        return new Dependency(
                new Coordinates(
                        (String) artifact.get(0),
                        (String) artifact.get(1),
                        (String) artifact.get(2),
                        artifact.get(3) == null ? "" : (String) artifact.get(3),
                        "jar"),
                Dependency.Origin.RELEASE,
                new Dependency.Jar(NOTHING, ((Number) artifact.get(4)).longValue()));
    }
}
