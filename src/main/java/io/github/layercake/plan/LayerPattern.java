package io.github.layercake.plan;

import io.github.layercake.io.ImageException;

/**
 * What goes into a layer of the user's: {@code groupId:artifactId[:version]}, or a path in the image that starts with
 * {@code /}. In both {@code *} is any number of characters, {@code ?} is one; in a path neither crosses a {@code /},
 * and {@code **} is any number of directories ({@code /etc/app/**}, or the same as {@code /etc/app/}).
 *
 * @param text as the user wrote it
 */
public record LayerPattern(String text) {

    /**
     * Checks.
     *
     * @throws ImageException if it is neither of both
     */
    public LayerPattern {
        int colons = (int) text.chars().filter(c -> c == ':').count();
        if (!text.startsWith("/") && (colons < 1 || colons > 2)) {
            throw new ImageException(
                    "A pattern of <layers> is '" + text + "', which is neither a dependency nor a path.",
                    "Write groupId:artifactId[:version], such as com.example.*:*, or a path in the image, such as"
                            + " /app/resources/static/**.");
        }
    }

    /** Whether it is about dependencies at all. */
    boolean isCoordinates() {
        return !text.startsWith("/");
    }

    boolean matches(Coordinates coordinates) {
        if (!isCoordinates()) {
            return false;
        }
        int first = text.indexOf(':');
        int second = text.indexOf(':', first + 1);
        String artifact = second < 0 ? text.substring(first + 1) : text.substring(first + 1, second);
        return matches(text.substring(0, first), coordinates.groupId())
                && matches(artifact, coordinates.artifactId())
                && (second < 0 || matches(text.substring(second + 1), coordinates.version()));
    }

    /**
     * Whether a path matches.
     *
     * @param path absolute, in the image
     */
    boolean matches(String path) {
        if (isCoordinates()) {
            return false;
        }
        String[] pattern = (text.endsWith("/") ? text + "**" : text).split("/");
        return matches(pattern, path.split("/"));
    }

    private static boolean matches(String[] pattern, String[] names) {
        int p = 0;
        int n = 0;
        int star = -1;
        int retry = 0;
        while (n < names.length) {
            if (p < pattern.length && pattern[p].equals("**")) {
                star = p++;
                retry = n;
            } else if (p < pattern.length && matches(pattern[p], names[n])) {
                p++;
                n++;
            } else if (star >= 0) {
                p = star + 1;
                n = ++retry;
            } else {
                return false;
            }
        }
        while (p < pattern.length && pattern[p].equals("**")) {
            p++;
        }
        return p == pattern.length;
    }

    private static boolean matches(String pattern, String name) {
        int p = 0;
        int n = 0;
        int star = -1;
        int retry = 0;
        while (n < name.length()) {
            char c = p < pattern.length() ? pattern.charAt(p) : '\0';
            if (c == '*') {
                star = p++;
                retry = n;
            } else if (p < pattern.length() && (c == '?' || c == name.charAt(n))) {
                p++;
                n++;
            } else if (star >= 0) {
                p = star + 1;
                n = ++retry;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    @Override
    public String toString() {
        return text;
    }
}
