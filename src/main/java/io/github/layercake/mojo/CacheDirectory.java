package io.github.layercake.mojo;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Where a user's caches are; below the target directory for a user without a home.
 *
 * @see <a href="https://specifications.freedesktop.org/basedir-spec/latest/">XDG Base Directory Specification</a>
 */
final class CacheDirectory {
    private static final String NAME = "layercake";

    private CacheDirectory() {}

    static Path of(Properties system, Map<String, String> environment, Path target) {
        String xdg = environment.get("XDG_CACHE_HOME");
        if (xdg != null && xdg.startsWith("/")) {
            return Path.of(xdg, NAME);
        }
        Path home = Path.of(system.getProperty("user.home", "?"));
        if (!home.isAbsolute()) {
            // The JVM says "?" for a user without a home; the target directory is better than none.
            return target.resolve(NAME);
        }
        String os = Objects.toString(system.getProperty("os.name")).toLowerCase(Locale.ROOT);
        if (os.startsWith("mac")) {
            return home.resolve("Library").resolve("Caches").resolve(NAME);
        }
        @Nullable String local = environment.get("LOCALAPPDATA");
        if (os.startsWith("windows")) {
            return (local == null ? home.resolve("AppData").resolve("Local") : Path.of(local))
                    .resolve(NAME)
                    .resolve("cache");
        }
        return home.resolve(".cache").resolve(NAME);
    }
}
