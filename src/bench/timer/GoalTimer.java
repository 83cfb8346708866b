import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.inject.Named;
import javax.inject.Singleton;
import org.apache.maven.eventspy.AbstractEventSpy;
import org.apache.maven.execution.ExecutionEvent;
import org.apache.maven.plugin.MojoExecution;

/**
 * Appends {@code artifactId:goal milliseconds cpuMilliseconds peakKilobytes} to the file that the environment variable
 * {@code GOAL_TIMER_OUTPUT} names, for every goal that Maven runs. (Maven 4 swallows standard error when it is quiet.)
 *
 * <p>The time is from Maven's "mojo started" to its "mojo succeeded" or "mojo failed": setting up the plugin's class
 * loader, configuring and executing it; CPU time is that of the whole process, the JIT's threads included. The peak is
 * the largest resident set of the Maven process so far, 0 where there is no {@code /proc}. Loaded with
 * {@code -Dmaven.ext.class.path=JAR}; compiled for Java 8, since Maven 3.8 overlooks extensions with newer class files
 * without a word.
 */
@Named("goal-timer")
@Singleton
public class GoalTimer extends AbstractEventSpy {
    private final Map<MojoExecution, long[]> started = new ConcurrentHashMap<>();

    @Override
    public void onEvent(Object event) {
        if (!(event instanceof ExecutionEvent)) {
            return;
        }
        MojoExecution mojo = ((ExecutionEvent) event).getMojoExecution();
        switch (((ExecutionEvent) event).getType()) {
            case MojoStarted:
                started.put(mojo, new long[] {System.nanoTime(), cpuNanoseconds()});
                break;
            case MojoSucceeded:
            case MojoFailed:
                long[] start = started.remove(mojo);
                double milliseconds = (System.nanoTime() - start[0]) / 1e6;
                double cpuMilliseconds = (cpuNanoseconds() - start[1]) / 1e6;
                append(String.format(
                        "%s:%s %s %s %d%n",
                        mojo.getArtifactId(), mojo.getGoal(), milliseconds, cpuMilliseconds, peakKilobytes()));
                break;
            default:
        }
    }

    private static void append(String line) {
        try {
            Path output = Paths.get(System.getenv("GOAL_TIMER_OUTPUT"));
            Files.write(
                    output,
                    line.getBytes(StandardCharsets.UTF_8),
                    StandardOpenOption.APPEND,
                    StandardOpenOption.CREATE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long cpuNanoseconds() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static long peakKilobytes() {
        try {
            for (String line : Files.readAllLines(Paths.get("/proc/self/status"))) {
                if (line.startsWith("VmHWM:")) {
                    return Long.parseLong(line.replaceAll("\\D", ""));
                }
            }
        } catch (IOException e) {
            // not Linux
        }
        return 0;
    }
}
