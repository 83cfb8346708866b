package io.github.layercake.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.layercake.store.DamagedStoreException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Progress: on a terminal only, and never in the way of the log. */
class ConsoleLogTest {
    private static final Path SCRIPT = Path.of("/usr/bin/script");

    private final StringWriter terminal = new StringWriter();
    private final ConsoleLog log =
            new ConsoleLog(line -> terminal.write(line + "\n"), new ProgressLine(new PrintWriter(terminal)));

    @Test
    void progressIsWrittenOverAndGoneBeforeTheNextLine() {
        log.working("dependencies", 1_200_000, 30_000_000);
        log.working("classes", 9, 0);
        log.damaged(new DamagedStoreException("x"));
        log.damaged(new DamagedStoreException("y"));
        log.close();

        String first = "  dependencies: 1.2 MB of 30.0 MB …";
        String second = "  classes …";
        assertThat(terminal.toString())
                .isEqualTo("\r" + first + "\r" + second + " ".repeat(first.length() - second.length()) + "\r"
                        + " ".repeat(second.length())
                        + "\rThe cache was damaged, and is mended: x\nThe cache was damaged, and is mended: y\n");
    }

    @Test
    void theEndOfABuildLeavesNoProgress() {
        log.working("classes", 0, 10);
        log.close();
        log.close();

        assertThat(terminal.toString()).endsWith("\r" + " ".repeat("  classes: 0 B of 10 B …".length()) + "\r");
    }

    @Test
    void whatMavenTellsOfTransfersComesFirst() {
        log.working("tarball", 0, 10);
        String shown = terminal.toString();
        log.transferBegins();
        log.transferBegins();
        assertThat(terminal.toString())
                .startsWith(shown)
                .endsWith("\r" + " ".repeat("  tarball: 0 B of 10 B …".length()) + "\r");
        String cleared = terminal.toString();
        log.working("tarball", 1, 10);
        log.transferEnds();
        log.working("tarball", 2, 10);
        assertThat(terminal).hasToString(cleared);

        log.transferEnds();
        log.working("tarball", 3, 10);
        assertThat(terminal.toString()).endsWith("\r  tarball: 3 B of 10 B …");
    }

    @Test
    void aLineNeverBreaks() {
        log.working("x".repeat(200), 0, 0);

        assertThat(terminal.toString()).hasSize(80);
    }

    /** Works for a while, in a JVM of its own. */
    public static final class Worker {
        private Worker() {}

        public static void main(String[] args) {
            ConsoleLog log =
                    new ConsoleLog(System.out::println, System.out::println, false, Boolean.parseBoolean(args[0]));
            log.working("classes", 1, 2);
            log.damaged(new DamagedStoreException("x"));
            log.close();
        }
    }

    @Test
    void aTerminalShowsIt() throws Exception {
        assertThat(run(true, true)).contains("\r  classes: 1 B of 2 B …\r").contains("mended: x");
    }

    @Test
    void aTerminalOfWhichMavenWasToldToKeepQuietShowsNothing() throws Exception {
        assertThat(run(true, false)).doesNotContain("classes").contains("mended: x");
    }

    @Test
    void aPipeShowsNothing() throws Exception {
        assertThat(run(false, true)).doesNotContain("classes").contains("mended: x");
    }

    private static String run(boolean onTerminal, boolean interactive) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(SCRIPT), "There is no " + SCRIPT + ": apt-get install bsdutils");
        List<String> java = List.of(
                Path.of(Objects.requireNonNull(System.getProperty("java.home")), "bin", "java")
                        .toString(),
                "-Dstdout.encoding=UTF-8",
                "-cp",
                Objects.requireNonNull(System.getProperty("java.class.path")),
                Worker.class.getName(),
                Boolean.toString(interactive));
        List<String> command = onTerminal
                ? List.of(SCRIPT.toString(), "-qec", "'" + String.join("' '", java) + "'", "/dev/null")
                : java;
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
