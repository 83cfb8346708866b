package io.github.layercake.plan;

import io.github.layercake.io.ImageException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A layer that the user has asked for.
 *
 * @param name of the layer: letters, digits, {@code . _ -}; none of ours
 * @param above the layers that it lies directly on
 * @param includes what goes into it, if no rule before this one takes it; at least one
 * @param excludes what does not, all the same
 */
public record LayerRule(String name, Place above, List<LayerPattern> includes, List<LayerPattern> excludes) {
    private static final Set<String> OURS = Set.of(
            "base",
            "runtime",
            "dependencies",
            "snapshots",
            "modules",
            "files",
            "resources",
            ImagePlan.CLASSES_LAYER,
            "launch");

    /** Our layers, on which one of the user's can lie; lowest first. */
    public enum Place {
        BASE,
        DEPENDENCIES,
        SNAPSHOTS,
        MODULES,
        FILES,
        RESOURCES,
        CLASSES;

        /** The place with a name in lower case. */
        public static Place parse(String name) {
            for (Place place : values()) {
                if (place.name().toLowerCase(Locale.ROOT).equals(name)) {
                    return place;
                }
            }
            throw new ImageException(
                    "<above> of a layer is '" + name + "', which is none of our layers.",
                    "Use base, dependencies, snapshots, modules, files, resources or classes.");
        }
    }

    /**
     * Checks.
     *
     * @throws ImageException if the name is not possible, or nothing is included
     */
    public LayerRule {
        includes = List.copyOf(includes);
        excludes = List.copyOf(excludes);
        if (name.isEmpty() || !name.chars().allMatch(LayerRule::isNameCharacter)) {
            throw new ImageException(
                    "<name> of a layer is '" + name + "'.", "Use letters, digits, '.', '_' and '-', at least one.");
        }
        if (OURS.contains(name) || name.startsWith("dependencies-")) {
            throw new ImageException(
                    "<name> of a layer is '" + name + "', which is what one of ours is called.",
                    "Choose another name.");
        }
        if (includes.isEmpty()) {
            throw new ImageException(
                    "The layer '" + name + "' includes nothing.",
                    "Give it <includes> with patterns such as com.example.*:* or /app/resources/static/**.");
        }
    }

    private static boolean isNameCharacter(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "._-".indexOf(c) >= 0;
    }
}
