package io.github.layercake.registry;

import java.util.HashMap;
import java.util.Map;

/** All registries that one build talks to: their connections and tokens are shared. Safe to use by several threads. */
public final class Registries implements AutoCloseable {
    private final RegistrySettings settings;
    private final Progress progress;
    private final Transport transport;
    private final Map<String, Registry> registries = new HashMap<>();

    /** Connects to nothing yet. */
    public Registries(RegistrySettings settings, Progress progress) {
        this.settings = settings;
        this.progress = progress;
        this.transport = new Transport(settings);
    }

    RegistrySettings settings() {
        return settings;
    }

    Progress progress() {
        return progress;
    }

    /** The registry of this name, {@code host[:port]}. */
    Registry registry(String name) {
        synchronized (registries) {
            return registries.computeIfAbsent(name, key -> new Registry(key, settings, transport));
        }
    }

    @Override
    public void close() {
        transport.close();
    }
}
