package io.github.layercake.build;

import io.github.layercake.registry.Limits;
import io.github.layercake.registry.Progress;
import io.github.layercake.registry.Registries;
import io.github.layercake.registry.RegistrySettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Builds an application on a base in a registry, in a JVM of its own. */
final class PullingBuild {
    private PullingBuild() {}

    /** Takes the application's directory, the cache's, and the base, whose registry need not be secure. */
    public static void main(String[] args) throws IOException {
        build(SyntheticApplication.existing(Path.of(args[0])), Path.of(args[1]), args[2]);
    }

    static SyntheticApplication.Built build(SyntheticApplication application, Path cache, String base)
            throws IOException {
        RegistrySettings settings = new RegistrySettings(
                List.of(),
                List.of(),
                Map.of(),
                Optional.empty(),
                Set.of(base.substring(0, base.indexOf('/'))),
                false,
                Limits.DEFAULT);
        application.registries = () -> new Registries(settings, Progress.NONE);
        return application.on(base, "linux/amd64").build(cache);
    }

    static Process fork(SyntheticApplication application, Path cache, String base) throws IOException {
        return ChildJvm.start(PullingBuild.class, application.directory, cache.toString(), base);
    }
}
