package io.github.layercake.registry;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How registries are reached.
 *
 * @param credentials where to look for credentials, in this order
 * @param proxies to go through
 * @param mirrors by registry: what to ask first for its images, {@code host[:port][/prefix]}
 * @param caFile certificates to believe besides the JVM's
 * @param insecure registries, {@code host[:port]}, whose certificate is not verified, and which may have no TLS
 * @param offline whether to use nothing but what was fetched before
 */
public record RegistrySettings(
        List<CredentialSource> credentials,
        List<Proxy> proxies,
        Map<String, List<String>> mirrors,
        Optional<Path> caFile,
        Set<String> insecure,
        boolean offline,
        Limits limits) {
    /** No credentials, no proxy, nothing special. */
    public static final RegistrySettings PLAIN =
            new RegistrySettings(List.of(), List.of(), Map.of(), Optional.empty(), Set.of(), false, Limits.DEFAULT);

    public RegistrySettings {
        credentials = List.copyOf(credentials);
        proxies = List.copyOf(proxies);
        mirrors = Map.copyOf(mirrors);
        insecure = Set.copyOf(insecure);
    }

    /** Whether the user has named this server as one that need not be secure. */
    boolean isInsecure(Url url) {
        return !insecure.isEmpty()
                && (insecure.contains(url.authority()) || insecure.contains(url.host() + ":" + url.port()));
    }
}
