package io.github.layercake.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.layercake.io.Checksum;
import io.github.layercake.io.Content;
import io.github.layercake.io.Digest;
import io.github.layercake.io.Progress;
import io.github.layercake.io.Segment;
import io.github.layercake.io.TarEntry;
import io.github.layercake.io.Workers;
import io.github.layercake.plan.LayerEntry;
import io.github.layercake.plan.LayerPlan;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
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
    void whatIsThereIsNotReadAgain() throws IOException {
        MemorySpace space = new MemorySpace();
        List<LayerEntry> entries = new ArrayList<>(plan(40).plan().entries());
        SegmentedLayer first = build(space, hashed(entries));
        int changed = 37;
        byte[] other = new byte[5_000];
        List<Integer> read = new CopyOnWriteArrayList<>();
        List<LayerEntry> counted = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            int number = i;
            byte[] bytes = i == changed ? other : entries.get(i).content().readAll();
            counted.add(entry(i, bytes.length, () -> {
                read.add(number);
                return new ByteArrayInputStream(bytes);
            }));
        }
        HashedPlan plan = hashed(counted);
        read.clear();
        SegmentedLayer second = build(space, plan);

        assertThat(read).contains(changed).hasSizeLessThan(12);
        assertThat(second.layer().digest())
                .isNotEqualTo(first.layer().digest())
                .isEqualTo(build(new MemorySpace(), plan).layer().digest());
        read.clear();
        SegmentedLayer third = build(space, plan);
        assertThat(read).isEmpty();
        assertThat(third.layer().diffId()).isEqualTo(second.layer().diffId());
        assertThat(third.layer().content().readAll())
                .isEqualTo(second.layer().content().readAll());
    }

    @Test
    void aSegmentThatIsNotWhatItSaysIsMadeAnew() throws IOException {
        HashedPlan plan = plan(20);
        MemorySpace space = new MemorySpace();
        SegmentedLayer right = build(space, plan);
        for (Map.Entry<Digest, SegmentSpace.KeptSegment> there :
                Map.copyOf(space.segments).entrySet()) {
            Digest piece = there.getKey();
            SegmentSpace.KeptSegment kept = there.getValue();
            Segment segment = kept.segment();
            byte[] altered = kept.content().readAll();
            altered[altered.length / 2] ^= 1;
            for (SegmentSpace.KeptSegment bad : List.of(
                    new SegmentSpace.KeptSegment(segment, Content.of(altered), kept.checksum()),
                    new SegmentSpace.KeptSegment(segment, Content.of(altered, altered.length / 2), kept.checksum()),
                    new SegmentSpace.KeptSegment(
                            new Segment(segment.plainSize(), segment.size(), segment.crc32() ^ 1),
                            kept.content(),
                            kept.checksum()),
                    new SegmentSpace.KeptSegment(
                            new Segment(segment.plainSize() + 1, segment.size(), segment.crc32()),
                            kept.content(),
                            kept.checksum()))) {
                space.segments.put(piece, bad);
                SegmentedLayer made = build(space, plan);
                assertThat(made.layer().digest()).isEqualTo(right.layer().digest());
                assertThat(made.layer().diffId()).isEqualTo(right.layer().diffId());
                assertThat(made.segments()).isEqualTo(right.segments());
                assertThat(space.segments.get(piece)).as("it was replaced").isNotSameAs(bad);
            }
        }
    }

    private static SegmentedLayer build(SegmentSpace space, HashedPlan plan) throws IOException {
        try (Workers workers = new Workers()) {
            return new SegmentedLayerBuilder(space, workers, Compression.GZIP, Progress.untold()).build(plan);
        }
    }

    /** Believes everything. */
    private static final class MemorySpace implements SegmentSpace {
        final Map<Digest, KeptSegment> segments = new ConcurrentHashMap<>();

        @Override
        public Optional<KeptSegment> find(Digest piece) {
            return Optional.ofNullable(segments.get(piece));
        }

        @Override
        public Draft create(Digest piece) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            return new Draft() {
                @Override
                public OutputStream out() {
                    return bytes;
                }

                @Override
                public KeptSegment keep(Segment segment) {
                    byte[] encoded = bytes.toByteArray();
                    long checksum =
                            new Checksum().update(encoded, 0, encoded.length).value();
                    KeptSegment kept = new KeptSegment(segment, Content.of(encoded), checksum);
                    segments.put(piece, kept);
                    return kept;
                }

                @Override
                public void close() {}
            };
        }
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
