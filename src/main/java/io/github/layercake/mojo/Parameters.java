package io.github.layercake.mojo;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Reads parameters with the precedence that people expect: {@code -Dimage.…} on the command line, then the POM's
 * configuration, then a property of the POM. (Maven alone would let the POM's configuration win over the command line.)
 *
 * <p>On the command line and in properties a list is separated by commas, {@code \,} being a comma, and a map has one
 * property for each key: {@code -Dimage.environment.KEY=value}. Maps are merged key by key, all else replaces.
 *
 * @param user of the command line
 * @param project of the POM
 */
record Parameters(Properties user, Properties project) {
    private static final String PREFIX = "image.";

    /** A text; blank is the same as not set. */
    Optional<String> text(String name, @Nullable String pom) {
        return raw(name, pom).map(String::strip).filter(text -> !text.isEmpty());
    }

    /** The value as it is, where an empty one means something. */
    private Optional<String> raw(String name, @Nullable String pom) {
        String onCommandLine = user.getProperty(PREFIX + name);
        if (onCommandLine != null) {
            return Optional.of(onCommandLine);
        }
        return Optional.ofNullable(pom != null ? pom : project.getProperty(PREFIX + name));
    }

    boolean flag(String name, @Nullable Boolean pom) {
        return text(name, pom == null ? null : pom.toString())
                .map(value -> value.equalsIgnoreCase("true"))
                .orElse(false);
    }

    /** A list; empty where it is set to nothing, absent where it is not set. */
    Optional<List<String>> list(String name, @Nullable List<? extends @Nullable String> pom) {
        String onCommandLine = user.getProperty(PREFIX + name);
        if (onCommandLine == null && pom != null) {
            List<String> values = new ArrayList<>();
            for (@Nullable String value : pom) {
                values.add(value == null ? "" : value);
            }
            return Optional.of(values);
        }
        return raw(name, null).map(Parameters::split);
    }

    /** A map: properties, overridden by the POM's configuration, overridden by the command line. */
    Map<String, String> map(String name, @Nullable Map<String, ? extends @Nullable String> pom) {
        Map<String, String> map = new LinkedHashMap<>();
        addPrefixed(project, name, map);
        if (pom != null) {
            for (Map.Entry<String, ? extends @Nullable String> entry : pom.entrySet()) {
                String value = entry.getValue();
                map.put(entry.getKey(), value == null ? "" : value);
            }
        }
        addPrefixed(user, name, map);
        return map;
    }

    private static void addPrefixed(Properties properties, String name, Map<String, String> map) {
        String prefix = PREFIX + name + ".";
        List<String> names = new ArrayList<>();
        for (String property : properties.stringPropertyNames()) {
            if (property.startsWith(prefix) && property.length() > prefix.length()) {
                names.add(property);
            }
        }
        Collections.sort(names);
        for (String property : names) {
            map.put(property.substring(prefix.length()), properties.getProperty(property, ""));
        }
    }

    private static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        if (text.isBlank()) {
            return parts;
        }
        StringBuilder part = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length() && text.charAt(i + 1) == ',') {
                part.append(',');
                i++;
            } else if (c == ',') {
                parts.add(part.toString().strip());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        parts.add(part.toString().strip());
        return parts;
    }
}
