package io.github.layercake.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.layercake.store.Pruning;
import io.github.layercake.store.Store;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Any number of builds on one cache, while somebody prunes it: every archive is the one that a build alone makes. */
@Timeout(600)
class ConcurrentBuildsTest {
    private static final Pruning EVERYTHING = new Pruning(Duration.ZERO, 0, false);

    @TempDir
    Path directory;

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final AtomicBoolean done = new AtomicBoolean();

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    @Test
    void threadsShareAStoreWhileItIsPruned() throws Exception {
        Path cache = directory.resolve("cache");
        List<Callable<Object>> builds = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            SyntheticApplication application = SyntheticApplication.small(directory.resolve("app" + i));
            builds.add(() -> {
                BuildLoop.run(application, cache, 6);
                return "built";
            });
        }

        runWhilePruning(cache, builds);

        assertThatNothingIsLeft(cache);
    }

    @Test
    void processesShareAStoreWhileItIsPruned() throws Exception {
        Path cache = directory.resolve("cache");
        List<Callable<Object>> builds = new ArrayList<>();
        for (int i = 0; i < Integer.getInteger("faults.processes", 3); i++) {
            SyntheticApplication application = SyntheticApplication.small(directory.resolve("app" + i));
            builds.add(() -> {
                Process process = BuildLoop.fork(application.directory, cache, 6);
                assertThat(process.waitFor())
                        .as(() -> KilledBuildTest.output(application.directory))
                        .isZero();
                return "built";
            });
        }

        runWhilePruning(cache, builds);

        assertThatNothingIsLeft(cache);
    }

    @Test
    void twoVersionsOfThePluginInOneJvmShareAStore() throws Exception {
        Path cache = directory.resolve("cache");
        try (URLClassLoader one = loader();
                URLClassLoader two = loader()) {
            assertThat(one.loadClass(Store.class.getName())).isNotSameAs(two.loadClass(Store.class.getName()));
            List<Callable<Object>> builds = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                SyntheticApplication application = SyntheticApplication.small(directory.resolve("app" + i));
                URLClassLoader loader = i % 2 == 0 ? one : two;
                String[] arguments = {application.directory.toString(), cache.toString(), "5"};
                builds.add(() -> {
                    loader.loadClass(BuildLoop.class.getName())
                            .getMethod("main", String[].class)
                            .invoke(null, (Object) arguments);
                    return "built";
                });
            }
            runWhilePruning(cache, builds);
        }
        assertThatNothingIsLeft(cache);
    }

    private static URLClassLoader loader() throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        for (String element :
                Objects.requireNonNull(System.getProperty("java.class.path")).split(File.pathSeparator)) {
            urls.add(Path.of(element).toUri().toURL());
        }
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    private void runWhilePruning(Path cache, List<Callable<Object>> builds) throws Exception {
        Future<Object> pruner = executor.submit(() -> {
            while (!done.get()) {
                try (Store store = Store.open(cache)) {
                    store.prune(EVERYTHING);
                }
                TimeUnit.MILLISECONDS.sleep(5);
            }
            return "pruned";
        });
        List<Future<Object>> futures = new ArrayList<>();
        builds.forEach(build -> futures.add(executor.submit(build)));
        try {
            for (Future<Object> future : futures) {
                assertThat(future.get()).isEqualTo("built");
            }
        } finally {
            done.set(true);
        }
        assertThat(pruner.get()).isEqualTo("pruned");
    }

    private void assertThatNothingIsLeft(Path cache) throws IOException, ExecutionException {
        assertThat(SyntheticApplication.temporaryFiles(directory)).isEmpty();
        try (Store store = Store.open(cache)) {
            assertThat(store.prune(EVERYTHING).kept()).isZero();
        }
    }
}
