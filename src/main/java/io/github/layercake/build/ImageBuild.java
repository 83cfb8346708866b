package io.github.layercake.build;

import io.github.layercake.base.BaseImage;
import io.github.layercake.cache.BuildCache;
import io.github.layercake.destination.Destination;
import io.github.layercake.destination.TarDestination;
import io.github.layercake.io.ImageException;
import io.github.layercake.io.TemporaryFile;
import io.github.layercake.io.VerifiedContent;
import io.github.layercake.layer.BuiltLayer;
import io.github.layercake.layer.HashedPlan;
import io.github.layercake.oci.History;
import io.github.layercake.oci.Image;
import io.github.layercake.oci.ImageConfig;
import io.github.layercake.oci.Layer;
import io.github.layercake.oci.RuntimeConfig;
import io.github.layercake.plan.ImagePlan;
import io.github.layercake.plan.LayerPlan;
import io.github.layercake.plan.Layering;
import io.github.layercake.plan.TreeEntry;
import io.github.layercake.project.MainClasses;
import io.github.layercake.runtime.ClassPathFile;
import io.github.layercake.runtime.JavaRuntime;
import io.github.layercake.store.DamagedStoreException;
import io.github.layercake.store.Pruning;
import io.github.layercake.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

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
        Image base = BaseImage.open(request.from(), request.directory(), request.platform());
        log.started(request, base);
        ImagePlan plan =
                ImagePlan.of(request.contents(), layering, base.layers().size());
        requireFewLayers(base, plan);
        Optional<Store> store = openStore(request);
        try {
            for (int attempt = 1; ; attempt++) {
                try (BuildCache cache = new BuildCache(store, request.tar(), request.compression())) {
                    return run(request, base, plan, cache, start);
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

    private void close(Store store) {
        if (!store.damaged().isEmpty()) {
            log.setAside(store.damaged());
        }
        store.pruneDaily(Pruning.DEFAULT);
        store.close();
    }

    private Optional<Store> openStore(ImageRequest request) {
        try {
            return Optional.of(Store.open(request.cacheDirectory()));
        } catch (IOException e) {
            log.withoutCache(request, e);
            return Optional.empty();
        }
    }

    private BuildReport run(ImageRequest request, Image base, ImagePlan plan, BuildCache cache, long start)
            throws IOException {
        List<BuiltLayer> layers = new ArrayList<>();
        for (LayerPlan layer : plan.layers()) {
            layers.add(cache.layer(layer));
        }
        if (request.jlink().isEmpty()) {
            return write(request, base, plan, cache, layers, Optional.empty(), start);
        }
        // Which modules the runtime has is decided by what is in the layers above it.
        List<ClassPathFile> classPath = new ArrayList<>();
        for (BuiltLayer layer : layers) {
            addClassPath(cache.hashed(layer.plan()), classPath);
        }
        try (JavaRuntime runtime = JavaRuntime.prepare(
                request.jlink().get(),
                base,
                request.from(),
                classPath,
                cache.store(),
                TemporaryFile.directoryOf(request.tar()))) {
            int place = 0;
            for (LayerPlan layer : runtime.layers()) {
                layers.add(place++, cache.layer(layer));
            }
            return write(request, base, plan, cache, layers, Optional.of(runtime), start);
        }
    }

    private static void addClassPath(HashedPlan plan, List<ClassPathFile> classPath) {
        for (TreeEntry entry : plan.files(ImagePlan.APPLICATION)) {
            if (entry.body() instanceof TreeEntry.File file
                    && file.content() instanceof VerifiedContent content
                    && (entry.path().endsWith(".class") || entry.path().startsWith(ImagePlan.LIBS_DIRECTORY))) {
                boolean read = entry.path().endsWith(".class");
                classPath.add(new ClassPathFile(entry.path(), read ? content : content.content(), content.digest()));
            }
        }
    }

    private BuildReport write(
            ImageRequest request,
            Image base,
            ImagePlan plan,
            BuildCache cache,
            List<BuiltLayer> layers,
            Optional<JavaRuntime> runtime,
            long start)
            throws IOException {
        Image image = image(request, base, plan, layers, launch(request, cache), runtime);
        Destination.Published published =
                new TarDestination(request.tar(), cache.savedImage()).publish(image, request.names());
        cache.written(image, request.names(), layers, published.file());
        layers.forEach(log::layer);
        BuildReport report = new BuildReport(
                request.names(),
                image.digest(),
                image.id(),
                request.tar(),
                Files.size(request.tar()),
                published.written(),
                cache.delta(image, layers),
                base.layers(),
                layers,
                runtime.map(JavaRuntime::facts),
                Duration.ofNanos(System.nanoTime() - start));
        log.finished(report);
        return report;
    }

    private static Launch launch(ImageRequest request, BuildCache cache) throws IOException {
        if (!(request.launch() instanceof Launch.Java java) || java.mainClass().isPresent()) {
            return request.launch();
        }
        String mainClass = cache.mainClass(MainClasses::find);
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
        RuntimeConfig runtime = request.runtime();
        Map<String, String> environment = new LinkedHashMap<>();
        SortedMap<String, String> labels = new TreeMap<>();
        if (java.isPresent()) {
            environment.putAll(java.get().environment(base.environment()));
            labels.putAll(java.get().labels());
        }
        environment.putAll(runtime.environment());
        labels.putAll(runtime.labels());
        if (!environment.containsKey("LANG") && !base.environment().containsKey("LANG")) {
            // Without it the JVM reads file names as ASCII, and does not find resources with other names.
            environment.put("LANG", "C.UTF-8");
        }
        Optional<List<String>> entrypoint =
                launch.entrypoint(java.isPresent() ? JavaRuntime.COMMAND : "java", plan.classPath());
        return new RuntimeConfig(
                environment,
                labels,
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
