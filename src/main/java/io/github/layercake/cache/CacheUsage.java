package io.github.layercake.cache;

import io.github.layercake.io.Digest;
import io.github.layercake.store.Kind;
import io.github.layercake.store.Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which images the cache serves, and what they share.
 *
 * @param images one for each archive whose last build is known
 * @param saved bytes of segments that the store would hold more, if no two images shared any
 */
public record CacheUsage(List<ImageUsage> images, long saved) {
    public CacheUsage {
        images = List.copyOf(images);
    }

    /**
     * One image.
     *
     * @param name its first name
     * @param archive where it was written
     * @param shared bytes of segments that other images use as well
     * @param unique bytes of segments that only this one uses
     */
    public record ImageUsage(String name, String archive, long shared, long unique) {}

    /** Reads the journals and the records of their layers. */
    public static CacheUsage of(Store store) throws IOException {
        List<Journal> journals = new ArrayList<>();
        store.readAll(Kind.JOURNAL)
                .forEach(payload -> Records.decode(payload, Journal::read).ifPresent(journals::add));
        List<Map<Digest, Long>> segments = new ArrayList<>();
        Map<Digest, Integer> users = new HashMap<>();
        for (Journal journal : journals) {
            Map<Digest, Long> own = segments(store, journal);
            own.keySet().forEach(segment -> users.merge(segment, 1, Integer::sum));
            segments.add(own);
        }
        List<ImageUsage> images = new ArrayList<>();
        long all = 0;
        Map<Digest, Long> distinct = new HashMap<>();
        for (int i = 0; i < journals.size(); i++) {
            Set<Digest> unique = new HashSet<>(segments.get(i).keySet());
            unique.removeIf(segment -> users.getOrDefault(segment, 0) > 1);
            long total = sum(segments.get(i), segments.get(i).keySet());
            long own = sum(segments.get(i), unique);
            all += total;
            distinct.putAll(segments.get(i));
            Journal journal = journals.get(i);
            images.add(new ImageUsage(journal.names().get(0), journal.archive(), total - own, own));
        }
        images.sort(Comparator.comparing(ImageUsage::name).thenComparing(ImageUsage::archive));
        return new CacheUsage(images, all - sum(distinct, distinct.keySet()));
    }

    private static Map<Digest, Long> segments(Store store, Journal journal) {
        Map<Digest, Long> segments = new HashMap<>();
        for (Journal.LayerInputs layer : journal.layers()) {
            Optional<LayerRecord> record = Records.decode(store.read(Kind.LAYER, layer.key()), LayerRecord::read);
            record.map(LayerRecord::segments)
                    .orElse(Collections.emptyList())
                    .forEach(part -> segments.put(part.plain(), part.segment().size()));
        }
        return segments;
    }

    private static long sum(Map<Digest, Long> sizes, Set<Digest> keys) {
        return keys.stream().mapToLong(key -> sizes.getOrDefault(key, 0L)).sum();
    }
}
