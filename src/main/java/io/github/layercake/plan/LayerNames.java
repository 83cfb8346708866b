package io.github.layercake.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Names for layers of dependencies that say what is inside, and stay the same when versions change: the artifactId of a
 * jar that is alone; the groupIds' common beginning of a cohort; else the largest jar's artifactId "and others". Where
 * two would have one name, the groupId or the artifactId of the largest jar is added, in the end a number. A layer that
 * is the only one is called {@code dependencies}.
 */
final class LayerNames {
    private static final String PREFIX = "dependencies";

    private final List<List<Dependency>> layers = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final Map<String, Integer> uses = new HashMap<>();

    /**
     * Adds a layer.
     *
     * @param layer its dependencies, at least one
     * @param cohort whether they are released together
     */
    void add(List<Dependency> layer, boolean cohort) {
        Coordinates largest = largest(layer);
        String name =
                layer.size() == 1 ? artifact(largest) : cohort ? commonGroup(layer) : artifact(largest) + "-and-others";
        layers.add(layer);
        names.add(name);
        uses.merge(name, 1, Integer::sum);
    }

    List<Layering.DependencyLayer> layers() {
        if (layers.size() == 1) {
            return List.of(new Layering.DependencyLayer(PREFIX, layers.get(0)));
        }
        List<Layering.DependencyLayer> named = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (int i = 0; i < layers.size(); i++) {
            String name = names.get(i);
            if (uses.getOrDefault(name, 0) > 1) {
                Coordinates largest = largest(layers.get(i));
                name = name.startsWith(artifact(largest))
                        ? largest.groupId() + "-" + name
                        : name + "-" + artifact(largest);
            }
            String unique = name;
            for (int number = 2; !taken.add(unique); number++) {
                unique = name + "-" + number;
            }
            named.add(new Layering.DependencyLayer(PREFIX + "-" + unique, layers.get(i)));
        }
        return named;
    }

    private static Coordinates largest(List<Dependency> layer) {
        Dependency largest = layer.get(0);
        for (Dependency dependency : layer) {
            if (Cohort.size(dependency) > Cohort.size(largest)) {
                largest = dependency;
            }
        }
        return largest.coordinates();
    }

    private static String artifact(Coordinates coordinates) {
        return coordinates.artifactId() + (coordinates.classifier().isEmpty() ? "" : "-" + coordinates.classifier());
    }

    private static String commonGroup(List<Dependency> layer) {
        String common = layer.get(0).coordinates().groupId();
        for (Dependency dependency : layer) {
            String groupId = dependency.coordinates().groupId();
            while (!(groupId + ".").startsWith(common + ".")) {
                int dot = common.lastIndexOf('.');
                if (dot < 0) {
                    return Cohort.family(groupId);
                }
                common = common.substring(0, dot);
            }
        }
        return common;
    }
}
