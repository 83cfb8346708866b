package io.github.layercake.build;

import io.github.layercake.cache.BuildCache;
import io.github.layercake.oci.Image;
import io.github.layercake.oci.Images;
import io.github.layercake.oci.Layer;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Turns what was made into what is told of it. */
final class Reporting {
    private Reporting() {}

    /** The layers of the bases, for each platform. */
    static List<List<LayerReport>> baseLayers(List<Image> bases) {
        List<List<LayerReport>> all = new ArrayList<>();
        for (Image base : bases) {
            List<LayerReport> layers = new ArrayList<>();
            for (Layer layer : base.layers()) {
                layers.add(LayerReport.ofBase(layer));
            }
            all.add(layers);
        }
        return all;
    }

    /**
     * What is told of a build.
     *
     * @param start when it began, by {@link System#nanoTime()}
     */
    static BuildReport of(
            ImageRequest request,
            List<List<LayerReport>> baseLayers,
            ImageBuild.Made made,
            BuildCache cache,
            long start)
            throws IOException {
        return new BuildReport(
                request.names(),
                made.images().digest(),
                made.images().main().id(),
                request.push()
                        ? new BuildReport.Pushed(
                                made.published().written(), made.published().copied())
                        : new BuildReport.Tar(
                                request.tar(),
                                Files.size(request.tar()),
                                made.published().written()),
                cache.delta(made.images(), made.layers()),
                ofPlatforms(made.images(), baseLayers),
                made.layers().stream().map(LayerReport::of).toList(),
                made.runtime(),
                Duration.ofNanos(System.nanoTime() - start));
    }

    private static List<BuildReport.OfPlatform> ofPlatforms(Images images, List<List<LayerReport>> baseLayers) {
        List<BuildReport.OfPlatform> platforms = new ArrayList<>();
        for (Image image : images.images()) {
            platforms.add(new BuildReport.OfPlatform(
                    image.config().platform(), image.digest(), image.id(), baseLayers.get(platforms.size())));
        }
        return platforms;
    }
}
