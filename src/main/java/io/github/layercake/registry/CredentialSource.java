package io.github.layercake.registry;

import java.util.Optional;

/** A place where credentials may be. It is asked only when a registry wants some. */
@FunctionalInterface
public interface CredentialSource {

    /**
     * Looks for a registry's credentials.
     *
     * @param registry as in an image's name: {@code host[:port]}, {@code docker.io} for Docker Hub
     * @param repository in that registry
     * @throws io.github.layercake.io.ImageException if the place is there, but cannot be read
     */
    Optional<Credential> find(String registry, String repository);
}
