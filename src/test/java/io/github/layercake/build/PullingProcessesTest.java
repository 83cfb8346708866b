package io.github.layercake.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.layercake.fixture.RandomImage;
import io.github.layercake.fixture.TestTar;
import io.github.layercake.io.Content;
import io.github.layercake.io.Digest;
import io.github.layercake.registry.TestRegistry;
import io.github.layercake.registry.TestServer;
import io.github.layercake.store.BlobFile;
import io.github.layercake.store.Store;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes that want the same base at the same time: each blob travels once, whoever dies. */
@Timeout(180)
class PullingProcessesTest {
    private static final RandomImage BASE = RandomImage.of(51, 2)
            .withTars(
                    new TestTar()
                            .file("a", SyntheticApplication.random(1, 3_000_000))
                            .bytes(),
                    new TestTar()
                            .file("b", SyntheticApplication.random(2, 2_000_000))
                            .bytes(),
                    new TestTar()
                            .file("c", SyntheticApplication.random(3, 1_000))
                            .bytes())
            .withConfig("{'history':[]}");

    @TempDir
    Path directory;

    private final List<Process> processes = new ArrayList<>();
    private TestRegistry registry = TestRegistry.open();

    @BeforeEach
    void addBase() {
        registry.add("team/base", "1", BASE);
    }

    @AfterEach
    void stop() throws IOException, InterruptedException {
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
        registry.close();
    }

    private SyntheticApplication application(String name) throws IOException {
        return SyntheticApplication.small(directory.resolve(name));
    }

    private Process fork(SyntheticApplication application) throws IOException {
        Process process = PullingBuild.fork(application, directory.resolve("cache"), registry.host() + "/team/base:1");
        processes.add(process);
        return process;
    }

    private void requireDone(Process process, SyntheticApplication application) throws Exception {
        assertThat(process.waitFor())
                .as(() -> KilledBuildTest.output(application.directory))
                .isZero();
        assertThat(SyntheticApplication.temporaryFiles(application.directory)).isEmpty();
    }

    /** The same image as a build alone makes, which has a cache of its own. */
    private void requireRight(SyntheticApplication application) throws IOException {
        byte[] made = Files.readAllBytes(application.tar);
        Files.delete(application.tar);
        PullingBuild.build(application, directory.resolve("cache-of-its-own"), registry.host() + "/team/base:1");
        assertThat(application.tar).hasBinaryContent(made);
    }

    /** How often each blob was fetched, and the manifest by its digest. */
    private Map<String, Integer> fetched() {
        Map<String, Integer> times = new TreeMap<>();
        for (String line : registry.server().lines()) {
            if (line.startsWith("GET /v2/team/base/")) {
                times.merge(line.substring(line.lastIndexOf('/') + 1), 1, Integer::sum);
            }
        }
        return times;
    }

    @Test
    void eachBlobIsFetchedOnceByProcessesThatWantItAtTheSameTime() throws Exception {
        // Nothing but the tag is answered before both have asked for it.
        CountDownLatch both = new CountDownLatch(2);
        registry.behaviour = (asked, out) -> {
            if (asked.method().equals("HEAD")) {
                both.countDown();
                both.await(60, TimeUnit.SECONDS);
            } else if (!asked.path().equals("/v2/")) {
                TimeUnit.MILLISECONDS.sleep(300);
            }
            return TestRegistry.PROPERLY;
        };
        SyntheticApplication one = application("one");
        SyntheticApplication two = application("two");
        Process first = fork(one);
        Process second = fork(two);
        requireDone(first, one);
        requireDone(second, two);

        assertThat(both.getCount()).isZero();
        assertThat(fetched()).as("manifest, config, three layers").hasSize(5);
        assertThat(fetched().values()).containsOnly(1);
        assertThat(SyntheticApplication.temporaryFiles(directory.resolve("cache")))
                .isEmpty();
        registry.behaviour = (asked, out) -> TestRegistry.PROPERLY;
        requireRight(one);
        requireRight(two);
    }

    @Test
    void whoWaitsForAProcessThatIsKilledFetchesItHimself() throws Exception {
        String blob = RandomImage.sha256(BASE.layer(0));
        AtomicInteger times = new AtomicInteger();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        registry.behaviour = (asked, out) -> {
            if (asked.path().endsWith(blob) && times.getAndIncrement() == 0) {
                byte[] half = java.util.Arrays.copyOf(BASE.layer(0), BASE.layer(0).length / 2);
                TestServer.raw(out, "HTTP/1.1 200 OK\r\nContent-Length: " + BASE.layer(0).length + "\r\n\r\n");
                out.write(half);
                out.flush();
                begun.countDown();
                end.await(60, TimeUnit.SECONDS);
                return TestRegistry.DROP;
            }
            return TestRegistry.PROPERLY;
        };
        SyntheticApplication one = application("one");
        Process first = fork(one);
        assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
        SyntheticApplication two = application("two");
        Process second = fork(two);
        awaitHeads(2);
        TimeUnit.MILLISECONDS.sleep(1500);
        assertThat(times).as("the second one waits for the first").hasValue(1);
        assertThat(second.isAlive()).isTrue();

        first.destroyForcibly().waitFor();
        requireDone(second, two);
        end.countDown();

        assertThat(fetched()).containsEntry(blob, 2);
        assertThat(fetched().values().stream().mapToInt(Integer::intValue).sum())
                .as("all others once")
                .isEqualTo(6);
        requireRight(two);
        // What the first one left is swept by the next pruning, and in nobody's way.
        PullingBuild.build(one, directory.resolve("cache"), registry.host() + "/team/base:1");
        assertThat(fetched().get(blob)).as("and one for the cache of its own").isEqualTo(3);
        requireRight(one);
    }

    /** Their other threads go on, so this is no deadlock; the system says that it is one to who waits in its queue. */
    @Test
    void twoProcessesMayWaitForEachOther() throws Exception {
        byte[] ours = SyntheticApplication.random(4, 1_000);
        byte[] theirs = SyntheticApplication.random(5, 1_000);
        Path cache = directory.resolve("cache");
        CountDownLatch locked = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (Store store = Store.open(cache)) {
            Future<Optional<Content>> first =
                    threads.submit(() -> BlobFile.of(store, Digest.of(ours)).keep(new Content() {
                        @Override
                        public long size() {
                            return ours.length;
                        }

                        @Override
                        public InputStream open() throws IOException {
                            locked.countDown();
                            try {
                                finish.await(60, TimeUnit.SECONDS);
                            } catch (InterruptedException e) {
                                throw new IOException(e);
                            }
                            return new ByteArrayInputStream(ours);
                        }
                    }));
            assertThat(locked.await(60, TimeUnit.SECONDS)).isTrue();
            Process other = ChildJvm.start(
                    TwoLocks.class,
                    directory,
                    lock(cache, theirs).toString(),
                    lock(cache, ours).toString());
            processes.add(other);
            while (!KilledBuildTest.output(directory).contains(TwoLocks.WAITING)) {
                TimeUnit.MILLISECONDS.sleep(20);
                assertThat(other.isAlive()).isTrue();
            }
            TimeUnit.MILLISECONDS.sleep(300);

            Future<Optional<Content>> second =
                    threads.submit(() -> BlobFile.of(store, Digest.of(theirs)).keep(Content.of(theirs)));
            TimeUnit.MILLISECONDS.sleep(300);
            assertThat(second.isDone()).as("it waits").isFalse();
            finish.countDown();

            assertThat(first.get().orElseThrow().readAll()).isEqualTo(ours);
            assertThat(second.get().orElseThrow().readAll()).isEqualTo(theirs);
            assertThat(other.waitFor()).isZero();
        } finally {
            threads.shutdownNow();
        }
    }

    private static Path lock(Path cache, byte[] blob) throws IOException {
        String hex = Digest.of(blob).hex();
        Path parent = Files.createDirectories(cache.resolve("2/blobs/" + hex.substring(0, 2)));
        return parent.resolve("." + hex + ".lock");
    }

    /** Locks one file, and waits for the lock of another. */
    static final class TwoLocks {
        static final String WAITING = "waiting";

        private TwoLocks() {}

        public static void main(String[] args) throws IOException {
            try (FileChannel first = open(args[1]);
                    FileChannel second = open(args[2])) {
                first.lock();
                System.out.println(WAITING);
                second.lock();
            }
        }

        private static FileChannel open(String file) throws IOException {
            return FileChannel.open(Path.of(file), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        }
    }

    private void awaitHeads(int count) throws InterruptedException {
        while (registry.server().lines().stream()
                        .filter(line -> line.startsWith("HEAD"))
                        .count()
                < count) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
