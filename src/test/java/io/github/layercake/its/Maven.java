package io.github.layercake.its;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Maven on the command line, in the version, with the local repository and the settings of the integration test: a test
 * builds again, with an empty cache unless it says otherwise, and compares.
 *
 * @param test the directory of the integration test; each log is kept there as {@code again-N.log}
 * @param launcher what stands before the arguments
 * @param environment variables besides the machine's
 */
public record Maven(Path test, List<String> launcher, Map<String, String> environment) {

    private static final String CACHE_HOME = "XDG_CACHE_HOME";

    /**
     * The Maven of a test.
     *
     * @param home where Maven lies
     * @param repository its local repository
     * @param test the directory of the integration test
     */
    public static Maven of(String home, File repository, File test) {
        return new Maven(
                test.toPath(),
                List.of(
                        home + "/bin/mvn",
                        "-B",
                        "-ntp",
                        // As the global ones, so that the mirrors and proxies of the user's still count.
                        "-gs",
                        test.toPath()
                                .resolveSibling("interpolated-settings.xml")
                                .toString(),
                        "-Dmaven.repo.local=" + repository),
                Map.of(
                        "JAVA_HOME",
                        System.getProperty("java.home"),
                        "MAVEN_OPTS",
                        "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
                        "MAVEN_ARGS",
                        ""));
    }

    /** With another variable in the environment. */
    public Maven with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(environment);
        more.put(name, value);
        return new Maven(test, launcher, more);
    }

    /** With a cache that several builds share. */
    public Maven withCache(File home) {
        return with(CACHE_HOME, home.toString());
    }

    /** Started by another command, such as {@code env LC_ALL=C}. */
    public Maven startedBy(String... command) {
        return new Maven(
                test, Stream.concat(Stream.of(command), launcher.stream()).toList(), environment);
    }

    /** Without {@code -B}, as somebody types it. */
    public Maven interactive() {
        return new Maven(
                test,
                launcher.stream().filter(argument -> !argument.equals("-B")).toList(),
                environment);
    }

    /** With other settings. */
    public Maven withSettings(File settings) {
        List<String> changed = new ArrayList<>(launcher);
        changed.set(changed.indexOf("-gs") + 1, settings.toString());
        return new Maven(test, changed, environment);
    }

    /** Builds, and fails the test if the build fails; what Maven printed. */
    public String build(File directory, String... arguments) throws IOException, InterruptedException {
        return run(directory, true, arguments);
    }

    /** Builds what must not succeed; what Maven printed. */
    public String fail(File directory, String... arguments) throws IOException, InterruptedException {
        return run(directory, false, arguments);
    }

    private String run(File directory, boolean succeeds, String... arguments) throws IOException, InterruptedException {
        return start(directory, arguments).end(succeeds);
    }

    /** Begins to build; several may run at once. */
    public Running start(File directory, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(launcher);
        command.addAll(List.of(arguments));
        Path log = newLog();
        // A cache of its own each time, or a second build would prove nothing.
        Map<String, String> variables = new LinkedHashMap<>(environment);
        variables.putIfAbsent(CACHE_HOME, log + ".cache");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(variables);
        return new Running(builder.start(), log, command + " in " + directory);
    }

    /**
     * A Maven that runs.
     *
     * @param log what it prints
     * @param what was started, in words
     */
    public record Running(Process process, Path log, String what) {

        /** Waits for it, and fails the test if the build fails; what Maven printed. */
        public String end() throws IOException, InterruptedException {
            return end(true);
        }

        private String end(boolean succeeds) throws IOException, InterruptedException {
            boolean succeeded = process.waitFor() == 0;
            String printed = new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
            assertThat(succeeded).as("success of %s:%n%s", what, printed).isEqualTo(succeeds);
            return printed;
        }
    }

    private Path newLog() throws IOException {
        int number = 1;
        while (true) {
            try {
                return Files.createFile(test.resolve("again-" + number + ".log"));
            } catch (FileAlreadyExistsException e) {
                // Of an earlier one, or of one that was started at the same time.
                number++;
            }
        }
    }
}
