package io.github.layercake.build;

import io.github.layercake.cache.BuildCache;
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

    /**
     * The runtime; which modules it has is decided by what is in the layers above it.
     *
     * @param plan of the application
     */
    static JavaRuntime prepare(ImageRequest request, JlinkRequest jlink, Image base, ImagePlan plan, BuildCache cache)
            throws IOException {
        List<ClassPathFile> classPath = new ArrayList<>();
        for (LayerPlan layer : plan.layers()) {
            add(cache.hash(layer), classPath);
        }
        return JavaRuntime.prepare(
                jlink, base, request.from(), classPath, cache.store(), TemporaryFile.directoryOf(request.tar()));
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

    /** What the user set, on top of what the runtime sets. */
    static RuntimeConfig settings(RuntimeConfig user, ImageConfig base, Optional<JavaRuntime> java) {
        if (java.isEmpty()) {
            return user;
        }
        Map<String, String> environment = new LinkedHashMap<>(java.get().environment(base.environment()));
        environment.putAll(user.environment());
        TreeMap<String, String> labels = new TreeMap<>(java.get().labels());
        labels.putAll(user.labels());
        return new RuntimeConfig(
                environment,
                labels,
                user.ports(),
                user.volumes(),
                user.user(),
                user.workingDirectory(),
                user.entrypoint(),
                user.arguments(),
                user.stopSignal(),
                user.healthcheck());
    }
}
