package io.github.layercake.cache;

import io.github.layercake.io.Digest;
import io.github.layercake.io.TarEntry;
import io.github.layercake.layer.HashedPlan;
import io.github.layercake.layer.Outcome;
import io.github.layercake.plan.LayerEntry;
import io.github.layercake.plan.LayerPlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tells why a layer could not be reused, by comparing its entries with those of the last build. */
final class Explanation {
    private static final int NAMED = 3;

    private Explanation() {}

    /**
     * Explains.
     *
     * @param before the last build
     * @param inputs the layer in it
     * @param plan the layer now
     * @param image all layers now
     * @param encoder what encodes now
     * @param damaged whether its record was found damaged
     */
    static Outcome.Rebuilt of(
            Journal before,
            Journal.LayerInputs inputs,
            HashedPlan plan,
            List<LayerPlan> image,
            String encoder,
            boolean damaged) {
        Changes changes = new Changes(inputs.entries());
        List<LayerEntry> entries = plan.plan().entries();
        for (int i = 0; i < entries.size(); i++) {
            LayerEntry entry = entries.get(i);
            changes.add(entry, plan.digests().get(i), plan.facts().get(i));
        }
        changes.finish(elsewhere(before, inputs), elsewhere(image, plan.plan()));
        if (!changes.lines.isEmpty()) {
            return new Outcome.Rebuilt(changes.summary(files(entries)), changes.lines);
        }
        if (damaged) {
            return new Outcome.Rebuilt("corrupt in the cache", List.of());
        }
        return new Outcome.Rebuilt(
                before.encoder().equals(encoder) ? "evicted from the cache" : "encoder changed", List.of());
    }

    /** What was in other layers, by coordinates without version: the layer's name, a space, the coordinates. */
    private static Map<String, String> elsewhere(Journal before, Journal.LayerInputs here) {
        Map<String, String> elsewhere = new HashMap<>();
        for (Journal.LayerInputs layer : before.layers()) {
            for (Journal.Input input : layer.name().equals(here.name())
                    ? List.<Journal.Input>of()
                    : layer.entries().values()) {
                if (!input.label().isEmpty()) {
                    elsewhere.put(unversioned(input.label()), layer.name() + " " + input.label());
                }
            }
        }
        return elsewhere;
    }

    private static Map<String, String> elsewhere(List<LayerPlan> image, LayerPlan here) {
        Map<String, String> elsewhere = new HashMap<>();
        for (LayerPlan layer : image) {
            for (LayerEntry entry : layer.name().equals(here.name()) ? List.<LayerEntry>of() : layer.entries()) {
                if (!entry.label().isEmpty()) {
                    elsewhere.put(unversioned(entry.label()), layer.name());
                }
            }
        }
        return elsewhere;
    }

    /** Coordinates without their version. */
    static String unversioned(String label) {
        return label.isEmpty() ? "" : label.substring(0, label.lastIndexOf(':'));
    }

    private static long files(List<LayerEntry> entries) {
        return entries.stream()
                .filter(entry -> entry.tar().type() != TarEntry.Type.DIRECTORY)
                .count();
    }

    /** What differs, a line each. */
    private static final class Changes {
        private final Map<String, Journal.Input> gone;
        private final Map<String, String> goneVersions = new LinkedHashMap<>();
        private final List<String> lines = new ArrayList<>();
        private final List<String> names = new ArrayList<>();
        private final Map<String, LayerEntry> added = new LinkedHashMap<>();

        Changes(Map<String, Journal.Input> before) {
            gone = new LinkedHashMap<>(before);
        }

        void add(LayerEntry entry, Digest digest, String facts) {
            Journal.Input input = gone.remove(entry.tar().path());
            if (input == null) {
                added.put(entry.tar().path(), entry);
            } else if (!input.digest().equals(digest)) {
                note(name(entry), name(entry) + ": content changed");
            } else if (!input.facts().equals(facts)) {
                note(name(entry), name(entry) + ": attributes changed");
            }
        }

        /**
         * Pairs what is gone with what came: the same dependency in another version, or in another layer.
         *
         * @param before what was in other layers
         * @param now what is in other layers
         */
        void finish(Map<String, String> before, Map<String, String> now) {
            gone.forEach((path, input) -> {
                if (!input.label().isEmpty()) {
                    goneVersions.put(unversioned(input.label()), path);
                }
            });
            added.forEach((path, entry) -> {
                String old = goneVersions.get(unversioned(entry.label()));
                Journal.Input input = old == null ? null : gone.remove(old);
                if (input != null) {
                    String change =
                            artifact(entry.label()) + " " + version(input.label()) + " -> " + version(entry.label());
                    note(change, change);
                } else if (before.containsKey(unversioned(entry.label()))) {
                    String from = before.getOrDefault(unversioned(entry.label()), "");
                    moved(entry.label(), from.substring(0, from.indexOf(' ')), from.substring(from.indexOf(' ') + 1));
                } else if (entry.tar().type() != TarEntry.Type.DIRECTORY) {
                    note(name(entry) + " added", name(entry) + ": added");
                }
            });
            gone.forEach((path, input) -> {
                String to = now.get(unversioned(input.label()));
                if (to != null && !input.label().isEmpty()) {
                    note(input.label() + " moved", input.label() + ": moved to " + to);
                } else if (!input.facts().startsWith(TarEntry.Type.DIRECTORY.name())) {
                    String name = input.label().isEmpty() ? lastName(path) : input.label();
                    note(name + " removed", name + ": removed");
                }
            });
        }

        private void moved(String label, String layer, String old) {
            String version = old.equals(label) ? label : artifact(label) + " " + version(old) + " -> " + version(label);
            note(version + (old.equals(label) ? " moved here" : ""), version + ": moved here from " + layer);
        }

        private void note(String name, String line) {
            names.add(name);
            lines.add(line);
        }

        String summary(long files) {
            String all = String.join(", ", names.subList(0, Math.min(NAMED, names.size())));
            String more = names.size() > NAMED ? ", …" : "";
            boolean dependencies = names.get(0).contains(" -> ");
            return dependencies && names.size() <= NAMED
                    ? all
                    : names.size() + " of " + files + " files: " + all + more;
        }

        private static String name(LayerEntry entry) {
            return entry.label().isEmpty() ? lastName(entry.tar().path()) : entry.label();
        }

        private static String lastName(String path) {
            return path.substring(path.lastIndexOf('/') + 1);
        }

        private static String artifact(String label) {
            String unversioned = unversioned(label);
            return unversioned.substring(unversioned.indexOf(':') + 1);
        }

        private static String version(String label) {
            return label.substring(label.lastIndexOf(':') + 1);
        }
    }
}
