package io.github.layercake.cache;

import io.github.layercake.io.Digest;
import io.github.layercake.io.FileStat;
import io.github.layercake.io.Progress;
import io.github.layercake.io.TemporaryFile;
import io.github.layercake.io.Workers;
import io.github.layercake.layer.BuiltLayer;
import io.github.layercake.layer.Compression;
import io.github.layercake.layer.HashedPlan;
import io.github.layercake.layer.LayerBuilder;
import io.github.layercake.layer.Outcome;
import io.github.layercake.layer.PlainLayerBuilder;
import io.github.layercake.layer.SegmentedLayerBuilder;
import io.github.layercake.layer.Spool;
import io.github.layercake.oci.ImageReference;
import io.github.layercake.oci.Images;
import io.github.layercake.oci.Layer;
import io.github.layercake.oci.SavedImage;
import io.github.layercake.plan.ImagePlan;
import io.github.layercake.plan.LayerEntry;
import io.github.layercake.plan.LayerPlan;
import io.github.layercake.store.Kind;
import io.github.layercake.store.Store;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * What one build of one archive knows from earlier builds, and leaves for later ones. Without a store it knows nothing,
 * and everything works the same.
 */
public final class BuildCache implements AutoCloseable {
    private final Path archive;
    private final Optional<Store> store;
    private final Workers workers = new Workers();
    private final Spool spool;
    private final InputDigests digests;
    private final Future<Before> before;
    private final Compression compression;
    private final Progress progress;
    private final LayerBuilder builder;
    private List<LayerPlan> image = List.of();
    private final IdentityHashMap<LayerPlan, HashedPlan> hashed = new IdentityHashMap<>();
    private final List<HashedPlan> plans = new ArrayList<>();
    private Optional<KnownMainClasses.Pending> mainClasses = Optional.empty();
    private Optional<Future<List<Journal.LayerInputs>>> noted = Optional.empty();
    private final IdentityHashMap<HashedPlan, Digest> keys = new IdentityHashMap<>();

    /**
     * Opens the cache for a build.
     *
     * @param store of the user, if there is one that works
     * @param archive that will be written; its directory takes what the store cannot
     * @param progress is told what is read and made
     */
    public BuildCache(Optional<Store> store, Path archive, Compression compression, Progress progress) {
        this.store = store;
        this.archive = archive;
        this.compression = compression;
        this.progress = progress;
        this.spool = new Spool(TemporaryFile.directoryOf(archive));
        this.digests =
                new InputDigests(store, workers, TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()), progress);
        this.before = workers.submit(this::readJournal);
        this.builder = compression == Compression.NONE ? new PlainLayerBuilder(progress) : segmented();
    }

    private LayerBuilder segmented() {
        if (store.isPresent()) {
            return new CachingLayerBuilder(
                    store.get(),
                    new SegmentedLayerBuilder(
                            new StoredSegments(store.get(), spool, compression.format()),
                            workers,
                            compression,
                            progress),
                    compression,
                    this::before,
                    this::key,
                    () -> image);
        }
        SegmentedLayerBuilder builder = new SegmentedLayerBuilder(spool, workers, compression, progress);
        return plan -> new BuiltLayer(plan.plan(), builder.build(plan).layer(), new Outcome.New());
    }

    /** What the last build left. */
    private record Before(Optional<ByteBuffer> payload, Optional<Journal> journal) {}

    private Before readJournal() {
        Optional<ByteBuffer> payload = store.flatMap(
                kept -> kept.read(Kind.JOURNAL, Keys.path(archive)).payload());
        return new Before(payload, payload.flatMap(bytes -> Records.decode(bytes.duplicate(), Journal::read)));
    }

    private Optional<Journal> before() throws IOException {
        return Workers.await(before).journal();
    }

    /** The key of a layer, which takes all of its entries to make, if they are not those of the last build. */
    private Digest key(HashedPlan plan) {
        return keys.computeIfAbsent(plan, hashed -> Keys.layer(hashed, Keys.encoder(compression)));
    }

    /** Where things are kept between builds, if anywhere. */
    public Optional<Store> store() {
        return store;
    }

    /** The contents of a layer by their digests, before the layer is found or made. */
    public HashedPlan hash(LayerPlan plan) throws IOException {
        HashedPlan known = hashed.get(plan);
        if (known != null) {
            return known;
        }
        Optional<Journal.LayerInputs> last = before().flatMap(journal -> journal.layer(plan));
        HashedPlan made =
                digests.hash(plan, last.map(Journal.LayerInputs::entries).orElse(Map.of()));
        if (last.isPresent()
                && last.get().isOf(made)
                && before().orElseThrow().encoder().equals(Keys.encoder(compression))) {
            keys.put(made, last.get().key());
        }
        hashed.put(plan, made);
        return made;
    }

    /** Is told which layers are there before the others are made. */
    @FunctionalInterface
    public interface Found {
        void layers(List<Layer> lowest) throws IOException;

        /** The next one above those is there now. */
        default void next(Layer layer) throws IOException {}
    }

    /**
     * Finds layers, and makes those that are not there.
     *
     * @param search for main classes, if somebody will {@linkplain #mainClasses ask for them}
     * @param found is told which ones are there, from the lowest up to the first that has to be made, if any has; then
     *     of that one and those above, one by one
     */
    public List<BuiltLayer> layers(List<LayerPlan> all, Optional<KnownMainClasses.Search> search, Found found)
            throws IOException {
        image = all;
        List<Optional<BuiltLayer>> ready = new ArrayList<>();
        List<Layer> lowest = new ArrayList<>();
        for (LayerPlan plan : all) {
            HashedPlan hashed = hash(plan);
            plans.add(hashed);
            Optional<BuiltLayer> layer = builder.find(hashed);
            if (layer.isPresent() && lowest.size() == ready.size()) {
                lowest.add(layer.get().layer());
            }
            ready.add(layer);
        }
        if (lowest.size() < all.size()) {
            found.layers(lowest);
        }
        if (search.isPresent()) {
            mainClasses = Optional.of(new KnownMainClasses(store, workers, search.get())
                    .begin(plans, this::key, before().flatMap(journal -> journal.layer(ImagePlan.CLASSES_LAYER))));
        }
        List<BuiltLayer> layers = new ArrayList<>();
        for (int i = 0; i < ready.size(); i++) {
            layers.add(ready.get(i).isPresent() ? ready.get(i).get() : builder.build(plans.get(i)));
            if (i >= lowest.size()) {
                found.next(layers.get(i).layer());
            }
        }
        if (store.isPresent()) {
            // The keys first: they belong to this thread.
            plans.forEach(this::key);
            // Beside the writing of the archive, which keeps one processor busy.
            noted = Optional.of(workers.submit(() -> {
                digests.writeMemos();
                List<Journal.LayerInputs> inputs = new ArrayList<>();
                for (int i = 0; i < layers.size(); i++) {
                    inputs.add(inputs(plans.get(i), layers.get(i)));
                }
                return inputs;
            }));
        }
        return layers;
    }

    /** The main classes among the project's own, which were searched for while their layers were made. */
    public NavigableSet<String> mainClasses() throws IOException {
        return mainClasses.orElseThrow().get();
    }

    /** What is known of the archive from the last build. */
    public Optional<SavedImage> savedImage() throws IOException {
        return before().filter(journal -> journal.format() == SavedImage.FORMAT)
                .map(journal -> new SavedImage(
                        journal.tar(), journal.digest(), journal.id(), journal.names(), journal.blobs()));
    }

    /** What changed since the last image; absent if there was none. */
    public Optional<Delta> delta(Images images, List<BuiltLayer> layers) throws IOException {
        return before().map(journal -> {
            List<SavedImage.Blob> blobs = new ArrayList<>(journal.base());
            journal.layers().forEach(layer -> blobs.add(layer.blob()));
            return Delta.of(Set.copyOf(journal.blobs()), blobs, images, layers);
        });
    }

    /**
     * Notes what was written, for the next build.
     *
     * @param file the archive as it was left; absent if another build has replaced it, and will note its own
     */
    public void written(Images images, List<ImageReference> names, List<BuiltLayer> layers, Optional<FileStat> file)
            throws IOException {
        List<Journal.LayerInputs> inputs = noted.isPresent() ? Workers.await(noted.get()) : List.of();
        if (store.isEmpty() || file.isEmpty()) {
            return;
        }
        List<Layer> main = images.main().layers();
        Journal journal = new Journal(
                archive.toAbsolutePath().toString(),
                names.stream().map(ImageReference::toString).toList(),
                Keys.encoder(compression),
                images.digest(),
                images.main().id(),
                SavedImage.FORMAT,
                file.get(),
                images.layers().stream().map(SavedImage.Blob::of).toList(),
                main.subList(0, main.size() - layers.size()).stream()
                        .map(SavedImage.Blob::of)
                        .toList(),
                inputs);
        ByteBuffer payload = journal.toBuffer();
        if (Workers.await(before).payload().equals(Optional.of(payload))) {
            store.get().touch(Kind.JOURNAL, Keys.path(archive));
        } else {
            store.get().write(Kind.JOURNAL, Keys.path(archive), payload);
        }
    }

    /**
     * Notes what was told, for a next build of which nothing has changed.
     *
     * @param file the archive as it was left
     */
    public void told(BuildInputs inputs, FileStat file, RecordWriter report) {
        if (store.isPresent()) {
            new LastBuild(store.get(), archive).write(inputs, file, report);
        }
    }

    private Journal.LayerInputs inputs(HashedPlan plan, BuiltLayer built) {
        Map<String, Journal.Input> inputs = new LinkedHashMap<>();
        List<LayerEntry> entries = plan.plan().entries();
        for (int i = 0; i < entries.size(); i++) {
            LayerEntry entry = entries.get(i);
            inputs.put(
                    entry.tar().path(),
                    new Journal.Input(
                            plan.facts().get(i), entry.label(), plan.digests().get(i), digests.settled(entry)));
        }
        return new Journal.LayerInputs(plan.plan().name(), key(plan), SavedImage.Blob.of(built.layer()), inputs);
    }

    @Override
    public void close() throws IOException {
        workers.close();
        spool.close();
    }
}
