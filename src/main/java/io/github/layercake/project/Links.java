package io.github.layercake.project;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The symbolic links of a directory, and where they lead. Their texts tell: no file system is asked, since what counts
 * is how it will be in the image.
 *
 * @param targets what is written in each link, by its path below the directory
 */
record Links(Map<String, String> targets) {
    /** As many as Linux follows. */
    private static final int MAX_HOPS = 40;

    /** Whether a link at {@code path} never leaves the directory on the way to {@code target}. */
    static boolean staysInside(String path, String target) {
        int depth = path.split("/").length - 1;
        for (String name : target.split("/")) {
            if (name.equals("..")) {
                depth--;
            } else if (!name.isEmpty() && !name.equals(".")) {
                depth++;
            }
            if (depth < 0) {
                return false;
            }
        }
        return !target.startsWith("/");
    }

    /** The path below the directory that is behind {@code link}, empty for the directory itself; nothing for a loop. */
    Optional<String> follow(String link) {
        Deque<String> todo = new ArrayDeque<>(List.of(link.split("/")));
        Deque<String> done = new ArrayDeque<>();
        int hops = 0;
        while (!todo.isEmpty()) {
            String name = todo.removeFirst();
            if (name.isEmpty() || name.equals(".")) {
                continue;
            }
            if (name.equals("..")) {
                if (done.pollLast() == null) {
                    return Optional.empty();
                }
                continue;
            }
            done.addLast(name);
            String target = targets.get(String.join("/", done));
            if (target != null) {
                if (++hops > MAX_HOPS) {
                    return Optional.empty();
                }
                done.removeLast();
                List<String> names = List.of(target.split("/"));
                for (int i = names.size() - 1; i >= 0; i--) {
                    todo.addFirst(names.get(i));
                }
            }
        }
        return Optional.of(String.join("/", done));
    }
}
