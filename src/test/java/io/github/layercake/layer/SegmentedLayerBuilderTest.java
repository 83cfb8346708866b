package io.github.layercake.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.layercake.io.Content;
import io.github.layercake.io.Digest;
import io.github.layercake.io.Progress;
import io.github.layercake.io.TarEntry;
import io.github.layercake.io.Workers;
import io.github.layercake.plan.LayerEntry;
import io.github.layercake.plan.LayerPlan;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SegmentedLayerBuilderTest {
    @TempDir
    Path directory;

    @Test
    void anyNumberOfThreadsMakesTheSameBytes() throws IOException {
        HashedPlan plan = plan(40);
        List<Digest> digests = new ArrayList<>();
        for (int threads : new int[] {1, 2, 7, 32}) {
            try (Spool spool = new Spool(directory);
                    Workers workers = new Workers(threads)) {
                SegmentedLayer made =
                        new SegmentedLayerBuilder(spool, workers, Compression.GZIP, Progress.untold()).build(plan);
                assertThat(Digest.of(made.layer().content()))
                        .isEqualTo(made.layer().digest());
                try (InputStream plain =
                        new GZIPInputStream(made.layer().content().open())) {
                    assertThat(Digest.of(plain.readAllBytes()))
                            .isEqualTo(made.layer().diffId());
                }
                assertThat(made.layer().content().size()).isEqualTo(made.layer().size());
                digests.add(made.layer().digest());
            }
        }
        assertThat(digests).hasSize(4).containsOnly(digests.get(0));
        assertThatNothingIsLeft();
    }

    @Test
    void whatFailsInAThreadFailsTheBuild() throws IOException {
        for (Exception failure : List.of(new IOException("unreadable"), new IllegalStateException("unthinkable"))) {
            List<LayerEntry> entries = new ArrayList<>(plan(20).plan().entries());
            entries.set(3, entry(3, 100_000, () -> {
                throw failure;
            }));
            try (Spool spool = new Spool(directory);
                    Workers workers = new Workers()) {
                SegmentedLayerBuilder builder =
                        new SegmentedLayerBuilder(spool, workers, Compression.GZIP, Progress.untold());
                assertThatThrownBy(() -> builder.build(hashed(entries))).isSameAs(failure);
            }
            assertThatNothingIsLeft();
        }
    }

    @Test
    void anInterruptedBuildEnds() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        HashedPlan plan = plan(20);
        List<LayerEntry> entries = new ArrayList<>(plan.plan().entries());
        entries.set(3, entry(3, 100_000, () -> {
            reading.countDown();
            try {
                TimeUnit.HOURS.sleep(1);
            } catch (InterruptedException e) {
                throw new InterruptedIOException("stopped");
            }
            return InputStream.nullInputStream();
        }));
        FutureTask<Throwable> build = new FutureTask<>(() -> {
            try (Spool spool = new Spool(directory);
                    Workers workers = new Workers()) {
                new SegmentedLayerBuilder(spool, workers, Compression.GZIP, Progress.untold())
                        .build(new HashedPlan(new LayerPlan("test", "", entries), plan.digests()));
                return new AssertionError("The build went on");
            } catch (IOException e) {
                return Thread.currentThread().isInterrupted() ? e : new AssertionError("The interrupt was lost");
            }
        });
        Thread thread = new Thread(build);
        thread.start();
        reading.await();
        thread.interrupt();

        assertThat(build.get()).isInstanceOf(InterruptedIOException.class);
        assertThatNothingIsLeft();
    }

    @Test
    void closedWorkersHaveStopped() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        Future<Boolean> task;
        try (Workers workers = new Workers(1)) {
            task = workers.submit(() -> {
                started.countDown();
                long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(300);
                while (System.nanoTime() < end) {
                    Thread.onSpinWait();
                }
                return true;
            });
            started.await();
        }
        assertThat(task.isDone()).isTrue();
    }

    private void assertThatNothingIsLeft() throws IOException {
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).isEmpty();
        }
    }

    /** Files of all sizes, so that some are segments and some are in glue. */
    private static HashedPlan plan(int files) {
        List<LayerEntry> entries = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < files; i++) {
            byte[] bytes = new byte[random.nextInt(i % 3 == 0 ? 200_000 : 9_000)];
            for (int at = 0; at < bytes.length; at++) {
                bytes[at] = (byte) (random.nextInt(100) < 30 ? random.nextInt(256) : 'e');
            }
            entries.add(entry(i, bytes.length, () -> new ByteArrayInputStream(bytes)));
        }
        return hashed(entries);
    }

    /** How a content is opened. */
    private interface Opening {
        InputStream open() throws Exception;
    }

    private static LayerEntry entry(int i, int size, Opening opening) {
        Content content = new Content() {
            @Override
            public long size() {
                return size;
            }

            @Override
            public InputStream open() throws IOException {
                try {
                    return opening.open();
                } catch (IOException | RuntimeException e) {
                    throw e;
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }
        };
        return new LayerEntry(TarEntry.file("app/dir" + i / 5 + "/file" + i, size, 0644, 0, 0), content, "");
    }

    private static HashedPlan hashed(List<LayerEntry> entries) {
        List<Digest> digests = new ArrayList<>();
        for (LayerEntry entry : entries) {
            try {
                digests.add(Digest.of(entry.content().readAll()));
            } catch (IOException | RuntimeException e) {
                digests.add(Digest.of(new byte[0]));
            }
        }
        return new HashedPlan(new LayerPlan("test", "", entries), digests);
    }
}
