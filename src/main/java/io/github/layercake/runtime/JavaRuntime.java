package io.github.layercake.runtime;

import io.github.layercake.io.Digest;
import io.github.layercake.io.ImageException;
import io.github.layercake.io.Progress;
import io.github.layercake.oci.Image;
import io.github.layercake.oci.Platform;
import io.github.layercake.plan.LayerPlan;
import io.github.layercake.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * The Java runtime of an image: its layers, and what a container has to be told of it. Where nothing has changed, no
 * jar is read and nothing linked; what was linked is deleted on closing.
 */
public final class JavaRuntime implements AutoCloseable {
    /** Absolute path of its {@code java} command in the image. */
    public static final String COMMAND = "/" + LinkedRuntime.PLACE + "/bin/java";

    private static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final String MODULES_END = "";

    private final Choice choice;
    private final LinkedRuntime linked;
    private final Optional<List<HostLibrary>> libraries;
    private final List<WatchedFile> watched;

    private JavaRuntime(
            Choice choice, LinkedRuntime linked, Optional<List<HostLibrary>> libraries, List<WatchedFile> watched) {
        this.choice = choice;
        this.linked = linked;
        this.libraries = libraries;
        this.watched = watched;
    }

    /**
     * What it is made from.
     *
     * @param jdk vendor and version of the JDK
     * @param home where the JDK lies
     * @param modules those that were asked of jlink, sorted
     * @param linked whether it was linked in this build
     * @param libraries of this machine that are in the image, sorted by path
     */
    public record Facts(String jdk, Path home, List<String> modules, boolean linked, List<HostLibrary> libraries) {
        public Facts {
            modules = List.copyOf(modules);
            libraries = List.copyOf(libraries);
        }
    }

    /**
     * What a runtime is for.
     *
     * @param platform that the image is for
     * @param from the base's name
     * @param classPath of the application
     * @param store of the user, if there is one that works
     * @param progress is told while the class path or the base is read, or jlink runs
     */
    public record Needs(
            JlinkRequest request,
            Image base,
            Platform platform,
            String from,
            List<ClassPathFile> classPath,
            Optional<Store> store,
            Progress progress) {
        public Needs {
            classPath = List.copyOf(classPath);
        }

        private boolean onScratch() {
            return base.layers().isEmpty();
        }
    }

    /**
     * Finds out what the runtime consists of; links it if the same was never linked before.
     *
     * @param workspace directory for what is linked
     * @throws ImageException if there can be no such runtime here, or the base lacks what it needs
     */
    public static JavaRuntime prepare(Needs needs, Path workspace) throws IOException {
        Choice choice = Choice.of(needs);
        return of(choice, LinkedRuntime.of(choice.jdk, choice.jlink(), choice.notes, workspace));
    }

    /**
     * The layers that it would have; without entries if the same was never linked before. Links nothing.
     *
     * @param workspace directory for what is linked when a layer is read
     * @throws ImageException if there can be no such runtime here, or the base lacks what it needs
     */
    public static List<LayerPlan> forecast(Needs needs, Path workspace) throws IOException {
        Choice choice = Choice.of(needs);
        Optional<LinkedRuntime> known = LinkedRuntime.known(choice.jdk, choice.jlink(), choice.notes, workspace);
        if (known.isPresent()) {
            try (JavaRuntime runtime = of(choice, known.get())) {
                return runtime.layers();
            }
        }
        List<LayerPlan> layers = new ArrayList<>();
        if (needs.onScratch()) {
            layers.add(new LayerPlan(SystemLayer.NAME, "files of this machine, users, /tmp", List.of()));
        }
        layers.add(new LayerPlan(LinkedRuntime.NAME, choice.summary() + ", not linked yet", List.of()));
        return layers;
    }

    /** The JDK, and what the application asks for: modules of it, and libraries of the machine for native code. */
    private record Choice(Needs needs, Jdk jdk, Notes notes, List<String> modules, Set<String> libraries) {

        static Choice of(Needs needs) throws IOException {
            Notes notes = new Notes(needs.store, TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()));
            Jdk jdk = Jdk.open(needs.request.javaHome(), notes);
            jdk.requireFor(needs.platform, needs.request.release());
            if (needs.onScratch()) {
                requireLinux();
            }
            return of(needs, jdk, notes);
        }

        private static Choice of(Needs needs, Jdk jdk, Notes notes) throws IOException {
            Digest key = Modules.key(needs.request, needs.classPath, jdk);
            Optional<List<String>> known = notes.read(key);
            if (known.isPresent()) {
                int end = Math.max(0, known.get().indexOf(MODULES_END));
                return new Choice(
                        needs,
                        jdk,
                        notes,
                        known.get().subList(0, end),
                        new TreeSet<>(known.get().subList(end + 1, known.get().size())));
            }
            Modules all = Modules.of(jdk);
            ClassPathScan scan = new ClassPathScan(notes, jdk.feature(), needs.progress);
            References references = scan.scan(needs.classPath);
            List<String> modules = all.choose(needs.request, references.packages(), jdk);
            if (scan.isSettled()) {
                List<String> note = new ArrayList<>(modules);
                note.add(MODULES_END);
                note.addAll(references.libraries());
                notes.write(key, note);
            }
            return new Choice(needs, jdk, notes, modules, references.libraries());
        }

        Jlink jlink() {
            return new Jlink(jdk, modules, needs.request, needs.progress);
        }

        String summary() {
            return "Java " + jdk.version() + ", " + modules.size() + " modules";
        }
    }

    private static JavaRuntime of(Choice choice, LinkedRuntime linked) throws IOException {
        try {
            Optional<List<HostLibrary>> libraries = Optional.empty();
            List<WatchedFile> watched = new ArrayList<>(choice.jdk.watched());
            if (choice.needs.onScratch()) {
                HostLibraries host = new HostLibraries(new HostFiles(Path.of("/")), choice.notes);
                List<HostLibrary> found = host.find(linked.key(), linked.programs(), choice.libraries);
                watched.addAll(host.watched(linked.programs(), found));
                libraries = Optional.of(found);
            } else {
                new BaseCheck(choice.notes, choice.needs.progress)
                        .require(choice.needs.base, choice.needs.from, linked.key(), linked.programs());
            }
            return new JavaRuntime(choice, linked, libraries, watched);
        } catch (IOException | RuntimeException e) {
            linked.close();
            throw e;
        }
    }

    private static void requireLinux() {
        if (!System.getProperty("os.name").toLowerCase(Locale.ROOT).equals("linux")) {
            throw new ImageException(
                    "<jlink> on scratch takes libraries from this machine, which is not Linux but "
                            + System.getProperty("os.name") + ".",
                    "Build on Linux, or use a base with glibc, such as debian:stable-slim.");
        }
    }

    /** How many layers it has. */
    public static int layers(boolean onScratch) {
        return onScratch ? 2 : 1;
    }

    /** Its layers, lowest first. */
    public List<LayerPlan> layers() {
        List<LayerPlan> layers = new ArrayList<>();
        libraries.ifPresent(found -> layers.add(SystemLayer.plan(found)));
        layers.add(linked.layer(choice.summary()));
        return layers;
    }

    /** Variables of the container. */
    public Map<String, String> environment(Map<String, String> ofBase) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("JAVA_HOME", "/" + LinkedRuntime.PLACE);
        environment.put("PATH", "/" + LinkedRuntime.PLACE + "/bin:" + ofBase.getOrDefault("PATH", DEFAULT_PATH));
        return environment;
    }

    /** Labels that tell scanners what no package database in the image does. */
    public Map<String, String> labels() {
        Map<String, String> labels = new TreeMap<>();
        labels.put("io.github.layercake.jdk", choice.jdk.description());
        labels.put("io.github.layercake.jdk.modules", String.join(",", choice.modules));
        libraries.ifPresent(found -> labels.put("io.github.layercake.host-libraries", SystemLayer.toJson(found)));
        return labels;
    }

    /** The files of this machine that it was made from: where one changes, it may become another. */
    public List<WatchedFile> watched() {
        return watched;
    }

    public Facts facts() {
        return new Facts(
                choice.jdk.description(),
                choice.jdk.home(),
                choice.modules,
                linked.isLinkedNow(),
                libraries.orElse(List.of()));
    }

    @Override
    public void close() throws IOException {
        linked.close();
    }
}
