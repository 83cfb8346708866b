package io.github.layercake.cache;

import io.github.layercake.io.Digest;
import io.github.layercake.store.Kind;
import io.github.layercake.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which images the cache serves, and what they share. Sizes are those of the segments' files.
 *
 * @param images one for each archive whose last build is known
 * @param saved bytes of segments that the store would hold more, if no two images shared any
 * @param unused bytes of segments that none of the images has: of earlier builds
 */
public record CacheUsage(List<ImageUsage> images, long saved, long unused) {
    public CacheUsage {
        images = List.copyOf(images);
    }

    /**
     * One image.
     *
     * @param name its first name
     * @param archive where it was written
     * @param isThere whether the archive is still there
     * @param shared bytes of segments that other images use as well
     * @param unique bytes of segments that only this one uses
     * @param lastUse when it was built last, to the day
     */
    public record ImageUsage(String name, String archive, boolean isThere, long shared, long unique, Instant lastUse) {}

    /** Reads the journals and the records of their layers. */
    public static CacheUsage of(Store store) throws IOException {
        Map<Digest, Long> stored = store.segments();
        List<Build> builds = new ArrayList<>();
        Map<Digest, Integer> users = new HashMap<>();
        for (Store.Found found : store.readAll(Kind.JOURNAL)) {
            Optional<Journal> journal = Records.decode(found.payload(), Journal::read);
            if (journal.isPresent()) {
                Map<Digest, Long> segments = segments(store, journal.get(), stored);
                segments.keySet().forEach(segment -> users.merge(segment, 1, Integer::sum));
                builds.add(new Build(journal.get(), segments, found.lastUse()));
            }
        }
        List<ImageUsage> images = new ArrayList<>();
        long used = 0;
        for (Build build : builds) {
            ImageUsage image = build.usage(users);
            used += image.shared() + image.unique();
            images.add(image);
        }
        images.sort(Comparator.comparing(ImageUsage::name).thenComparing(ImageUsage::archive));
        long distinct = 0;
        for (Digest segment : users.keySet()) {
            distinct += stored.getOrDefault(segment, 0L);
        }
        long all = 0;
        for (long size : stored.values()) {
            all += size;
        }
        return new CacheUsage(images, used - distinct, all - distinct);
    }

    /** What the last build of an archive used of the store. */
    private record Build(Journal journal, Map<Digest, Long> segments, Instant lastUse) {

        ImageUsage usage(Map<Digest, Integer> users) {
            long shared = 0;
            long unique = 0;
            for (Map.Entry<Digest, Long> segment : segments.entrySet()) {
                if (users.getOrDefault(segment.getKey(), 0) > 1) {
                    shared += segment.getValue();
                } else {
                    unique += segment.getValue();
                }
            }
            boolean isThere = Files.exists(Path.of(journal.archive()));
            return new ImageUsage(journal.names().get(0), journal.archive(), isThere, shared, unique, lastUse);
        }
    }

    private static Map<Digest, Long> segments(Store store, Journal journal, Map<Digest, Long> stored) {
        Map<Digest, Long> segments = new HashMap<>();
        String format = Keys.format(journal.encoder());
        for (Journal.LayerInputs layer : journal.layers()) {
            Optional<LayerRecord> record = Records.decode(store.read(Kind.LAYER, layer.key()), LayerRecord::read);
            record.map(LayerRecord::segments).orElse(Collections.emptyList()).forEach(part -> {
                Digest key = Keys.segment(part.piece(), format);
                Long size = stored.get(key);
                if (size != null) {
                    segments.put(key, size);
                }
            });
        }
        return segments;
    }
}
