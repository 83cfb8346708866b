package io.github.layercake.cache;

import io.github.layercake.io.Digest;
import io.github.layercake.io.FileStat;
import io.github.layercake.layer.HashedPlan;
import io.github.layercake.oci.SavedImage.Blob;
import io.github.layercake.plan.LayerEntry;
import io.github.layercake.plan.LayerPlan;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the last build put into one archive: enough to see what changed since, and to reuse the archive itself.
 *
 * @param archive absolute path
 * @param names of the image
 * @param encoder that made the segments
 * @param digest of the manifest, or of the index
 * @param id of the image that Docker loads
 * @param format of the archive
 * @param tar the archive as it was left
 * @param blobs the layers of all platforms, each once, in the order of the archive
 * @param base digests and sizes of the layers of the base of the image that Docker loads, lowest first
 * @param layers ours, lowest first
 */
record Journal(
        String archive,
        List<String> names,
        String encoder,
        Digest digest,
        Digest id,
        long format,
        FileStat tar,
        List<Blob> blobs,
        List<Blob> base,
        List<LayerInputs> layers) {

    Journal {
        names = List.copyOf(names);
        blobs = List.copyOf(blobs);
        base = List.copyOf(base);
        layers = List.copyOf(layers);
    }

    /**
     * One layer of ours.
     *
     * @param name of the layer
     * @param key of its record
     * @param blob its bytes
     * @param entries what it was made of, by path
     */
    record LayerInputs(String name, Digest key, Blob blob, Map<String, Input> entries) {

        /** Whether {@code plan} has exactly these entries in this order, and so the same {@linkplain #key key}. */
        boolean isOf(HashedPlan plan) {
            List<LayerEntry> now = plan.plan().entries();
            if (now.size() != entries.size()) {
                return false;
            }
            int next = 0;
            for (Map.Entry<String, Input> before : entries.entrySet()) {
                if (!before.getValue().digest().equals(plan.digests().get(next))
                        || !before.getKey().equals(now.get(next).tar().path())
                        || !before.getValue().facts().equals(plan.facts().get(next))) {
                    return false;
                }
                next++;
            }
            return true;
        }

        /** Paths of the entries that have the same content in {@code plan}. */
        Set<String> unchanged(HashedPlan plan) {
            Set<String> same = new HashSet<>();
            List<LayerEntry> now = plan.plan().entries();
            for (int i = 0; i < now.size(); i++) {
                String path = now.get(i).tar().path();
                Input before = entries.get(path);
                if (before != null && before.digest().equals(plan.digests().get(i))) {
                    same.add(path);
                }
            }
            return same;
        }
    }

    /**
     * One entry.
     *
     * @param facts all that the tar header says
     * @param label coordinates of a dependency, or empty
     * @param digest of the content
     * @param stat of the file that the content came from; absent if it may have changed unseen since
     */
    record Input(String facts, String label, Digest digest, Optional<FileStat> stat) {}

    /**
     * What a layer was: the one of the same name, else the one that had most of the same dependencies, since another
     * partition gives other names.
     */
    Optional<LayerInputs> layer(LayerPlan plan) {
        Optional<LayerInputs> named = layer(plan.name());
        return named.isPresent() ? named : mostAlike(plan);
    }

    private Optional<LayerInputs> mostAlike(LayerPlan plan) {
        Set<String> labels = new HashSet<>();
        for (LayerEntry entry : plan.entries()) {
            if (!entry.label().isEmpty()) {
                labels.add(Explanation.unversioned(entry.label()));
            }
        }
        Optional<LayerInputs> most = Optional.empty();
        int common = 0;
        for (LayerInputs layer : labels.isEmpty() ? List.<LayerInputs>of() : layers) {
            int shared = 0;
            for (Input input : layer.entries().values()) {
                shared += labels.contains(Explanation.unversioned(input.label())) ? 1 : 0;
            }
            if (shared > common) {
                common = shared;
                most = Optional.of(layer);
            }
        }
        return most;
    }

    Optional<LayerInputs> layer(String name) {
        return layers.stream().filter(layer -> layer.name().equals(name)).findFirst();
    }

    ByteBuffer toBuffer() {
        int entries = 0;
        for (LayerInputs layer : layers) {
            entries += layer.entries().size();
        }
        RecordWriter out = new RecordWriter(256L * (entries + blobs.size() + base.size() + layers.size() + 4));
        out.text(archive).number(names.size());
        names.forEach(out::text);
        out.text(encoder).digest(digest).digest(id).number(format).stat(tar).number(blobs.size());
        blobs.forEach(blob -> write(out, blob));
        out.number(base.size());
        base.forEach(blob -> write(out, blob));
        out.number(layers.size());
        for (LayerInputs layer : layers) {
            out.text(layer.name()).digest(layer.key());
            write(out, layer.blob());
            out.number(layer.entries().size());
            layer.entries().forEach((path, input) -> {
                out.text(path).text(input.facts()).text(input.label()).digest(input.digest());
                out.number(input.stat().isPresent() ? 1 : 0);
                input.stat().ifPresent(out::stat);
            });
        }
        return out.toBuffer();
    }

    private static void write(RecordWriter out, Blob blob) {
        out.digest(blob.digest()).number(blob.size());
    }

    static Journal read(ByteBuffer payload) {
        RecordReader in = new RecordReader(payload);
        String archive = in.text();
        List<String> names = new ArrayList<>();
        for (int i = in.count(); i > 0; i--) {
            names.add(in.text());
        }
        String encoder = in.text();
        Digest digest = in.digest();
        Digest id = in.digest();
        long format = in.number();
        FileStat tar = in.stat();
        List<Blob> blobs = new ArrayList<>();
        for (int i = in.count(); i > 0; i--) {
            blobs.add(blob(in));
        }
        List<Blob> base = new ArrayList<>();
        for (int i = in.count(); i > 0; i--) {
            base.add(blob(in));
        }
        List<LayerInputs> layers = new ArrayList<>();
        for (int i = in.count(); i > 0; i--) {
            layers.add(new LayerInputs(in.text(), in.digest(), blob(in), entries(in)));
        }
        return new Journal(archive, names, encoder, digest, id, format, tar, blobs, base, layers);
    }

    private static Blob blob(RecordReader in) {
        return new Blob(in.digest(), in.number());
    }

    private static Map<String, Input> entries(RecordReader in) {
        Map<String, Input> entries = new LinkedHashMap<>();
        for (int i = in.count(); i > 0; i--) {
            entries.put(
                    in.text(),
                    new Input(
                            in.text(),
                            in.text(),
                            in.digest(),
                            in.number() == 1 ? Optional.of(in.stat()) : Optional.empty()));
        }
        return entries;
    }
}
