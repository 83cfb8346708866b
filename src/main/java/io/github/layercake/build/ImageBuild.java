package io.github.layercake.build;

import io.github.layercake.base.BaseImage;
import io.github.layercake.cache.BuildCache;
import io.github.layercake.destination.Destination;
import io.github.layercake.destination.TarDestination;
import io.github.layercake.io.ImageException;
import io.github.layercake.layer.BuiltLayer;
import io.github.layercake.oci.History;
import io.github.layercake.oci.Image;
import io.github.layercake.oci.ImageConfig;
import io.github.layercake.oci.Images;
import io.github.layercake.oci.Layer;
import io.github.layercake.oci.Platform;
import io.github.layercake.oci.RuntimeConfig;
import io.github.layercake.plan.ImagePlan;
import io.github.layercake.plan.LayerPlan;
import io.github.layercake.plan.Layering;
import io.github.layercake.project.MainClasses;
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
        List<Image> bases = BaseImage.open(request.from(), request.directory(), request.platforms());
        log.started(request, bases);
        int baseLayers = 0;
        for (Image base : bases) {
            baseLayers = Math.max(baseLayers, base.layers().size());
        }
        ImagePlan plan = ImagePlan.of(request.contents(), layering, baseLayers);
        requireFewLayers(baseLayers, plan);
        Optional<Store> store = openStore(request);
        try {
            for (int attempt = 1; ; attempt++) {
                try (BuildCache cache = new BuildCache(store, request.tar(), request.compression())) {
                    return run(request, bases, plan, cache, start);
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

    private BuildReport run(ImageRequest request, List<Image> bases, ImagePlan plan, BuildCache cache, long start)
            throws IOException {
        List<BuiltLayer> layers = new ArrayList<>();
        for (LayerPlan layer : plan.layers()) {
            layers.add(cache.layer(layer));
        }
        Images images = images(request, bases, plan, layers, launch(request, cache));
        Destination.Published published =
                new TarDestination(request.tar(), cache.savedImage()).publish(images, request.names());
        cache.written(images, request.names(), layers, published.file());
        layers.forEach(log::layer);
        BuildReport report = new BuildReport(
                request.names(),
                images.digest(),
                images.main().id(),
                request.tar(),
                Files.size(request.tar()),
                published.written(),
                cache.delta(images, layers),
                ofPlatforms(bases, images),
                layers,
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

    private static List<BuildReport.OfPlatform> ofPlatforms(List<Image> bases, Images images) {
        List<BuildReport.OfPlatform> platforms = new ArrayList<>();
        for (int i = 0; i < bases.size(); i++) {
            Image image = images.images().get(i);
            platforms.add(new BuildReport.OfPlatform(
                    image.config().platform(),
                    image.digest(),
                    image.id(),
                    bases.get(i).layers()));
        }
        return platforms;
    }

    private static Images images(
            ImageRequest request, List<Image> bases, ImagePlan plan, List<BuiltLayer> layers, Launch launch) {
        List<Image> images = new ArrayList<>();
        for (Image base : bases) {
            images.add(image(request, base, request.platforms().get(images.size()), plan, layers, launch));
        }
        return Images.of(images, request.annotations(), Platform.host());
    }

    private static Image image(
            ImageRequest request,
            Image base,
            Platform platform,
            ImagePlan plan,
            List<BuiltLayer> layers,
            Launch launch) {
        List<Layer> all = new ArrayList<>(base.layers());
        List<History> history = new ArrayList<>();
        for (BuiltLayer built : layers) {
            all.add(built.layer());
            history.add(new History(
                    "image-maven-plugin: " + built.plan().name(), built.plan().summary()));
        }
        ImageConfig config = base.config()
                .completedFor(platform)
                .extend(
                        runtime(request, base.config(), plan, launch),
                        layers.stream().map(built -> built.layer().diffId()).toList(),
                        history,
                        request.created());
        return Image.of(all, config, request.annotations());
    }

    private static RuntimeConfig runtime(ImageRequest request, ImageConfig base, ImagePlan plan, Launch launch) {
        RuntimeConfig runtime = request.runtime();
        Map<String, String> environment = new LinkedHashMap<>(runtime.environment());
        if (!environment.containsKey("LANG") && !base.environment().containsKey("LANG")) {
            // Without it the JVM reads file names as ASCII, and does not find resources with other names.
            environment.put("LANG", "C.UTF-8");
        }
        Optional<List<String>> entrypoint = launch.entrypoint(plan.classPath());
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

    private static void requireFewLayers(int baseLayers, ImagePlan plan) {
        int layers = baseLayers + plan.layers().size();
        if (layers > MAX_LAYERS) {
            throw new ImageException(
                    "The image would have " + layers + " layers, " + baseLayers
                            + " of them the base's; Docker loads at most " + MAX_LAYERS + ".",
                    "Use a base with fewer layers.");
        }
    }
}
