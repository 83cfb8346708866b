package io.github.layercake.plan;

import java.util.List;

/**
 * Decides which layer each part of an application goes into, and which layer lies on which. A pure function: the same
 * contents give the same layers on every machine.
 */
@FunctionalInterface
public interface Layering {

    /**
     * Partitions the third-party releases of an application.
     *
     * @param releases in the order of the class path
     * @param baseLayers how many layers the base has
     * @return the layers, lowest first; each dependency in exactly one of them, none of them empty
     */
    List<DependencyLayer> partition(List<Dependency> releases, int baseLayers);

    /**
     * One layer of dependencies.
     *
     * @param name what people call it
     * @param dependencies in any order
     */
    record DependencyLayer(String name, List<Dependency> dependencies) {
        public DependencyLayer {
            dependencies = List.copyOf(dependencies);
        }
    }

    /** All releases in one layer, called {@code dependencies}. */
    static Layering single() {
        return (releases, baseLayers) ->
                releases.isEmpty() ? List.of() : List.of(new DependencyLayer("dependencies", releases));
    }
}
