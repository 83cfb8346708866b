package io.github.layercake.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} at any moment; {@code -Dfaults.kills=200} kills as often. */
class KilledBuildTest {
    @TempDir
    Path directory;

    @Test
    void theBuildAfterAKilledOneIsRightAndCleansUp() throws IOException, InterruptedException {
        int kills = Integer.getInteger("faults.kills", 10);
        SplittableRandom random = new SplittableRandom(Long.getLong("faults.seed", 1));
        Path cache = directory.resolve("cache");
        SyntheticApplication application = SyntheticApplication.small(directory.resolve("app"));
        for (int i = 0; i < kills; i++) {
            if (i % 4 == 0) {
                // A cold cache has most to write.
                for (Path file : SyntheticApplication.files(cache)) {
                    Files.deleteIfExists(file);
                }
            }
            Files.deleteIfExists(application.tar);
            Process process = BuildLoop.fork(application.directory, cache, Integer.MAX_VALUE);
            awaitBuild(cache, process);
            TimeUnit.MICROSECONDS.sleep(random.nextInt(i % 2 == 0 ? 50_000 : 600_000));
            assertThat(process.isAlive())
                    .as(() -> output(application.directory))
                    .isTrue();
            process.destroyForcibly().waitFor();

            application.build(cache);

            assertThat(application.tar).hasBinaryContent(application.clean());
            assertThat(SyntheticApplication.temporaryFiles(directory)).isEmpty();
        }
    }

    /** Until the process holds a lease. */
    private static void awaitBuild(Path cache, Process process) throws IOException, InterruptedException {
        Path leases = cache.resolve("2/leases");
        while (process.isAlive() && SyntheticApplication.files(leases).isEmpty()) {
            TimeUnit.MILLISECONDS.sleep(2);
        }
    }

    @Test
    void theNextBuildDeletesWhatAKilledOneWasWriting() throws IOException {
        Path cache = directory.resolve("cache");
        SyntheticApplication application = SyntheticApplication.small(directory.resolve("app"));
        application.build(cache);
        Path segment = SyntheticApplication.files(cache.resolve("2/segments")).get(0);
        List<Path> leftovers = List.of(
                cache.resolve("2/leases/.build.killed.1.tmp"),
                Objects.requireNonNull(segment.getParent()).resolve(".part.killed.2.tmp"),
                Objects.requireNonNull(application.tar.getParent()).resolve(".app-image.tar.killed.3.tmp"),
                Objects.requireNonNull(application.tar.getParent()).resolve(".image-segments.killed.4.tmp"));
        for (Path leftover : leftovers) {
            Files.write(leftover, new byte[100]);
        }

        application.build(cache);

        assertThat(SyntheticApplication.temporaryFiles(directory)).isEmpty();
    }

    static String output(Path application) {
        try {
            return Files.readString(application.resolve("output.txt"));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
