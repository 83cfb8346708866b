package io.github.layercake.runtime;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Names of packages that bring what is missing. */
final class Suggestions {
    private static final Map<String, String> DEBIAN = Map.of(
            "libfreetype.so.6", "libfreetype6",
            "libharfbuzz.so.0", "libharfbuzz0b",
            "liblcms2.so.2", "liblcms2-2",
            "libjpeg.so.62", "libjpeg62-turbo",
            "libjpeg.so.8", "libjpeg-turbo8",
            "libz.so.1", "zlib1g",
            "libstdc++.so.6", "libstdc++6",
            "libgcc_s.so.1", "libgcc-s1",
            "libc.so.6", "libc6",
            "libpcsclite.so.1", "libpcsclite1");

    private Suggestions() {}

    /** {@code (Debian: libfreetype6)} with a space in front, or nothing. */
    static String forLibraries(Collection<String> libraries) {
        Set<String> packages = new TreeSet<>();
        for (String library : libraries) {
            String known = DEBIAN.get(library);
            if (known != null) {
                packages.add(known);
            }
        }
        return packages.isEmpty() ? "" : " (Debian and Ubuntu: " + String.join(" ", packages) + ")";
    }
}
