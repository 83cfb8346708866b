package io.github.layercake.build;

import io.github.layercake.base.BaseSources;
import io.github.layercake.base.StoredBlobs;
import io.github.layercake.cache.Forecast;
import io.github.layercake.io.ImageException;
import io.github.layercake.io.Progress;
import io.github.layercake.oci.Image;
import io.github.layercake.plan.ImagePlan;
import io.github.layercake.plan.Layering;
import io.github.layercake.registry.BlobStore;
import io.github.layercake.registry.Registries;
import io.github.layercake.store.Store;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What a build would make, without making it.
 *
 * @param baseLayers how many layers the base has, at the most for any platform
 * @param plan the layers of the application
 * @param expected what would become of each, and of those of the Java runtime below them; lowest first
 * @param hasLastImage whether the cache knows an image that this one would replace
 */
public record ImageForecast(int baseLayers, ImagePlan plan, List<Forecast.Expected> expected, boolean hasLastImage) {

    public ImageForecast {
        expected = List.copyOf(expected);
    }

    /**
     * Looks, and writes nothing.
     *
     * @param registries that the base may come from
     * @throws ImageException if a build would fail for what the user can mend
     * @throws IOException if something cannot be read
     */
    public static ImageForecast of(ImageRequest request, Layering layering, Registries registries) throws IOException {
        Optional<Store> store = Store.look(request.cacheDirectory());
        BaseSources sources = new BaseSources(registries, BlobStore.reading(StoredBlobs.of(store)), Progress.untold());
        List<Image> bases = sources.open(request.from(), request.directory(), request.platforms())
                .images();
        int baseLayers = Assembly.most(bases);
        ImagePlan plan = Assembly.plan(request, layering, baseLayers);
        Forecast forecast = new Forecast(store, request.tar(), request.compression());
        List<Forecast.Expected> expected =
                forecast.of(plan, application -> RuntimeStep.forecast(request, bases, application, store));
        return new ImageForecast(baseLayers, plan, expected, forecast.hasLastImage());
    }
}
