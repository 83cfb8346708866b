package io.github.layercake.registry;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The files of credentials that a user may have, in the order in which they are asked. */
public final class CredentialFiles {
    private CredentialFiles() {}

    /**
     * {@code REGISTRY_AUTH_FILE}, else Podman's two, then Docker's.
     *
     * @param environment of the process
     * @param home the user's directory; absent for a user without one
     */
    public static List<CredentialSource> of(Map<String, String> environment, Optional<Path> home) {
        List<Path> programs = CredentialHelper.path(environment.getOrDefault("PATH", ""));
        List<CredentialSource> files = new ArrayList<>();
        Optional<Path> named = variable(environment, "REGISTRY_AUTH_FILE");
        if (named.isPresent()) {
            files.add(new CredentialFile(named.get(), true, programs));
        }
        variable(environment, "XDG_RUNTIME_DIR")
                .ifPresent(directory ->
                        files.add(new CredentialFile(directory.resolve("containers/auth.json"), false, programs)));
        variable(environment, "XDG_CONFIG_HOME")
                .or(() -> home.map(directory -> directory.resolve(".config")))
                .ifPresent(directory ->
                        files.add(new CredentialFile(directory.resolve("containers/auth.json"), false, programs)));
        variable(environment, "DOCKER_CONFIG")
                .or(() -> home.map(directory -> directory.resolve(".docker")))
                .ifPresent(
                        directory -> files.add(new CredentialFile(directory.resolve("config.json"), false, programs)));
        return files;
    }

    private static Optional<Path> variable(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name))
                .filter(value -> !value.isBlank())
                .map(Path::of);
    }
}
