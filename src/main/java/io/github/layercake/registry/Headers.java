package io.github.layercake.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The header fields of a message, in their order; names are the same in upper and lower case. */
final class Headers {
    private final List<String> names = new ArrayList<>();
    private final List<String> values = new ArrayList<>();

    /** Adds a field. A value with a line break would be another field, or another request. */
    Headers add(String name, String value) {
        if (!isOneLine(value)) {
            throw new IllegalArgumentException("The header '" + name + "' has a line break in its value");
        }
        names.add(name);
        values.add(value);
        return this;
    }

    /** Whether nobody could take it for more than one line. */
    static boolean isOneLine(String text) {
        return text.indexOf('\r') < 0 && text.indexOf('\n') < 0 && text.indexOf(0) < 0;
    }

    Headers copy() {
        Headers copy = new Headers();
        copy.names.addAll(names);
        copy.values.addAll(values);
        return copy;
    }

    Optional<String> first(String name) {
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equalsIgnoreCase(name)) {
                return Optional.of(values.get(i));
            }
        }
        return Optional.empty();
    }

    List<String> all(String name) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equalsIgnoreCase(name)) {
                all.add(values.get(i));
            }
        }
        return all;
    }

    void writeTo(StringBuilder out) {
        for (int i = 0; i < names.size(); i++) {
            out.append(names.get(i)).append(": ").append(values.get(i)).append("\r\n");
        }
    }
}
