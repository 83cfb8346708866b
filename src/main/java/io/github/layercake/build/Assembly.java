package io.github.layercake.build;

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
import io.github.layercake.plan.Layering;
import io.github.layercake.runtime.JavaRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts layers on bases. */
final class Assembly {
    /** Docker's overlay storage refuses more ("max depth exceeded", measured with Docker 20.10). */
    private static final int MAX_LAYERS = 125;

    private Assembly() {}

    /** How many layers the bases have, at the most. */
    static int most(List<Image> bases) {
        int most = 0;
        for (Image base : bases) {
            most = Math.max(most, base.layers().size());
        }
        return most;
    }

    /**
     * The layers of the application, which fit with what is below them.
     *
     * @param baseLayers how many layers the base has
     */
    static ImagePlan plan(ImageRequest request, Layering layering, int baseLayers) {
        ImagePlan plan = ImagePlan.of(request.contents(), layering, baseLayers);
        int layers = baseLayers
                + RuntimeStep.layers(request, baseLayers)
                + plan.layers().size();
        if (layers > MAX_LAYERS) {
            throw new ImageException(
                    "The image would have " + layers + " layers, " + baseLayers
                            + " of them the base's; Docker loads at most " + MAX_LAYERS + ".",
                    "Use a base with fewer layers.");
        }
        return plan;
    }

    /** One image for each platform, all with the same layers on top. */
    static Images images(
            ImageRequest request,
            List<Image> bases,
            ImagePlan plan,
            List<BuiltLayer> layers,
            Launch launch,
            Optional<JavaRuntime> java) {
        List<Image> images = new ArrayList<>();
        for (Image base : bases) {
            RuntimeConfig settings = RuntimeStep.settings(request.runtime(), base.config(), plan, launch, java);
            images.add(image(request, base, request.platforms().get(images.size()), settings, layers));
        }
        return Images.of(images, request.annotations(), request.host());
    }

    private static Image image(
            ImageRequest request, Image base, Platform platform, RuntimeConfig settings, List<BuiltLayer> layers) {
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
                        settings,
                        layers.stream().map(built -> built.layer().diffId()).toList(),
                        history,
                        request.created());
        return Image.of(all, config, request.annotations());
    }
}
