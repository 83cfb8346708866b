package io.github.layercake.cache;

import io.github.layercake.io.Content;
import io.github.layercake.io.Digest;
import io.github.layercake.io.FileStat;
import io.github.layercake.io.Progress;
import io.github.layercake.io.VerifiedContent;
import io.github.layercake.io.Workers;
import io.github.layercake.layer.HashedPlan;
import io.github.layercake.plan.LayerEntry;
import io.github.layercake.plan.LayerPlan;
import io.github.layercake.store.Kind;
import io.github.layercake.store.Store;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;

/**
 * Hashes what goes into a layer, and spares the reading of files that were hashed before and have not changed since by
 * their stat: those of the last build by its journal, large ones of other projects by a memo each.
 */
final class InputDigests {
    /** A file of fewer bytes is read faster than its memo. */
    private static final int WORTH_A_MEMO = 64 << 10;

    /** Of a file of so many bytes it is told how much of it was read. */
    private static final long WORTH_COUNTING = 8 << 20;

    private static final Digest NOTHING = Digest.of(new byte[0]);

    private final Optional<Store> store;
    private final Workers workers;
    private final long now;
    private final Progress progress;
    /** Most files are classes, and a buffer for each would be most of what a build allocates. */
    private final ThreadLocal<byte[]> buffers = ThreadLocal.withInitial(() -> new byte[WORTH_A_MEMO]);

    private final Queue<Runnable> memos = new ConcurrentLinkedQueue<>();

    /** @param now the time before anything was looked at, nanoseconds since 1970 */
    InputDigests(Optional<Store> store, Workers workers, long now, Progress progress) {
        this.store = store;
        this.workers = workers;
        this.now = now;
        this.progress = progress;
    }

    /**
     * Hashes the entries of a layer.
     *
     * @param before what the last build knew of them, by path
     */
    HashedPlan hash(LayerPlan plan, Map<String, Journal.Input> before) throws IOException {
        List<LayerEntry> entries = plan.entries();
        progress.begin(plan.name() + ", reading", size(entries));
        List<Optional<Digest>> known = new ArrayList<>();
        Batches unknown = new Batches();
        for (LayerEntry entry : entries) {
            Optional<Digest> digest = known(entry, before);
            known.add(digest);
            if (digest.isEmpty()) {
                unknown.add(entry);
            }
        }
        unknown.submit();
        List<Digest> digests = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            Optional<Digest> digest = known.get(i);
            digests.add(digest.isPresent() ? digest.get() : unknown.next());
            long size = entries.get(i).tar().size();
            progress.add(digest.isEmpty() && size >= WORTH_COUNTING ? 0 : size);
        }
        return new HashedPlan(plan, digests);
    }

    /** Hashes several small files at a time: to pass one on to another thread takes as long as to hash it. */
    private final class Batches {
        private static final int FILES = 16;

        private final Deque<Future<List<Digest>>> submitted = new ArrayDeque<>();
        private List<LayerEntry> batch = new ArrayList<>();
        private Iterator<Digest> ready = Collections.emptyIterator();

        void add(LayerEntry entry) {
            batch.add(entry);
            if (batch.size() == FILES || entry.tar().size() >= WORTH_A_MEMO) {
                submit();
            }
        }

        void submit() {
            if (batch.isEmpty()) {
                return;
            }
            List<LayerEntry> files = batch;
            batch = new ArrayList<>();
            submitted.add(workers.submit(() -> {
                List<Digest> digests = new ArrayList<>();
                for (LayerEntry file : files) {
                    digests.add(hash(file));
                }
                return digests;
            }));
        }

        /** The digest of the next entry that was added. */
        Digest next() throws IOException {
            while (!ready.hasNext()) {
                ready = Workers.await(submitted.remove(), progress).iterator();
            }
            return ready.next();
        }
    }

    private static long size(List<LayerEntry> entries) {
        long size = 0;
        for (LayerEntry entry : entries) {
            size += entry.tar().size();
        }
        return size;
    }

    private Optional<Digest> known(LayerEntry entry, Map<String, Journal.Input> before) {
        if (entry.tar().size() == 0) {
            return Optional.of(NOTHING);
        }
        if (entry.content() instanceof VerifiedContent verified) {
            return Optional.of(verified.digest());
        }
        Optional<FileStat> stat = stat(entry);
        if (stat.isEmpty()) {
            return Optional.empty();
        }
        Journal.Input input = before.get(entry.tar().path());
        if (input != null && input.stat().equals(stat)) {
            return Optional.of(input.digest());
        }
        return stat.get().size() < WORTH_A_MEMO ? Optional.empty() : memo(entry, stat.get());
    }

    private Optional<Digest> memo(LayerEntry entry, FileStat stat) {
        if (store.isEmpty() || !(entry.content() instanceof Content.FileContent file)) {
            return Optional.empty();
        }
        Digest key = Keys.path(file.file());
        Optional<Memo> memo = Records.decode(store.get().read(Kind.MEMO, key), Memo::read)
                .filter(known -> known.stat().equals(stat));
        memo.ifPresent(known -> store.get().touch(Kind.MEMO, key));
        return memo.map(Memo::digest);
    }

    /** What a file was when it was hashed last. */
    private record Memo(FileStat stat, Digest digest) {

        static Memo read(ByteBuffer payload) {
            RecordReader in = new RecordReader(payload);
            return new Memo(in.stat(), in.digest());
        }

        ByteBuffer toBuffer() {
            return new RecordWriter().stat(stat).digest(digest).toBuffer();
        }
    }

    private Digest hash(LayerEntry entry) throws IOException {
        Digest digest = read(entry);
        Optional<FileStat> stat = stat(entry);
        if (stat.isPresent() && entry.content() instanceof Content.FileContent file) {
            if (!FileStat.of(file.file()).equals(stat.get())) {
                throw changed(entry);
            }
            if (store.isPresent()
                    && stat.get().size() >= WORTH_A_MEMO
                    && stat.get().settledBefore(now)) {
                memos.add(() -> write(file.file(), new Memo(stat.get(), digest)));
            }
        }
        return digest;
    }

    private Digest read(LayerEntry entry) throws IOException {
        long size = entry.tar().size();
        byte[] buffer = buffers.get();
        if (size >= WORTH_A_MEMO) {
            return Digest.of(size >= WORTH_COUNTING ? progress.counted(entry.content()) : entry.content(), buffer);
        }
        if (!entry.content().readExactly(buffer, 0, (int) size)) {
            throw changed(entry);
        }
        return Digest.of(buffer, (int) size);
    }

    private static IOException changed(LayerEntry entry) {
        String name = entry.content() instanceof Content.FileContent file
                ? "'" + file.file() + "'"
                : "'/" + entry.tar().path() + "' in the image";
        return new IOException("the file " + name + ", which had " + entry.tar().size()
                + " bytes, changed while it was read; build again when nothing writes to it");
    }

    private void write(Path file, Memo memo) {
        store.ifPresent(kept -> kept.write(Kind.MEMO, Keys.path(file), memo.toBuffer()));
    }

    /** Writes what is worth a memo; until then nobody waits for it. */
    void writeMemos() {
        for (Runnable memo = memos.poll(); memo != null; memo = memos.poll()) {
            memo.run();
        }
    }

    /** What the file system told of an entry's file. */
    static Optional<FileStat> stat(LayerEntry entry) {
        return entry.content() instanceof Content.FileContent file ? file.stat() : Optional.empty();
    }

    /** What may be told to the next build: a stat that shows any later change. */
    Optional<FileStat> settled(LayerEntry entry) {
        return stat(entry).filter(stat -> stat.settledBefore(now));
    }
}
