package io.github.layercake.build;

import io.github.layercake.layer.BuiltLayer;
import io.github.layercake.oci.History;
import io.github.layercake.oci.Image;
import io.github.layercake.oci.ImageConfig;
import io.github.layercake.oci.Images;
import io.github.layercake.oci.Layer;
import io.github.layercake.oci.Platform;
import io.github.layercake.oci.RuntimeConfig;
import io.github.layercake.plan.ImagePlan;
import io.github.layercake.runtime.JavaRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts layers on bases. */
final class Assembly {
    private Assembly() {}

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
