package io.github.layercake.plan;

import io.github.layercake.io.TarEntry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Takes what the user's rules name out of what we would do with it, and notes which patterns found something. */
final class UserLayers {
    private final Map<LayerRule, LayerContents> contents = new LinkedHashMap<>();
    private final Map<LayerRule, Integer> jars = new LinkedHashMap<>();
    private final Set<LayerPattern> matched = new HashSet<>();
    private final boolean withPaths;

    UserLayers(List<LayerRule> rules, Map<String, TarEntry.Type> taken) {
        boolean paths = false;
        for (LayerRule rule : rules) {
            contents.put(rule, new LayerContents(Ownership.ROOT, taken));
            for (LayerPattern pattern : rule.includes()) {
                paths |= !pattern.isCoordinates();
            }
        }
        withPaths = paths;
    }

    /** How many the user has asked for. */
    int count() {
        return contents.size();
    }

    /** The layer that takes a dependency, if one does; the first one wins. */
    Optional<LayerContents> take(Coordinates coordinates, String place) {
        for (Map.Entry<LayerRule, LayerContents> layer : contents.entrySet()) {
            if (matches(layer.getKey(), coordinates, place)) {
                jars.merge(layer.getKey(), 1, Integer::sum);
                return Optional.of(layer.getValue());
            }
        }
        return Optional.empty();
    }

    /**
     * Takes what belongs to a layer of the user's out of a tree.
     *
     * @param into path in the image without slashes at its ends
     * @return what is left; nothing if that is only directories
     */
    List<TreeEntry> takeFrom(String into, List<TreeEntry> tree, boolean executables) {
        if (!withPaths) {
            return tree;
        }
        List<TreeEntry> left = new ArrayList<>();
        boolean files = false;
        for (TreeEntry entry : tree) {
            boolean directory = entry.body() instanceof TreeEntry.Directory holder && !holder.empty();
            Optional<LayerContents> layer = directory ? Optional.empty() : layerOf(into, entry);
            if (layer.isPresent()) {
                layer.get().addTree(into, List.of(entry), executables);
            } else {
                left.add(entry);
                files |= !directory;
            }
        }
        return files || left.size() == tree.size() ? left : List.of();
    }

    private Optional<LayerContents> layerOf(String into, TreeEntry entry) {
        String path = "/" + (into.isEmpty() ? "" : into + "/") + entry.path();
        for (Map.Entry<LayerRule, LayerContents> layer : contents.entrySet()) {
            if (matches(layer.getKey(), path)) {
                return Optional.of(layer.getValue());
            }
        }
        return Optional.empty();
    }

    private boolean matches(LayerRule rule, Coordinates coordinates, String place) {
        boolean included = false;
        for (LayerPattern pattern : rule.includes()) {
            included |= note(pattern, pattern.matches(coordinates) || pattern.matches(place));
        }
        boolean excluded = false;
        for (LayerPattern pattern : included ? rule.excludes() : List.<LayerPattern>of()) {
            excluded |= note(pattern, pattern.matches(coordinates) || pattern.matches(place));
        }
        return included && !excluded;
    }

    private boolean matches(LayerRule rule, String path) {
        boolean included = false;
        for (LayerPattern pattern : rule.includes()) {
            included |= note(pattern, pattern.matches(path));
        }
        boolean excluded = false;
        for (LayerPattern pattern : included ? rule.excludes() : List.<LayerPattern>of()) {
            excluded |= note(pattern, pattern.matches(path));
        }
        return included && !excluded;
    }

    private boolean note(LayerPattern pattern, boolean matches) {
        if (matches) {
            matched.add(pattern);
        }
        return matches;
    }

    /** The layers that lie directly on ours, in the user's order, empty ones left out. */
    List<LayerPlan> above(LayerRule.Place place) {
        List<LayerPlan> layers = new ArrayList<>();
        contents.forEach((rule, layer) -> {
            if (rule.above() == place && !layer.isEmpty()) {
                int dependencies = jars.getOrDefault(rule, 0);
                long files = layer.files() - dependencies;
                String summary = dependencies == 0 ? "" : ImagePlan.count(dependencies, "jar");
                String more = files <= 0 ? "" : ImagePlan.count(files, "file");
                layers.add(layer.plan(rule.name(), summary + (summary.isEmpty() || more.isEmpty() ? "" : ", ") + more));
            }
        });
        return layers;
    }

    /** The patterns that found nothing. */
    List<ImagePlan.Unmatched> unmatched() {
        List<ImagePlan.Unmatched> unmatched = new ArrayList<>();
        for (LayerRule rule : contents.keySet()) {
            List<LayerPattern> patterns = new ArrayList<>(rule.includes());
            patterns.addAll(rule.excludes());
            for (LayerPattern pattern : patterns) {
                if (!matched.contains(pattern)) {
                    unmatched.add(new ImagePlan.Unmatched(rule.name(), pattern.text()));
                }
            }
        }
        return unmatched;
    }
}
