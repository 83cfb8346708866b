package io.github.layercake.project;

import io.github.layercake.plan.TreeEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the compiler and the resources plugin left in {@code target/classes}, apart: class files change more often than
 * resources.
 *
 * <p>A symbolic link goes where it leads to: a link to a directory is on both sides if the directory is. Where a class
 * file is executable, or the caller knows it from elsewhere, the file system marks every file so (a bind mount of a
 * foreign file system), and nothing is taken to be executable.
 *
 * @param classes class files and the directories above them
 * @param resources everything else, empty directories included
 */
public record OutputDirectory(List<TreeEntry> classes, List<TreeEntry> resources) {
    private static final String CLASS = ".class";

    public OutputDirectory {
        classes = List.copyOf(classes);
        resources = List.copyOf(resources);
    }

    /**
     * Reads {@code directory}; both lists are empty if it does not exist.
     *
     * @param executables whether executable bits can mean anything
     */
    public static OutputDirectory read(Path directory, boolean executables) throws IOException {
        Side classes = new Side();
        Side resources = new Side();
        List<TreeEntry> links = new ArrayList<>();
        Map<String, String> targets = new HashMap<>();
        boolean meaningful = executables;
        for (TreeEntry entry : DirectoryTree.list(directory)) {
            if (entry.body() instanceof TreeEntry.Link link) {
                links.add(entry);
                targets.put(entry.path(), link.target());
            } else if (entry.body() instanceof TreeEntry.File file && isClass(entry.path())) {
                classes.add(entry);
                meaningful &= !file.executable();
            } else if (!(entry.body() instanceof TreeEntry.Directory parent) || parent.empty()) {
                resources.add(entry);
            }
        }
        if (!links.isEmpty()) {
            addLinks(links, new Links(targets), classes, resources);
        }
        return new OutputDirectory(
                classes.entries, meaningful ? resources.entries : withoutExecutables(resources.entries));
    }

    /** A link may make a directory present on a side, and so another link: until nothing is added any more. */
    private static void addLinks(List<TreeEntry> links, Links targets, Side classes, Side resources) {
        List<TreeEntry> missing = new ArrayList<>();
        boolean added;
        do {
            missing.clear();
            added = false;
            for (TreeEntry link : links) {
                Optional<String> target = targets.follow(link.path());
                added |= classes.addIfHolds(target, link);
                added |= resources.addIfHolds(target, link);
                if (!classes.holds(link.path()) && !resources.holds(link.path())) {
                    missing.add(link);
                }
            }
        } while (added);
        for (TreeEntry dangling : missing) {
            (isClass(dangling.path()) ? classes : resources).add(dangling);
        }
    }

    private static boolean isClass(String path) {
        return path.endsWith(CLASS);
    }

    private static List<TreeEntry> withoutExecutables(List<TreeEntry> entries) {
        List<TreeEntry> plain = new ArrayList<>();
        for (TreeEntry entry : entries) {
            plain.add(
                    entry.body() instanceof TreeEntry.File file
                            ? new TreeEntry(entry.path(), new TreeEntry.File(file.content(), file.size(), false))
                            : entry);
        }
        return plain;
    }

    /** The classes, or the resources. */
    private static final class Side {
        private final List<TreeEntry> entries = new ArrayList<>();
        /** Those of the first entries and of the directories above them: only links ask for them. */
        private final Set<String> paths = new HashSet<>();

        private int known;

        void add(TreeEntry entry) {
            entries.add(entry);
        }

        boolean holds(String path) {
            for (; known < entries.size(); known++) {
                String next = entries.get(known).path();
                paths.add("");
                paths.add(next);
                for (int slash = next.indexOf('/'); slash >= 0; slash = next.indexOf('/', slash + 1)) {
                    paths.add(next.substring(0, slash));
                }
            }
            return paths.contains(path);
        }

        boolean addIfHolds(Optional<String> target, TreeEntry link) {
            boolean holds = target.isPresent() && holds(target.get()) && !holds(link.path());
            if (holds) {
                add(link);
            }
            return holds;
        }
    }
}
