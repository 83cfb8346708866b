package io.github.layercake.cache;

import io.github.layercake.io.Digest;
import io.github.layercake.io.Workers;
import io.github.layercake.layer.HashedPlan;
import io.github.layercake.plan.ImagePlan;
import io.github.layercake.plan.TreeEntry;
import io.github.layercake.store.Kind;
import io.github.layercake.store.Store;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Remembers which of a project's classes can be started, and has only those searched that changed since. */
public final class KnownMainClasses {
    /** Class files that one thread reads before another may take over. */
    private static final int SEARCHED_AT_ONCE = 100;

    private final Optional<Store> store;
    private final Workers workers;
    private final Search search;

    KnownMainClasses(Optional<Store> store, Workers workers, Search search) {
        this.store = store;
        this.workers = workers;
        this.search = search;
    }

    /** Reads class files, and tells which ones can be started: each by its own bytes. Thread-safe. */
    @FunctionalInterface
    public interface Search {
        NavigableSet<String> find(List<TreeEntry> classes) throws IOException;
    }

    /** Main classes that are being searched for. */
    @FunctionalInterface
    interface Pending {
        NavigableSet<String> get() throws IOException;
    }

    /**
     * Begins to search the layers of an image, beside what else is done with them.
     *
     * @param keys makes the key of a layer
     * @param last the layer of the classes in the last build
     */
    Pending begin(List<HashedPlan> layers, Function<HashedPlan, Digest> keys, Optional<Journal.LayerInputs> last) {
        List<Pending> searches = new ArrayList<>();
        List<TreeEntry> elsewhere = new ArrayList<>();
        for (HashedPlan layer : layers) {
            if (store.isPresent() && layer.plan().name().equals(ImagePlan.CLASSES_LAYER)) {
                searches.add(begin(store.get(), layer, Keys.mainClasses(keys.apply(layer)), last));
            } else {
                elsewhere.addAll(layer.files(ImagePlan.CLASSES));
            }
        }
        searches.add(begin(elsewhere));
        return () -> {
            NavigableSet<String> all = new TreeSet<>();
            for (Pending search : searches) {
                all.addAll(search.get());
            }
            return all;
        };
    }

    private Pending begin(Store store, HashedPlan layer, Digest key, Optional<Journal.LayerInputs> last) {
        Optional<NavigableSet<String>> known = read(store, key);
        if (known.isPresent()) {
            store.touch(Kind.MAIN_CLASS, key);
            return known::get;
        }
        List<TreeEntry> unknown = new ArrayList<>(layer.files(ImagePlan.CLASSES));
        NavigableSet<String> kept =
                last.isPresent() ? withoutUnchanged(store, unknown, layer, last.get()) : new TreeSet<>();
        Pending search = begin(unknown);
        return () -> {
            NavigableSet<String> found = search.get();
            found.addAll(kept);
            store.write(Kind.MAIN_CLASS, key, bytes(found));
            return found;
        };
    }

    /** Removes from {@code unknown} what the last build knew, and returns the main classes among it. */
    private NavigableSet<String> withoutUnchanged(
            Store store, List<TreeEntry> unknown, HashedPlan layer, Journal.LayerInputs last) {
        NavigableSet<String> kept = new TreeSet<>();
        Optional<NavigableSet<String>> before = read(store, Keys.mainClasses(last.key()));
        if (before.isPresent()) {
            Set<String> same = last.unchanged(layer);
            unknown.removeIf(entry -> same.contains(ImagePlan.CLASSES + "/" + entry.path()));
            for (String name : before.get()) {
                if (same.contains(ImagePlan.CLASSES + "/" + name.replace('.', '/') + ".class")) {
                    kept.add(name);
                }
            }
        }
        return kept;
    }

    private Pending begin(List<TreeEntry> classes) {
        List<Future<NavigableSet<String>>> searches = new ArrayList<>();
        for (int from = 0; from < classes.size(); from += SEARCHED_AT_ONCE) {
            List<TreeEntry> some = classes.subList(from, Math.min(from + SEARCHED_AT_ONCE, classes.size()));
            searches.add(workers.submit(() -> search.find(some)));
        }
        return () -> {
            NavigableSet<String> found = new TreeSet<>();
            for (Future<NavigableSet<String>> some : searches) {
                found.addAll(Workers.await(some));
            }
            return found;
        };
    }

    private static Optional<NavigableSet<String>> read(Store store, Digest key) {
        return Records.decode(store.read(Kind.MAIN_CLASS, key), payload -> {
            RecordReader in = new RecordReader(payload);
            NavigableSet<String> names = new TreeSet<>();
            for (int i = in.count(); i > 0; i--) {
                names.add(in.text());
            }
            return names;
        });
    }

    private static ByteBuffer bytes(NavigableSet<String> names) {
        RecordWriter out = new RecordWriter().number(names.size());
        names.forEach(out::text);
        return out.toBuffer();
    }
}
