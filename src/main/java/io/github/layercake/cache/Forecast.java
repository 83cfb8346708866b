package io.github.layercake.cache;

import io.github.layercake.io.Digest;
import io.github.layercake.io.Progress;
import io.github.layercake.io.Workers;
import io.github.layercake.layer.Compression;
import io.github.layercake.layer.HashedPlan;
import io.github.layercake.layer.Outcome;
import io.github.layercake.plan.ImagePlan;
import io.github.layercake.plan.LayerEntry;
import io.github.layercake.plan.LayerPlan;
import io.github.layercake.store.Kind;
import io.github.layercake.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Tells what a build would do with its layers, and writes nothing: neither files nor what the cache knows. */
public final class Forecast {
    private final Optional<Store> store;
    private final Compression compression;
    private final Optional<Journal> before;

    /**
     * A forecast for one archive.
     *
     * @param store to look into
     * @param archive that a build would write
     * @param compression of its layers
     */
    public Forecast(Optional<Store> store, Path archive, Compression compression) {
        this.store = store;
        this.compression = compression;
        this.before = store.flatMap(kept -> Records.decode(kept.read(Kind.JOURNAL, Keys.path(archive)), Journal::read));
    }

    /**
     * What would become of a layer.
     *
     * @param plan the layer
     * @param outcome whether it would be reused, or made and why
     * @param size of its stored bytes if they are known, else of the files in it; 0 if those are unknown, too
     * @param sizeIsKnown which of both
     * @param sent whether the last image of this archive did not have it
     */
    public record Expected(LayerPlan plan, Outcome outcome, long size, boolean sizeIsKnown, boolean sent) {}

    /** Whether there was an image before. */
    public boolean hasLastImage() {
        return before.isPresent();
    }

    /** Knows which layers are below the application's. */
    @FunctionalInterface
    public interface Below {
        /**
         * The layers; of one without entries nobody knows yet what it will hold.
         *
         * @param application what is above them
         */
        List<LayerPlan> layers(List<HashedPlan> application) throws IOException;
    }

    /** What would become of each layer; lowest first. */
    public List<Expected> of(ImagePlan application, Below below) throws IOException {
        List<Expected> all = new ArrayList<>();
        try (Workers workers = new Workers()) {
            InputDigests digests = new InputDigests(
                    Optional.empty(),
                    workers,
                    TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()),
                    Progress.untold());
            List<HashedPlan> hashed = new ArrayList<>();
            for (LayerPlan plan : application.layers()) {
                hashed.add(digests.hash(plan, last(plan)));
            }
            List<LayerPlan> image = new ArrayList<>(below.layers(hashed));
            for (int i = image.size() - 1; i >= 0; i--) {
                hashed.add(0, digests.hash(image.get(i), last(image.get(i))));
            }
            image.addAll(application.layers());
            for (HashedPlan plan : hashed) {
                all.add(expected(plan, image));
            }
        }
        return all;
    }

    private Map<String, Journal.Input> last(LayerPlan plan) {
        return before.flatMap(journal -> journal.layer(plan))
                .map(Journal.LayerInputs::entries)
                .orElse(Map.of());
    }

    private Expected expected(HashedPlan plan, List<LayerPlan> image) {
        Optional<Journal.LayerInputs> last = before.flatMap(journal -> journal.layer(plan.plan()));
        if (plan.plan().entries().isEmpty()) {
            Outcome outcome =
                    last.isPresent() ? new Outcome.Rebuilt("it is another one", List.of()) : new Outcome.New();
            return new Expected(plan.plan(), outcome, 0, false, true);
        }
        String encoder = Keys.encoder(compression);
        Digest key = Keys.layer(plan, encoder);
        boolean sent = before.stream()
                .flatMap(journal -> journal.layers().stream())
                .noneMatch(layer -> layer.key().equals(key));
        Store.Lookup lookup = store.map(kept -> kept.read(Kind.LAYER, key))
                .orElseGet(() -> new Store.Lookup(Optional.empty(), false));
        Optional<LayerRecord> record = Records.decode(lookup, LayerRecord::read);
        if (record.isPresent()) {
            return new Expected(
                    plan.plan(),
                    new Outcome.Reused(),
                    compression.format().size(record.get().joined()),
                    true,
                    sent);
        }
        Outcome outcome = last.isPresent()
                ? Explanation.of(before.orElseThrow(), last.get(), plan, image, encoder, lookup.damaged())
                : new Outcome.New();
        long size = 0;
        for (LayerEntry entry : plan.plan().entries()) {
            size += entry.tar().size();
        }
        return new Expected(plan.plan(), outcome, size, false, sent);
    }
}
