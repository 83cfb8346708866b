package io.github.layercake.runtime;

import io.github.layercake.io.Digest;
import io.github.layercake.io.ImageException;
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

    private final Jdk jdk;
    private final List<String> modules;
    private final LinkedRuntime linked;
    private final Optional<List<HostLibrary>> libraries;
    private final List<WatchedFile> watched;

    private JavaRuntime(
            Jdk jdk,
            List<String> modules,
            LinkedRuntime linked,
            Optional<List<HostLibrary>> libraries,
            List<WatchedFile> watched) {
        this.jdk = jdk;
        this.modules = modules;
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
     * Finds out what the runtime consists of; links it if the same was never linked before.
     *
     * @param platform that the image is for
     * @param from the base's name
     * @param classPath of the application
     * @param store of the user, if there is one that works
     * @param workspace directory for what is linked
     * @throws ImageException if there can be no such runtime here, or the base lacks what it needs
     */
    public static JavaRuntime prepare(
            JlinkRequest request,
            Image base,
            Platform platform,
            String from,
            List<ClassPathFile> classPath,
            Optional<Store> store,
            Path workspace)
            throws IOException {
        Notes notes = new Notes(store, TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()));
        boolean onScratch = base.layers().isEmpty();
        Jdk jdk = Jdk.open(request.javaHome(), notes);
        jdk.requireFor(platform, request.release());
        if (onScratch) {
            requireLinux();
        }
        Needs needs = needs(request, jdk, classPath, notes);
        LinkedRuntime linked = LinkedRuntime.of(jdk, new Jlink(jdk, needs.modules, request), notes, workspace);
        try {
            Optional<List<HostLibrary>> libraries = Optional.empty();
            List<WatchedFile> watched = new ArrayList<>(jdk.watched());
            if (onScratch) {
                HostLibraries host = new HostLibraries(new HostFiles(Path.of("/")), notes);
                List<HostLibrary> found = host.find(linked.key(), linked.programs(), needs.libraries);
                watched.addAll(host.watched(linked.programs(), found));
                libraries = Optional.of(found);
            } else {
                new BaseCheck(notes).require(base, from, linked.key(), linked.programs());
            }
            return new JavaRuntime(jdk, needs.modules, linked, libraries, watched);
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

    /** What the application asks for: modules of the JDK, and libraries of the machine for its native code. */
    private record Needs(List<String> modules, Set<String> libraries) {}

    private static Needs needs(JlinkRequest request, Jdk jdk, List<ClassPathFile> classPath, Notes notes)
            throws IOException {
        Digest key = Modules.key(request, classPath, jdk);
        Optional<List<String>> known = notes.read(key);
        if (known.isPresent()) {
            int end = Math.max(0, known.get().indexOf(MODULES_END));
            return new Needs(
                    known.get().subList(0, end),
                    new TreeSet<>(known.get().subList(end + 1, known.get().size())));
        }
        Modules all = Modules.of(jdk);
        ClassPathScan scan = new ClassPathScan(notes, jdk.feature());
        References references = scan.scan(classPath);
        Needs needs = new Needs(all.choose(request, references.packages(), jdk), references.libraries());
        if (scan.isSettled()) {
            List<String> note = new ArrayList<>(needs.modules);
            note.add(MODULES_END);
            note.addAll(needs.libraries);
            notes.write(key, note);
        }
        return needs;
    }

    /** Its layers, lowest first. */
    public List<LayerPlan> layers() {
        List<LayerPlan> layers = new ArrayList<>();
        libraries.ifPresent(found -> layers.add(SystemLayer.plan(found)));
        layers.add(linked.layer("Java " + jdk.version() + ", " + modules.size() + " modules"));
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
        labels.put("io.github.layercake.jdk", jdk.description());
        labels.put("io.github.layercake.jdk.modules", String.join(",", modules));
        libraries.ifPresent(found -> labels.put("io.github.layercake.host-libraries", SystemLayer.toJson(found)));
        return labels;
    }

    /** The files of this machine that it was made from: where one changes, it may become another. */
    public List<WatchedFile> watched() {
        return watched;
    }

    public Facts facts() {
        return new Facts(jdk.description(), jdk.home(), modules, linked.isLinkedNow(), libraries.orElse(List.of()));
    }

    @Override
    public void close() throws IOException {
        linked.close();
    }
}
