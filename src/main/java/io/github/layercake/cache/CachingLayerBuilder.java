package io.github.layercake.cache;

import io.github.layercake.io.Concatenation;
import io.github.layercake.io.Content;
import io.github.layercake.io.Digest;
import io.github.layercake.io.SegmentFormat;
import io.github.layercake.layer.BuiltLayer;
import io.github.layercake.layer.Compression;
import io.github.layercake.layer.HashedPlan;
import io.github.layercake.layer.LayerBuilder;
import io.github.layercake.layer.Outcome;
import io.github.layercake.layer.SegmentedLayer;
import io.github.layercake.layer.SegmentedLayerBuilder;
import io.github.layercake.oci.Layer;
import io.github.layercake.plan.LayerPlan;
import io.github.layercake.store.DamagedStoreException;
import io.github.layercake.store.Kind;
import io.github.layercake.store.Store;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** Finds a layer in the store by its key, or has it made and notes it there. */
final class CachingLayerBuilder implements LayerBuilder {
    private final Store store;
    private final SegmentedLayerBuilder builder;
    private final Compression compression;
    private final SegmentFormat format;
    private final LastJournal before;
    private final Function<HashedPlan, Digest> keys;
    private final Supplier<List<LayerPlan>> image;
    private final Set<Digest> damaged = new HashSet<>();

    /** What the last build left, which may still be being read. */
    @FunctionalInterface
    interface LastJournal {
        Optional<Journal> get() throws IOException;
    }

    CachingLayerBuilder(
            Store store,
            SegmentedLayerBuilder builder,
            Compression compression,
            LastJournal before,
            Function<HashedPlan, Digest> keys,
            Supplier<List<LayerPlan>> image) {
        this.store = store;
        this.compression = compression;
        this.format = compression.format();
        this.builder = builder;
        this.before = before;
        this.keys = keys;
        this.image = image;
    }

    @Override
    public Optional<BuiltLayer> find(HashedPlan plan) {
        Digest key = keys.apply(plan);
        Store.Lookup lookup = store.read(Kind.LAYER, key);
        if (lookup.damaged()) {
            damaged.add(key);
        }
        Optional<LayerRecord> record = Records.decode(lookup, LayerRecord::read);
        if (record.isEmpty()) {
            return Optional.empty();
        }
        if (store.touch(Kind.LAYER, key)) {
            for (SegmentedLayer.Part part : record.get().segments()) {
                store.segment(Keys.segment(part.piece(), format.id())).touch();
            }
        }
        return Optional.of(new BuiltLayer(plan.plan(), layer(key, record.get()), new Outcome.Reused()));
    }

    @Override
    public BuiltLayer build(HashedPlan plan) throws IOException {
        Digest key = keys.apply(plan);
        SegmentedLayer made = builder.build(plan);
        store.write(Kind.LAYER, key, LayerRecord.of(made).toBuffer());
        Optional<Journal> last = before.get();
        Optional<Journal.LayerInputs> inputs = last.flatMap(journal -> journal.layer(plan.plan()));
        Outcome outcome = inputs.isPresent()
                ? Explanation.of(
                        last.orElseThrow(),
                        inputs.get(),
                        plan,
                        image.get(),
                        Keys.encoder(compression),
                        damaged.contains(key))
                : new Outcome.New();
        return new BuiltLayer(plan.plan(), made.layer(), outcome);
    }

    private Layer layer(Digest key, LayerRecord record) {
        StoredLayer content = new StoredLayer(key, record);
        return new Layer(compression.mediaType(), record.digest(), record.diffId(), content.size(), content);
    }

    /**
     * Finds the segments when they are needed: the archive may have the layer already. They are held against the
     * checksums of those that the layer's digest was made of, which takes a quarter of the time that the digest would.
     */
    private final class StoredLayer implements Content {
        private final Digest key;
        private final LayerRecord record;

        StoredLayer(Digest key, LayerRecord record) {
            this.key = key;
            this.record = record;
        }

        @Override
        public long size() {
            return format.size(record.joined());
        }

        @Override
        public InputStream open() throws IOException {
            List<Content> parts = new ArrayList<>();
            parts.add(Content.of(format.header()));
            for (SegmentedLayer.Part part : record.segments()) {
                parts.add(store.segment(Keys.segment(part.piece(), format.id()))
                        .bytes(part.segment().size(), part.checksum(), () -> damaged(key, record)));
            }
            parts.add(Content.of(format.trailer(record.joined())));
            return new Concatenation(parts).open();
        }
    }

    /** Sets aside whichever segment is damaged, and forgets the record: the next attempt makes what is missing. */
    private DamagedStoreException damaged(Digest key, LayerRecord record) {
        int bad = 0;
        for (SegmentedLayer.Part part : record.segments()) {
            if (!store.segment(Keys.segment(part.piece(), format.id())).verify()) {
                bad++;
            }
        }
        store.remove(Kind.LAYER, key);
        return new DamagedStoreException(bad + " of " + record.segments().size() + " segments of the layer "
                + record.digest() + " were missing or damaged");
    }
}
