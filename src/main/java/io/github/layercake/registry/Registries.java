package io.github.layercake.registry;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** All registries that one build talks to: their connections and tokens are shared. Safe to use by several threads. */
public final class Registries implements AutoCloseable {
    private final Supplier<RegistrySettings> source;
    private final Progress progress;
    private final Answers answers;
    private Optional<RegistrySettings> settings = Optional.empty();
    private Optional<Transport> transport = Optional.empty();
    private final Map<String, Registry> registries = new HashMap<>();

    /** Connects to nothing yet. */
    public Registries(RegistrySettings settings, Progress progress) {
        this(() -> settings, progress, new ConcurrentHashMap<>());
    }

    /**
     * Connects to nothing yet.
     *
     * @param source is asked for the settings when a registry is needed, which it often is not
     * @param answers what registries have answered to others of the same run, and will to us
     */
    public Registries(
            Supplier<RegistrySettings> source, Progress progress, ConcurrentMap<String, Future<String>> answers) {
        this.source = source;
        this.progress = progress;
        this.answers = new Answers(answers);
    }

    synchronized RegistrySettings settings() {
        if (settings.isEmpty()) {
            settings = Optional.of(source.get());
        }
        return settings.get();
    }

    Answers answers() {
        return answers;
    }

    Progress progress() {
        return progress;
    }

    /** The registry of this name, {@code host[:port]}. */
    synchronized Registry registry(String name) {
        Registry known = registries.get(name);
        if (known == null) {
            if (transport.isEmpty()) {
                transport = Optional.of(new Transport(settings()));
            }
            known = new Registry(name, settings(), transport.get());
            registries.put(name, known);
        }
        return known;
    }

    @Override
    public synchronized void close() {
        transport.ifPresent(Transport::close);
    }
}
