import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** One Maven installation, run in a fresh process each time, with {@code timer/GoalTimer.java} loaded. */
final class Maven {
    private final String command;
    private final Path scratch;
    private final String version;
    private final Path timer;
    private final Path timings;

    /** What the timer said about one goal. */
    record Timing(double milliseconds, double cpuMilliseconds, long peakKilobytes) {}

    /**
     * @param home the installation, or null for the {@code mvn} on the PATH
     * @param scratch where the timer's jar is built and output is kept while a process runs
     */
    Maven(Path home, Path scratch) throws IOException, InterruptedException {
        this.scratch = scratch;
        timings = scratch.resolve("timings");
        command =
                home == null ? "mvn" : home.resolve("bin/mvn").toAbsolutePath().toString();
        version = execute(scratch, List.of(command, "-B", "-version"));
        Matcher found = Pattern.compile("(?m)^Maven home: (.*)$").matcher(version);
        if (!found.find()) {
            throw new BenchException("no 'Maven home' in the output of '" + command + " -version':\n" + version);
        }
        timer = compileTimer(Path.of(found.group(1).strip()).resolve("lib"));
    }

    /** "Apache Maven 3.9.9 ..., Java version: ..." */
    String version() {
        return version.lines()
                .filter(line -> line.startsWith("Apache Maven") || line.startsWith("Java version"))
                .map(line -> line.replaceAll(", (vendor|runtime):.*| \\(.*", ""))
                .collect(Collectors.joining(", "));
    }

    /** Runs goals that nobody times; online, so that what they need is there when the timed runs go offline. */
    void run(Path directory, List<String> arguments) throws IOException, InterruptedException {
        execute(directory, commandLine(arguments));
    }

    /** Runs one goal, offline or not, and returns the time that the goal itself took. */
    Timing time(Path directory, String mode, String goal, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(mode, goal));
        all.addAll(arguments);
        Files.deleteIfExists(timings);
        String output = execute(directory, commandLine(all));
        List<String> lines = Files.exists(timings) ? Files.readAllLines(timings) : List.of();
        if (lines.size() != 1) {
            throw new BenchException("expected one timed goal of " + goal + ", got " + lines + "\n" + output);
        }
        String[] words = lines.get(0).split(" ");
        return new Timing(Double.parseDouble(words[1]), Double.parseDouble(words[2]), Long.parseLong(words[3]));
    }

    private List<String> commandLine(List<String> arguments) {
        List<String> line = new ArrayList<>(List.of(command, "-q", "-B", "-Dmaven.ext.class.path=" + timer));
        line.addAll(arguments);
        return line;
    }

    private String execute(Path directory, List<String> line) throws IOException, InterruptedException {
        Path output = Files.createTempFile(scratch, "maven-", ".log");
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("GOAL_TIMER_OUTPUT", timings.toString());
        Process process = builder.start();
        Thread stop = new Thread(process::destroy);
        Runtime.getRuntime().addShutdownHook(stop);
        int exit = process.waitFor();
        Runtime.getRuntime().removeShutdownHook(stop);
        String said = Files.readString(output).replaceAll("\u001b\\[[0-9;]*m", "");
        Files.delete(output);
        if (exit != 0) {
            throw new BenchException("exit code " + exit + " of " + String.join(" ", line) + "\n" + said);
        }
        return said;
    }

    private Path compileTimer(Path lib) throws IOException {
        Path source = Path.of(System.getProperty("bench.home"), "timer", "GoalTimer.java");
        Path jar = scratch.resolve("goal-timer.jar");
        String classPath;
        try (Stream<Path> jars = Files.list(lib)) {
            classPath = jars.map(Path::toString)
                    .filter(name -> name.endsWith(".jar"))
                    .collect(Collectors.joining(":"));
        }
        Path classes = Files.createDirectories(scratch.resolve("goal-timer"));
        List<String> options =
                List.of("--release", "8", "-Xlint:-options", "-proc:none", "-cp", classPath, "-d", classes.toString());
        List<String> line =
                Stream.concat(options.stream(), Stream.of(source.toString())).toList();
        if (ToolProvider.getSystemJavaCompiler().run(null, null, null, line.toArray(String[]::new)) != 0) {
            throw new BenchException("cannot compile " + source + " against " + lib);
        }
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry("META-INF/sisu/javax.inject.Named"));
            out.write("GoalTimer\n".getBytes(StandardCharsets.UTF_8));
            for (Path file : Trees.files(classes)) {
                out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, out);
            }
        }
        return jar;
    }
}
