package io.github.layercake.build;

import io.github.layercake.base.Base;
import io.github.layercake.base.BaseSources;
import io.github.layercake.base.StoredBlobs;
import io.github.layercake.cache.BuildCache;
import io.github.layercake.cache.BuildInputs;
import io.github.layercake.cache.KnownMainClasses;
import io.github.layercake.cache.LastBuild;
import io.github.layercake.cache.RecordReader;
import io.github.layercake.destination.Destination;
import io.github.layercake.destination.RegistryDestination;
import io.github.layercake.destination.TarDestination;
import io.github.layercake.io.FileStat;
import io.github.layercake.io.ImageException;
import io.github.layercake.io.Progress;
import io.github.layercake.io.TemporaryFile;
import io.github.layercake.layer.BuiltLayer;
import io.github.layercake.layer.Spool;
import io.github.layercake.oci.Image;
import io.github.layercake.oci.Images;
import io.github.layercake.oci.Layer;
import io.github.layercake.plan.ImagePlan;
import io.github.layercake.plan.LayerPlan;
import io.github.layercake.plan.Layering;
import io.github.layercake.project.MainClasses;
import io.github.layercake.registry.BlobStore;
import io.github.layercake.registry.ImagePush;
import io.github.layercake.registry.Registries;
import io.github.layercake.runtime.JavaRuntime;
import io.github.layercake.runtime.WatchedFile;
import io.github.layercake.store.DamagedStoreException;
import io.github.layercake.store.Pruning;
import io.github.layercake.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The recipe: base, plan, layers, config, image, archive. */
public final class ImageBuild {
    /** So often a build begins again because of something damaged in the store; then it does without. */
    private static final int ATTEMPTS = 8;

    /** What is remembered of the archive of an image that went to a registry; no file has this stat. */
    private static final FileStat NO_FILE = new FileStat(-1, 0, 0, 0);

    private final Layering layering;
    private final BuildLog log;
    private final Registries registries;

    /**
     * A recipe.
     *
     * @param registries that bases come from and images go to
     */
    public ImageBuild(Layering layering, BuildLog log, Registries registries) {
        this.layering = layering;
        this.log = log;
        this.registries = registries;
    }

    /**
     * Makes the image and writes it.
     *
     * @throws ImageException if the user can mend what is wrong
     * @throws IOException if the machine fails us: disk full, no permission
     */
    public BuildReport run(ImageRequest request) throws IOException {
        long start = System.nanoTime();
        Progress progress = new Progress(log);
        long now = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
        Optional<Store> store = openStore(request);
        try {
            Optional<Base.Identity> identity = identity(request, store, progress);
            Optional<BuildInputs> inputs = identity.isPresent()
                    ? Optional.of(RequestInputs.of(request, identity.get(), now).text(layering.id()))
                    : Optional.empty();
            Optional<RecordReader> told = inputs.isPresent() && store.isPresent()
                    ? new LastBuild(store.get(), request.tar()).find(inputs.get())
                    : Optional.empty();
            Optional<BuildReport> same =
                    told.isPresent() ? unchanged(request, identity, told.get(), start) : Optional.empty();
            if (same.isPresent()) {
                return same.get();
            }
            for (int attempt = 1; ; attempt++) {
                try (BuildCache cache = new BuildCache(store, request.tar(), request.compression(), progress)) {
                    BlobStore blobs = StoredBlobs.of(store);
                    Base base = new BaseSources(registries, blobs, progress)
                            .open(request.from(), request.directory(), request.platforms());
                    List<Image> bases = base.images();
                    List<List<LayerReport>> baseLayers = Reporting.baseLayers(bases);
                    ImagePlan plan = Assembly.plan(request, layering, Assembly.most(bases));
                    if (attempt == 1) {
                        base.named().ifPresent(this::tell);
                        log.started(request, baseLayers);
                        plan.unmatched().forEach(log::unmatched);
                    }
                    Made made = make(request, bases, plan, cache, blobs, progress);
                    BuildReport report = Reporting.of(request, baseLayers, made, cache, start);
                    // Between both questions another build may have learnt another meaning of the base's name.
                    if (inputs.isPresent()
                            && identity.flatMap(Base.Identity::digest)
                                    .equals(base.named().map(Base.Named::digest))) {
                        keep(inputs.get(), report, made, cache);
                    }
                    tell(report);
                    return report;
                } catch (DamagedStoreException e) {
                    log.damaged(e);
                    if (attempt == ATTEMPTS) {
                        store.ifPresent(this::close);
                        store = Optional.empty();
                    }
                }
            }
        } finally {
            store.ifPresent(this::close);
        }
    }

    private static void keep(BuildInputs inputs, BuildReport report, Made made, BuildCache cache) {
        for (WatchedFile file : made.watched()) {
            inputs.besides(file.stat());
        }
        made.published().file().ifPresent(file -> cache.told(inputs, file, ReportRecord.write(report, made.watched())));
    }

    /** Which image the base is; absent if that cannot be told, or nobody will ask. */
    private Optional<Base.Identity> identity(ImageRequest request, Optional<Store> store, Progress progress)
            throws IOException {
        return request.push() || store.isEmpty()
                ? Optional.empty()
                : new BaseSources(registries, StoredBlobs.of(store), progress)
                        .identity(request.from(), request.directory());
    }

    private Optional<Store> openStore(ImageRequest request) {
        try {
            return Optional.of(Store.open(request.cacheDirectory()));
        } catch (IOException e) {
            log.withoutCache(request, e);
            return Optional.empty();
        }
    }

    private void close(Store store) {
        if (!store.damaged().isEmpty()) {
            log.setAside(store.damaged());
        }
        store.pruneDaily(Pruning.DEFAULT);
        store.close();
    }

    /** Exactly this image was made by the last build, and is there. */
    private Optional<BuildReport> unchanged(
            ImageRequest request, Optional<Base.Identity> base, RecordReader told, long start) {
        Path directory = TemporaryFile.directoryOf(request.tar());
        TemporaryFile.sweep(directory, Objects.toString(request.tar().getFileName()));
        Spool.sweep(directory);
        Optional<BuildReport> report =
                ReportRecord.unchanged(told, request, Duration.ofNanos(System.nanoTime() - start));
        if (report.isPresent()) {
            List<List<LayerReport>> baseLayers = new ArrayList<>();
            int most = 0;
            for (BuildReport.OfPlatform image : report.get().platforms()) {
                baseLayers.add(image.baseLayers());
                most = Math.max(most, image.baseLayers().size());
            }
            base.flatMap(Base.Identity::named).ifPresent(this::tell);
            log.started(request, baseLayers);
            if (!layering.rules().isEmpty()) {
                ImagePlan.of(request.contents(), layering, most).unmatched().forEach(log::unmatched);
            }
            tell(report.get());
        }
        return report;
    }

    private void tell(BuildReport report) {
        for (LayerReport layer : report.layers()) {
            log.layer(layer);
        }
        log.finished(report);
    }

    private void tell(Base.Named base) {
        log.named(base.reference(), base.digest(), base.stale());
    }

    /** The images for all platforms, what they were made of, and where they went. */
    record Made(
            Images images,
            List<BuiltLayer> layers,
            Destination.Published published,
            Optional<JavaRuntime.Facts> runtime,
            List<WatchedFile> watched) {}

    private Made make(
            ImageRequest request,
            List<Image> bases,
            ImagePlan plan,
            BuildCache cache,
            BlobStore blobs,
            Progress progress)
            throws IOException {
        if (request.jlink().isEmpty()) {
            return make(request, bases, plan, Optional.empty(), cache, blobs, progress);
        }
        try (JavaRuntime runtime = RuntimeStep.prepare(request, request.jlink().get(), bases, plan, cache, progress)) {
            return make(request, bases, plan, Optional.of(runtime), cache, blobs, progress);
        }
    }

    private Made make(
            ImageRequest request,
            List<Image> bases,
            ImagePlan plan,
            Optional<JavaRuntime> runtime,
            BuildCache cache,
            BlobStore blobs,
            Progress progress)
            throws IOException {
        List<LayerPlan> plans = new ArrayList<>(runtime.map(JavaRuntime::layers).orElse(List.of()));
        plans.addAll(plan.layers());
        if (request.push()) {
            try (RegistryDestination registry =
                    new RegistryDestination(ImagePush.begin(registries, blobs, request.names()))) {
                List<BuiltLayer> layers = cache.layers(plans, search(request), new BuildCache.Found() {
                    @Override
                    public void layers(List<Layer> lowest) throws IOException {
                        registry.send(on(bases, lowest));
                    }

                    @Override
                    public void next(Layer layer) {
                        registry.send(List.of(layer));
                    }
                });
                Images images = Assembly.images(request, bases, plan, layers, launch(request, cache), runtime);
                Destination.Published published = registry.publish(images, request.names());
                cache.written(images, request.names(), layers, Optional.of(NO_FILE));
                return new Made(images, layers, published, runtime.map(JavaRuntime::facts), List.of());
            }
        }
        try (TarDestination tar = new TarDestination(request.tar(), cache.savedImage(), progress)) {
            List<BuiltLayer> layers = cache.layers(plans, search(request), found -> tar.begin(on(bases, found)));
            Images images = Assembly.images(request, bases, plan, layers, launch(request, cache), runtime);
            Destination.Published published = tar.publish(images, request.names());
            cache.written(images, request.names(), layers, published.file());
            return new Made(
                    images,
                    layers,
                    published,
                    runtime.map(JavaRuntime::facts),
                    runtime.map(JavaRuntime::watched).orElse(List.of()));
        }
    }

    /** Of an archive the first layers: what is below ours, then {@code ours}. */
    private static List<Layer> on(List<Image> bases, List<Layer> ours) {
        List<List<Layer>> stacks = new ArrayList<>();
        for (Image base : bases) {
            List<Layer> layers = new ArrayList<>(base.layers());
            layers.addAll(ours);
            stacks.add(layers);
        }
        return Images.inOrder(stacks);
    }

    /** Searches for the main class that the request leaves open. */
    private static Optional<KnownMainClasses.Search> search(ImageRequest request) {
        return request.launch() instanceof Launch.Java java && java.mainClass().isEmpty()
                ? Optional.of(MainClasses::find)
                : Optional.empty();
    }

    private static Launch launch(ImageRequest request, BuildCache cache) throws IOException {
        if (!(request.launch() instanceof Launch.Java java) || java.mainClass().isPresent()) {
            return request.launch();
        }
        String mainClass = MainClasses.only(
                cache.mainClasses(), request.contents().classes().size());
        return new Launch.Java(Optional.of(mainClass), java.jvmFlags(), java.argumentFiles());
    }
}
