package io.github.layercake.build;

import io.github.layercake.base.BaseImage;
import io.github.layercake.cache.BuildCache;
import io.github.layercake.cache.BuildInputs;
import io.github.layercake.cache.LastBuild;
import io.github.layercake.cache.RecordReader;
import io.github.layercake.destination.Destination;
import io.github.layercake.destination.TarDestination;
import io.github.layercake.io.FileStat;
import io.github.layercake.io.ImageException;
import io.github.layercake.io.TemporaryFile;
import io.github.layercake.layer.BuiltLayer;
import io.github.layercake.layer.Spool;
import io.github.layercake.oci.History;
import io.github.layercake.oci.Image;
import io.github.layercake.oci.ImageConfig;
import io.github.layercake.oci.Layer;
import io.github.layercake.oci.RuntimeConfig;
import io.github.layercake.plan.ImagePlan;
import io.github.layercake.plan.LayerPlan;
import io.github.layercake.plan.Layering;
import io.github.layercake.project.MainClasses;
import io.github.layercake.runtime.JavaRuntime;
import io.github.layercake.runtime.WatchedFile;
import io.github.layercake.store.DamagedStoreException;
import io.github.layercake.store.Pruning;
import io.github.layercake.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The recipe: base, plan, layers, config, image, archive. */
public final class ImageBuild {
    /** Docker's overlay storage refuses more ("max depth exceeded", measured with Docker 20.10). */
    private static final int MAX_LAYERS = 125;

    /** So often a build begins again because of something damaged in the store; then it does without. */
    private static final int ATTEMPTS = 8;

    private final Layering layering;
    private final BuildLog log;

    public ImageBuild(Layering layering, BuildLog log) {
        this.layering = layering;
        this.log = log;
    }

    /**
     * Makes the image and writes it.
     *
     * @throws ImageException if the user can mend what is wrong
     * @throws IOException if the machine fails us: disk full, no permission
     */
    public BuildReport run(ImageRequest request) throws IOException {
        long start = System.nanoTime();
        Optional<BuildInputs> inputs = inputs(request);
        Optional<Store> store = openStore(request);
        try {
            Optional<RecordReader> told = inputs.isPresent() && store.isPresent()
                    ? new LastBuild(store.get(), request.tar()).find(inputs.get())
                    : Optional.empty();
            Optional<BuildReport> same = told.isPresent() ? unchanged(request, told.get(), start) : Optional.empty();
            if (same.isPresent()) {
                return same.get();
            }
            for (int attempt = 1; ; attempt++) {
                try (BuildCache cache = new BuildCache(store, request.tar(), request.compression())) {
                    Image base = BaseImage.open(request.from(), request.directory(), request.platform());
                    List<LayerReport> baseLayers = baseLayers(base);
                    if (attempt == 1) {
                        log.started(request, baseLayers);
                    }
                    Made made = make(request, base, cache);
                    BuildReport report = report(request, baseLayers, made, cache, start);
                    if (inputs.isPresent() && made.published().file().isPresent()) {
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

    /** What would have to change for another image to come out; absent if that cannot be told. */
    private static Optional<BuildInputs> inputs(ImageRequest request) throws IOException {
        long now = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
        Optional<List<FileStat>> base = BaseImage.files(request.from(), request.directory());
        return base.isPresent() ? Optional.of(RequestInputs.of(request, base.get(), now)) : Optional.empty();
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
    private Optional<BuildReport> unchanged(ImageRequest request, RecordReader told, long start) {
        Path directory = TemporaryFile.directoryOf(request.tar());
        TemporaryFile.sweep(directory, Objects.toString(request.tar().getFileName()));
        Spool.sweep(directory);
        Optional<BuildReport> report =
                ReportRecord.unchanged(told, request, Duration.ofNanos(System.nanoTime() - start));
        if (report.isPresent()) {
            log.started(request, report.get().baseLayers());
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

    /** An image, where it came from, and where it went. */
    private record Made(
            Image image,
            List<BuiltLayer> layers,
            Destination.Published published,
            Optional<JavaRuntime.Facts> runtime,
            List<WatchedFile> watched) {}

    private Made make(ImageRequest request, Image base, BuildCache cache) throws IOException {
        ImagePlan plan =
                ImagePlan.of(request.contents(), layering, base.layers().size());
        requireFewLayers(base, plan);
        if (request.jlink().isEmpty()) {
            return make(request, base, plan, Optional.empty(), cache);
        }
        try (JavaRuntime runtime = RuntimeStep.prepare(request, request.jlink().get(), base, plan, cache)) {
            return make(request, base, plan, Optional.of(runtime), cache);
        }
    }

    private static Made make(
            ImageRequest request, Image base, ImagePlan plan, Optional<JavaRuntime> runtime, BuildCache cache)
            throws IOException {
        List<LayerPlan> plans = new ArrayList<>(runtime.map(JavaRuntime::layers).orElse(List.of()));
        plans.addAll(plan.layers());
        try (TarDestination tar = new TarDestination(request.tar(), cache.savedImage())) {
            List<BuiltLayer> layers = cache.layers(plans, found -> tar.begin(on(base, found)));
            Image image = image(request, base, plan, layers, launch(request, cache), runtime);
            Destination.Published published = tar.publish(image, request.names());
            cache.written(image, request.names(), layers, published.file());
            return new Made(
                    image,
                    layers,
                    published,
                    runtime.map(JavaRuntime::facts),
                    runtime.map(JavaRuntime::watched).orElse(List.of()));
        }
    }

    private static List<Layer> on(Image base, List<Layer> ours) {
        List<Layer> layers = new ArrayList<>(base.layers());
        layers.addAll(ours);
        return layers;
    }

    private static List<LayerReport> baseLayers(Image base) {
        List<LayerReport> layers = new ArrayList<>();
        for (Layer layer : base.layers()) {
            layers.add(LayerReport.ofBase(layer));
        }
        return layers;
    }

    private static BuildReport report(
            ImageRequest request, List<LayerReport> baseLayers, Made made, BuildCache cache, long start)
            throws IOException {
        return new BuildReport(
                request.names(),
                made.image().digest(),
                made.image().id(),
                request.tar(),
                Files.size(request.tar()),
                made.published().written(),
                cache.delta(made.image(), made.layers()),
                baseLayers,
                made.layers().stream().map(LayerReport::of).toList(),
                made.runtime(),
                Duration.ofNanos(System.nanoTime() - start));
    }

    private static Launch launch(ImageRequest request, BuildCache cache) throws IOException {
        if (!(request.launch() instanceof Launch.Java java) || java.mainClass().isPresent()) {
            return request.launch();
        }
        String mainClass = MainClasses.only(cache.mainClasses(MainClasses::find));
        return new Launch.Java(Optional.of(mainClass), java.jvmFlags(), java.argumentFiles());
    }

    private static Image image(
            ImageRequest request,
            Image base,
            ImagePlan plan,
            List<BuiltLayer> layers,
            Launch launch,
            Optional<JavaRuntime> java) {
        List<Layer> all = new ArrayList<>(base.layers());
        List<History> history = new ArrayList<>();
        for (BuiltLayer built : layers) {
            all.add(built.layer());
            history.add(new History(
                    "image-maven-plugin: " + built.plan().name(), built.plan().summary()));
        }
        ImageConfig config = base.config()
                .extend(
                        runtime(request, base.config(), plan, launch, java),
                        layers.stream().map(built -> built.layer().diffId()).toList(),
                        history,
                        request.created());
        return Image.of(all, config, request.annotations());
    }

    private static RuntimeConfig runtime(
            ImageRequest request, ImageConfig base, ImagePlan plan, Launch launch, Optional<JavaRuntime> java) {
        RuntimeConfig runtime = RuntimeStep.settings(request.runtime(), base, java);
        Map<String, String> environment = new LinkedHashMap<>(runtime.environment());
        if (!environment.containsKey("LANG") && !base.environment().containsKey("LANG")) {
            // Without it the JVM reads file names as ASCII, and does not find resources with other names.
            environment.put("LANG", "C.UTF-8");
        }
        Optional<List<String>> entrypoint =
                launch.entrypoint(java.isPresent() ? JavaRuntime.COMMAND : "java", plan.classPath());
        return new RuntimeConfig(
                environment,
                runtime.labels(),
                runtime.ports(),
                runtime.volumes(),
                runtime.user(),
                runtime.workingDirectory(),
                entrypoint,
                runtime.arguments(),
                runtime.stopSignal(),
                runtime.healthcheck());
    }

    private static void requireFewLayers(Image base, ImagePlan plan) {
        int layers = base.layers().size() + plan.layers().size();
        if (layers > MAX_LAYERS) {
            throw new ImageException(
                    "The image would have " + layers + " layers, "
                            + base.layers().size() + " of them the base's; Docker loads at most " + MAX_LAYERS + ".",
                    "Use a base with fewer layers.");
        }
    }
}
