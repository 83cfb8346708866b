package io.github.layercake.plan;

import java.util.List;

/**
 * Decides which layer each part of an application goes into, and which layer lies on which. A pure function: the same
 * contents give the same layers on every machine.
 */
public interface Layering {

    /**
     * Partitions the third-party releases of an application.
     *
     * @param releases in the order of the class path
     * @param baseLayers how many layers the image has besides those of the application: the base's, and the user's own
     * @return the layers, lowest first; each dependency in exactly one of them, none of them empty
     */
    List<DependencyLayer> partition(List<Dependency> releases, int baseLayers);

    /** Tells all that decides besides the contents: two layerings with one id give the same layers. */
    String id();

    /** The layers that the user has asked for, in their order; what matches none of them is partitioned. */
    default List<LayerRule> rules() {
        return List.of();
    }

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
        return new Layering() {
            @Override
            public List<DependencyLayer> partition(List<Dependency> releases, int baseLayers) {
                return releases.isEmpty() ? List.of() : List.of(new DependencyLayer("dependencies", releases));
            }

            @Override
            public String id() {
                return "single";
            }
        };
    }

    /** This one, but for what the user's own layers take. */
    default Layering with(List<LayerRule> rules) {
        if (rules.isEmpty()) {
            return this;
        }
        Layering rest = this;
        List<LayerRule> all = List.copyOf(rules);
        return new Layering() {
            @Override
            public List<DependencyLayer> partition(List<Dependency> releases, int baseLayers) {
                return rest.partition(releases, baseLayers);
            }

            @Override
            public String id() {
                return rest.id() + " " + all;
            }

            @Override
            public List<LayerRule> rules() {
                return all;
            }
        };
    }
}
