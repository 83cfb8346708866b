package io.github.layercake.consumers;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/**
 * A program of this machine with its first arguments, run to its end.
 *
 * <p>What is missing skips the test and says so; with {@code CI=true} in the environment it fails the test.
 */
record Tool(List<String> start) {

    private static final long SECONDS = 120;

    /**
     * The program of that name in {@code /usr/bin} or {@code /usr/sbin}, which a Debian package of {@code apt} brings.
     */
    static Tool ofDebian(String apt, String name) {
        return Stream.of("/usr/bin/", "/usr/sbin/")
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst()
                .map(file -> new Tool(List.of(file.toString())))
                .orElseThrow(() -> missing("'" + name + "' is missing: apt-get install " + apt));
    }

    /** Like {@link #ofDebian}, for what only the superuser can use. */
    static Tool ofDebianForRoot(String apt, String name) {
        Tool tool = ofDebian(apt, name);
        if (!isRoot()) {
            throw missing("'" + name + "' needs the superuser");
        }
        return tool;
    }

    /** What skips the running test when thrown, and in CI fails it. */
    static RuntimeException missing(String what) {
        if ("true".equals(System.getenv("CI"))) {
            return new IllegalStateException(what);
        }
        System.out.println("Skipped: " + what);
        return new TestAbortedException(what);
    }

    /** This program with more arguments fixed. */
    Tool with(Object... arguments) {
        return new Tool(Stream.concat(start.stream(), Arrays.stream(arguments).map(Object::toString))
                .toList());
    }

    /** Runs it and returns what it printed on standard output; anything but exit code 0 fails the test. */
    String run(Object... arguments) {
        Result result = attempt(arguments);
        if (result.exitCode != 0) {
            fail(result.toString());
        }
        return result.output;
    }

    /** Runs it, whatever comes of it. */
    Result attempt(Object... arguments) {
        List<String> command = new ArrayList<>(with(arguments).start);
        try {
            Path output = Files.createTempFile("tool", ".out");
            Path errors = Files.createTempFile("tool", ".err");
            try {
                Process process = builder(command)
                        .redirectOutput(output.toFile())
                        .redirectError(errors.toFile())
                        .start();
                if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                }
                return new Result(command, process.exitValue(), Files.readString(output), Files.readString(errors));
            } finally {
                Files.delete(output);
                Files.delete(errors);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Starts it in the background, its output in {@code log}. */
    Process launch(Path log, Object... arguments) throws IOException {
        return builder(with(arguments).start)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private static ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        // What would lead to another engine than the one that the test means.
        builder.environment()
                .keySet()
                .removeIf(name ->
                        name.startsWith("DOCKER_") || name.startsWith("CONTAINER") || name.startsWith("STORAGE_"));
        return builder;
    }

    private static boolean isRoot() {
        return new Tool(List.of("id")).run("-u").strip().equals("0");
    }

    /** How a command ended. */
    record Result(List<String> command, int exitCode, String output, String errors) {

        @Override
        public String toString() {
            return String.join(" ", command) + " ended with " + exitCode + "\n" + output + errors;
        }
    }
}
