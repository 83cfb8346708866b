package io.github.layercake.cache;

import io.github.layercake.io.Concatenation;
import io.github.layercake.io.Content;
import io.github.layercake.io.Digest;
import io.github.layercake.io.Segment;
import io.github.layercake.io.SegmentFormat;
import io.github.layercake.io.VerifiedContent;
import io.github.layercake.layer.BuiltLayer;
import io.github.layercake.layer.Compression;
import io.github.layercake.layer.HashedPlan;
import io.github.layercake.layer.LayerBuilder;
import io.github.layercake.layer.Outcome;
import io.github.layercake.layer.SegmentedLayer;
import io.github.layercake.layer.SegmentedLayerBuilder;
import io.github.layercake.oci.Layer;
import io.github.layercake.store.DamagedStoreException;
import io.github.layercake.store.Kind;
import io.github.layercake.store.Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Finds a layer in the store by its key, or has it made and notes it there. */
final class CachingLayerBuilder implements LayerBuilder {
    private final Store store;
    private final SegmentedLayerBuilder builder;
    private final Compression compression;
    private final SegmentFormat format;
    private final Optional<Journal> before;
    private final Function<HashedPlan, Digest> keys;

    CachingLayerBuilder(
            Store store,
            SegmentedLayerBuilder builder,
            Compression compression,
            Optional<Journal> before,
            Function<HashedPlan, Digest> keys) {
        this.store = store;
        this.compression = compression;
        this.format = compression.format();
        this.builder = builder;
        this.before = before;
        this.keys = keys;
    }

    @Override
    public BuiltLayer build(HashedPlan plan) throws IOException {
        Digest key = keys.apply(plan);
        Store.Lookup lookup = store.read(Kind.LAYER, key);
        Optional<LayerRecord> record = Records.decode(lookup, LayerRecord::read);
        if (record.isPresent()) {
            if (store.touch(Kind.LAYER, key)) {
                record.get()
                        .segments()
                        .forEach(part -> store.segment(Keys.segment(part.plain(), format.id()))
                                .touch());
            }
            return new BuiltLayer(plan.plan(), layer(key, record.get()), new Outcome.Reused());
        }
        SegmentedLayer made = builder.build(plan);
        LayerRecord fresh = new LayerRecord(made.layer().digest(), made.layer().diffId(), made.segments());
        store.write(Kind.LAYER, key, fresh.toBuffer());
        Optional<Journal.LayerInputs> inputs =
                before.flatMap(journal -> journal.layer(plan.plan().name()));
        Outcome outcome = inputs.isPresent()
                ? Explanation.of(before.orElseThrow(), inputs.get(), plan, Keys.encoder(compression), lookup.damaged())
                : new Outcome.New();
        return new BuiltLayer(plan.plan(), made.layer(), outcome);
    }

    private Layer layer(Digest key, LayerRecord record) {
        Segment joined = record.joined();
        List<Content> parts = new ArrayList<>();
        parts.add(Content.of(format.header()));
        for (SegmentedLayer.Part part : record.segments()) {
            parts.add(store.segment(Keys.segment(part.plain(), format.id()))
                    .bytes(part.segment().size(), () -> damaged(key, record)));
        }
        parts.add(Content.of(format.trailer(joined)));
        Content content = new VerifiedContent(
                new Concatenation(parts), record.digest(), format.size(joined), found -> damaged(key, record));
        return new Layer(compression.mediaType(), record.digest(), record.diffId(), format.size(joined), content);
    }

    /** Sets aside whichever segment is damaged, and forgets the record: the next attempt makes what is missing. */
    private DamagedStoreException damaged(Digest key, LayerRecord record) {
        int bad = 0;
        for (SegmentedLayer.Part part : record.segments()) {
            if (!store.segment(Keys.segment(part.plain(), format.id())).verify()) {
                bad++;
            }
        }
        store.remove(Kind.LAYER, key);
        return new DamagedStoreException(bad + " of " + record.segments().size() + " segments of the layer "
                + record.digest() + " were missing or damaged");
    }
}
