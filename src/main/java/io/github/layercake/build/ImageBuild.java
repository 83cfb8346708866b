package io.github.layercake.build;

import io.github.layercake.base.BaseImage;
import io.github.layercake.destination.TarDestination;
import io.github.layercake.io.AtomicFile;
import io.github.layercake.io.ImageException;
import io.github.layercake.layer.BuiltLayer;
import io.github.layercake.layer.LayerBuilder;
import io.github.layercake.layer.Spool;
import io.github.layercake.layer.SpooledLayerBuilder;
import io.github.layercake.oci.History;
import io.github.layercake.oci.Image;
import io.github.layercake.oci.ImageConfig;
import io.github.layercake.oci.Layer;
import io.github.layercake.oci.RuntimeConfig;
import io.github.layercake.plan.ImagePlan;
import io.github.layercake.plan.LayerPlan;
import io.github.layercake.plan.Layering;
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
        try (Spool spool = new Spool(AtomicFile.directoryOf(request.tar()))) {
            List<BuiltLayer> layers = build(plan, new SpooledLayerBuilder(spool, request.compression()));
            Image image = image(request, base, plan, layers);
            new TarDestination(request.tar()).publish(image, request.names());
            BuildReport report = new BuildReport(
                    request.names(),
                    image.digest(),
                    image.id(),
                    request.tar(),
                    Files.size(request.tar()),
                    base.layers(),
                    layers,
                    Duration.ofNanos(System.nanoTime() - start));
            log.finished(report);
            return report;
        }
    }

    private List<BuiltLayer> build(ImagePlan plan, LayerBuilder builder) throws IOException {
        List<BuiltLayer> layers = new ArrayList<>();
        for (LayerPlan layer : plan.layers()) {
            BuiltLayer built = builder.build(layer);
            log.layer(built);
            layers.add(built);
        }
        return layers;
    }

    private static Image image(ImageRequest request, Image base, ImagePlan plan, List<BuiltLayer> layers) {
        List<Layer> all = new ArrayList<>(base.layers());
        List<History> history = new ArrayList<>();
        for (BuiltLayer built : layers) {
            all.add(built.layer());
            history.add(new History(
                    "image-maven-plugin: " + built.plan().name(), built.plan().summary()));
        }
        ImageConfig config = base.config()
                .extend(
                        runtime(request, base.config(), plan),
                        layers.stream().map(built -> built.layer().diffId()).toList(),
                        history,
                        request.created());
        return Image.of(all, config, request.annotations());
    }

    private static RuntimeConfig runtime(ImageRequest request, ImageConfig base, ImagePlan plan) {
        RuntimeConfig runtime = request.runtime();
        Map<String, String> environment = new LinkedHashMap<>(runtime.environment());
        if (!environment.containsKey("LANG") && !base.environment().containsKey("LANG")) {
            // Without it the JVM reads file names as ASCII, and does not find resources with other names.
            environment.put("LANG", "C.UTF-8");
        }
        Optional<List<String>> entrypoint = request.launch().entrypoint(plan.classPath());
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
