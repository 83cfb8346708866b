package io.github.layercake.plan;

import io.github.layercake.io.Content;
import io.github.layercake.io.ImageException;
import io.github.layercake.io.TarEntry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The layers of an application in their order, and the class path that goes with them.
 *
 * <p>From the bottom up, empty ones left out: third-party releases, {@code snapshots}, {@code modules}, {@code files},
 * {@code resources}, {@code classes}, {@code launch}; the user's own on the ones that they are to lie on. In the image
 * they are {@code /app/libs/<file>.jar}, {@code /app/modules/<artifactId>/}, {@code /app/resources/},
 * {@code /app/classes/} and {@code /app/classpath}. Where two dependencies have one file name, all of that name are
 * prefixed by their groupId.
 *
 * @param layers lowest first
 * @param classPath absolute paths in the image, in Maven's order
 * @param unmatched what the user's rules name in vain
 */
public record ImagePlan(List<LayerPlan> layers, List<String> classPath, List<Unmatched> unmatched) {
    /** Absolute path of the file that holds the class path, as an argument file of the {@code java} command. */
    public static final String CLASS_PATH_FILE = "/app/classpath";

    /** The name of the layer of the project's own classes. */
    public static final String CLASSES_LAYER = "classes";

    /** Where everything of the application is, without the leading slash. */
    public static final String APPLICATION = "app";

    /** Where the jars are below it. */
    public static final String LIBS_DIRECTORY = "libs/";

    private static final String LIBS = "app/libs/";
    private static final String MODULES = "app/modules/";
    private static final String RESOURCES = "app/resources";
    /** Where they are, without the leading slash. */
    public static final String CLASSES = "app/classes";

    public ImagePlan {
        layers = List.copyOf(layers);
        classPath = List.copyOf(classPath);
        unmatched = List.copyOf(unmatched);
    }

    /**
     * A rule that found nothing.
     *
     * @param layer of the user's
     * @param pattern that matches nothing
     */
    public record Unmatched(String layer, String pattern) {}

    /**
     * Plans an application.
     *
     * @param contents what it consists of
     * @param layering how releases are partitioned
     * @param baseLayers how many layers the base has
     */
    public static ImagePlan of(ApplicationContents contents, Layering layering, int baseLayers) {
        return new Planner(contents, layering).plan(baseLayers);
    }

    /** The places are decided first, for all dependencies together; then each layer takes its share. */
    private static final class Planner {
        private final ApplicationContents contents;
        private final Map<Dependency, String> places;
        private final Map<String, TarEntry.Type> taken = new HashMap<>();
        private final List<LayerPlan> layers = new ArrayList<>();
        private final Map<Dependency.Origin, List<Dependency>> rest = new EnumMap<>(Dependency.Origin.class);
        private final Layering layering;
        private final UserLayers own;

        Planner(ApplicationContents contents, Layering layering) {
            this.contents = contents;
            this.layering = layering;
            this.places = places(contents.dependencies());
            this.own = new UserLayers(layering.rules(), taken);
        }

        ImagePlan plan(int baseLayers) {
            for (Dependency.Origin origin : Dependency.Origin.values()) {
                rest.put(origin, new ArrayList<>());
            }
            places.forEach(this::sort);
            List<TreeEntry> classes = own.takeFrom(CLASSES, contents.classes(), false);
            List<TreeEntry> resources = own.takeFrom(RESOURCES, contents.resources(), true);
            List<ExtraFiles> extras = new ArrayList<>();
            for (ExtraFiles extra : contents.extraFiles()) {
                String into = relative(extra.into());
                extras.add(new ExtraFiles(into, own.takeFrom(into, extra.tree(), true)));
            }
            layers.addAll(own.above(LayerRule.Place.BASE));
            for (Layering.DependencyLayer layer :
                    layering.partition(of(Dependency.Origin.RELEASE), baseLayers + own.count())) {
                addDependencies(layer.name(), layer.dependencies());
            }
            layers.addAll(own.above(LayerRule.Place.DEPENDENCIES));
            addDependencies("snapshots", of(Dependency.Origin.SNAPSHOT));
            layers.addAll(own.above(LayerRule.Place.SNAPSHOTS));
            addDependencies("modules", of(Dependency.Origin.MODULE));
            layers.addAll(own.above(LayerRule.Place.MODULES));
            LayerContents files = new LayerContents(Ownership.ROOT, taken);
            extras.forEach(extra -> files.addTree(extra.into(), extra.tree(), true));
            add("files", files);
            layers.addAll(own.above(LayerRule.Place.FILES));
            addTree("resources", RESOURCES, resources, true);
            layers.addAll(own.above(LayerRule.Place.RESOURCES));
            addTree(CLASSES_LAYER, CLASSES, classes, false);
            layers.addAll(own.above(LayerRule.Place.CLASSES));
            List<String> classPath = classPath();
            addLaunch(classPath);
            return new ImagePlan(layers, classPath, own.unmatched());
        }

        private List<Dependency> of(Dependency.Origin origin) {
            return rest.getOrDefault(origin, List.of());
        }

        /** To a layer of the user's, or to those of its origin. */
        private void sort(Dependency dependency, String place) {
            Optional<LayerContents> layer = own.take(dependency.coordinates(), "/" + place);
            if (layer.isPresent()) {
                add(dependency, place, layer.get());
            } else {
                of(dependency.origin()).add(dependency);
            }
        }

        private void addDependencies(String name, List<Dependency> dependencies) {
            LayerContents layer = new LayerContents(Ownership.ROOT, taken);
            for (Dependency dependency : dependencies) {
                String place = places.get(dependency);
                if (place == null) {
                    throw new IllegalArgumentException(dependency + " is not a dependency of the application");
                }
                add(dependency, place, layer);
            }
            if (!layer.isEmpty()) {
                layers.add(layer.plan(name, count(dependencies.size(), name.equals("modules") ? "module" : "jar")));
            }
        }

        private static void add(Dependency dependency, String place, LayerContents layer) {
            if (dependency.body() instanceof Dependency.Jar jar) {
                layer.addFile(
                        place,
                        jar.content(),
                        jar.size(),
                        dependency.coordinates().toString());
            } else if (dependency.body() instanceof Dependency.Directory directory) {
                layer.addTree(place, directory.tree(), false);
            }
        }

        private void addTree(String name, String into, List<TreeEntry> tree, boolean executables) {
            LayerContents layer = new LayerContents(Ownership.ROOT, taken);
            layer.addTree(into, tree, executables);
            add(name, layer);
        }

        private void add(String name, LayerContents layer) {
            if (!layer.isEmpty()) {
                layers.add(layer.plan(name, count(layer.files(), "file")));
            }
        }

        private List<String> classPath() {
            List<String> classPath = new ArrayList<>();
            if (!contents.resources().isEmpty()) {
                classPath.add("/" + RESOURCES);
            }
            if (!contents.classes().isEmpty()) {
                classPath.add("/" + CLASSES);
            }
            places.values().forEach(place -> classPath.add("/" + place));
            return classPath;
        }

        private void addLaunch(List<String> classPath) {
            if (classPath.isEmpty()) {
                return;
            }
            LayerContents layer = new LayerContents(Ownership.ROOT, taken);
            byte[] file = argumentFile(classPath).getBytes(StandardCharsets.UTF_8);
            layer.addFile(relative(CLASS_PATH_FILE), Content.of(file), file.length, "");
            layers.add(layer.plan("launch", "the class path"));
        }
    }

    /** Where each dependency goes, in the order of the class path. The same file twice is there once. */
    private static Map<Dependency, String> places(List<Dependency> dependencies) {
        Set<String> seen = new HashSet<>();
        Map<String, Integer> names = new LinkedHashMap<>();
        List<Dependency> distinct = new ArrayList<>();
        for (Dependency dependency : dependencies) {
            boolean empty = dependency.body() instanceof Dependency.Directory directory
                    && directory.tree().isEmpty();
            if (!empty
                    && seen.add(dependency.coordinates() + "."
                            + dependency.coordinates().extension())) {
                distinct.add(dependency);
                names.merge(place(dependency, ""), 1, Integer::sum);
            }
        }
        Map<Dependency, String> places = new LinkedHashMap<>();
        for (Dependency dependency : distinct) {
            String place = place(dependency, "");
            boolean shared = names.getOrDefault(place, 0) > 1;
            places.put(
                    dependency,
                    shared ? place(dependency, dependency.coordinates().groupId() + "-") : place);
        }
        requireDistinct(places);
        return places;
    }

    private static void requireDistinct(Map<Dependency, String> places) {
        Map<String, Dependency> taken = new HashMap<>();
        places.forEach((dependency, place) -> {
            Dependency other = taken.put(place, dependency);
            if (other != null) {
                throw new ImageException(
                        "The dependencies " + other.coordinates() + " and " + dependency.coordinates()
                                + " both want to be '/" + place + "' in the image.",
                        "Exclude one of them.");
            }
        });
    }

    private static String place(Dependency dependency, String prefix) {
        Coordinates coordinates = dependency.coordinates();
        if (dependency.body() instanceof Dependency.Directory) {
            String classifier = coordinates.classifier().isEmpty() ? "" : "-" + coordinates.classifier();
            return MODULES + prefix + coordinates.artifactId() + classifier;
        }
        return LIBS + prefix + coordinates.fileName();
    }

    /**
     * The class path as one quoted argument. Within quotes a backslash escapes.
     *
     * @see <a
     *     href="https://docs.oracle.com/en/java/javase/17/docs/specs/man/java.html#java-command-line-argument-files">
     *     java Command-Line Argument Files</a>
     */
    private static String argumentFile(List<String> classPath) {
        String joined = String.join(":", classPath);
        return "\"" + joined.replace("\\", "\\\\").replace("\"", "\\\"") + "\"\n";
    }

    static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    private static String relative(String absolute) {
        int start = 0;
        int end = absolute.length();
        while (start < end && absolute.charAt(start) == '/') {
            start++;
        }
        while (end > start && absolute.charAt(end - 1) == '/') {
            end--;
        }
        return absolute.substring(start, end);
    }
}
