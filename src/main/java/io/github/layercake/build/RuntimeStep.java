package io.github.layercake.build;

import io.github.layercake.cache.BuildCache;
import io.github.layercake.io.ImageException;
import io.github.layercake.io.Progress;
import io.github.layercake.io.TemporaryFile;
import io.github.layercake.io.VerifiedContent;
import io.github.layercake.layer.HashedPlan;
import io.github.layercake.oci.Image;
import io.github.layercake.oci.ImageConfig;
import io.github.layercake.oci.RuntimeConfig;
import io.github.layercake.plan.ImagePlan;
import io.github.layercake.plan.LayerPlan;
import io.github.layercake.plan.TreeEntry;
import io.github.layercake.runtime.ClassPathFile;
import io.github.layercake.runtime.JavaRuntime;
import io.github.layercake.runtime.JlinkRequest;
import io.github.layercake.store.Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What an image with a Java runtime of its own takes besides. */
final class RuntimeStep {
    private RuntimeStep() {}

    /** How many layers the runtime has on a base of {@code baseLayers}. */
    static int layers(ImageRequest request, int baseLayers) {
        return request.jlink().isEmpty() ? 0 : JavaRuntime.layers(baseLayers == 0);
    }

    /**
     * The runtime; which modules it has is decided by what is in the layers above it.
     *
     * @param plan of the application
     * @param progress is told while the application is read and jlink runs
     */
    static JavaRuntime prepare(
            ImageRequest request,
            JlinkRequest jlink,
            List<Image> bases,
            ImagePlan plan,
            BuildCache cache,
            Progress progress)
            throws IOException {
        List<HashedPlan> application = new ArrayList<>();
        for (LayerPlan layer : plan.layers()) {
            application.add(cache.hash(layer));
        }
        return JavaRuntime.prepare(
                needs(request, jlink, bases, application, cache.store(), progress),
                TemporaryFile.directoryOf(request.tar()));
    }

    /**
     * The layers of the runtime as they would be, without linking it; empty ones if it was never linked.
     *
     * @param application what is in the layers above
     * @param store which is only looked into
     */
    static List<LayerPlan> forecast(
            ImageRequest request, List<Image> bases, List<HashedPlan> application, Optional<Store> store)
            throws IOException {
        return request.jlink().isEmpty()
                ? List.of()
                : JavaRuntime.forecast(
                        needs(request, request.jlink().get(), bases, application, store, Progress.untold()),
                        TemporaryFile.directoryOf(request.tar()));
    }

    private static JavaRuntime.Needs needs(
            ImageRequest request,
            JlinkRequest jlink,
            List<Image> bases,
            List<HashedPlan> application,
            Optional<Store> store,
            Progress progress) {
        if (bases.size() > 1) {
            throw new ImageException(
                    "<platforms> names " + bases.size() + " platforms, but the Java runtime of <jlink> is for one: the"
                            + " JDK's.",
                    "Name one platform, or leave <jlink> out and use a base with Java for each of them.");
        }
        List<ClassPathFile> classPath = new ArrayList<>();
        for (HashedPlan layer : application) {
            add(layer, classPath);
        }
        return new JavaRuntime.Needs(
                jlink, bases.get(0), request.platforms().get(0), request.from(), classPath, store, progress);
    }

    private static void add(HashedPlan plan, List<ClassPathFile> classPath) {
        for (TreeEntry entry : plan.files(ImagePlan.APPLICATION)) {
            boolean isClass = entry.path().endsWith(".class");
            if ((isClass || entry.path().startsWith(ImagePlan.LIBS_DIRECTORY))
                    && entry.body() instanceof TreeEntry.File file
                    && file.content() instanceof VerifiedContent content) {
                // A jar is read from its file, in any order, and looked at again afterwards.
                classPath.add(new ClassPathFile(entry.path(), isClass ? content : content.content(), content.digest()));
            }
        }
    }

    /** What a container is told: what the user set, on top of what the runtime sets, on top of the base. */
    static RuntimeConfig settings(
            RuntimeConfig user, ImageConfig base, ImagePlan plan, Launch launch, Optional<JavaRuntime> java) {
        Map<String, String> environment = new LinkedHashMap<>();
        TreeMap<String, String> labels = new TreeMap<>();
        if (java.isPresent()) {
            environment.putAll(java.get().environment(base.environment()));
            labels.putAll(java.get().labels());
        }
        environment.putAll(user.environment());
        labels.putAll(user.labels());
        if (!environment.containsKey("LANG") && !base.environment().containsKey("LANG")) {
            // Without it the JVM reads file names as ASCII, and does not find resources with other names.
            environment.put("LANG", "C.UTF-8");
        }
        return new RuntimeConfig(
                environment,
                labels,
                user.ports(),
                user.volumes(),
                user.user(),
                user.workingDirectory(),
                launch.entrypoint(java.isPresent() ? JavaRuntime.COMMAND : "java", plan.classPath()),
                user.arguments(),
                user.stopSignal(),
                user.healthcheck());
    }
}
