package io.github.layercake.oci;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a container of the image runs with, where it differs from the base: everything that is empty is inherited.
 *
 * @param environment variables, added to the base's
 * @param labels added to the base's
 * @param ports such as {@code 8080/tcp}, added to the base's
 * @param volumes absolute directories, added to the base's
 * @param user {@code user[:group]}, names or numbers
 * @param workingDirectory absolute
 * @param entrypoint the command; where it is given, the base's arguments are dropped, as a Dockerfile's do
 * @param arguments what follows the entrypoint
 * @param stopSignal such as {@code SIGTERM}
 * @param healthcheck how an engine finds out whether the container works
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.0/config.md">OCI image-spec, Image
 *     Configuration, config</a>
 */
public record RuntimeConfig(
        Map<String, String> environment,
        SortedMap<String, String> labels,
        SortedSet<String> ports,
        SortedSet<String> volumes,
        Optional<String> user,
        Optional<String> workingDirectory,
        Optional<List<String>> entrypoint,
        Optional<List<String>> arguments,
        Optional<String> stopSignal,
        Optional<Healthcheck> healthcheck) {

    public RuntimeConfig {
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
        ports = Collections.unmodifiableSortedSet(new TreeSet<>(ports));
        volumes = Collections.unmodifiableSortedSet(new TreeSet<>(volumes));
        entrypoint = entrypoint.map(List::copyOf);
        arguments = arguments.map(List::copyOf);
    }
}
