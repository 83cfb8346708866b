package io.github.layercake.project;

import io.github.layercake.plan.TreeEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the compiler and the resources plugin left in {@code target/classes}, apart: class files change more often than
 * resources.
 *
 * <p>Where a class file is executable, or the caller knows it from elsewhere, the file system marks every file so (a
 * bind mount of a foreign file system), and nothing is taken to be executable.
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
        List<TreeEntry> classes = new ArrayList<>();
        List<TreeEntry> resources = new ArrayList<>();
        List<TreeEntry> directoryLinks = new ArrayList<>();
        boolean meaningful = executables;
        for (TreeEntry entry : DirectoryTree.list(directory)) {
            if (entry.body() instanceof TreeEntry.Directory empty) {
                if (empty.empty()) {
                    resources.add(entry);
                }
            } else if (entry.body() instanceof TreeEntry.Link && Files.isDirectory(directory.resolve(entry.path()))) {
                directoryLinks.add(entry);
            } else if (entry.path().endsWith(CLASS)) {
                classes.add(entry);
                meaningful &= !(entry.body() instanceof TreeEntry.File file && file.executable());
            } else {
                resources.add(entry);
            }
        }
        for (TreeEntry link : directoryLinks) {
            addWherePresent(link, classes);
            addWherePresent(link, resources);
        }
        return new OutputDirectory(classes, meaningful ? resources : withoutExecutables(resources));
    }

    /** A link to a directory is needed on whichever side the directory is. */
    private static void addWherePresent(TreeEntry link, List<TreeEntry> side) {
        String parent = link.path().substring(0, link.path().lastIndexOf('/') + 1);
        String target = Path.of("/" + parent)
                .resolve(((TreeEntry.Link) link.body()).target())
                .normalize()
                .toString()
                .substring(1);
        Set<String> directories = new HashSet<>();
        for (TreeEntry entry : side) {
            for (int slash = entry.path().indexOf('/');
                    slash >= 0;
                    slash = entry.path().indexOf('/', slash + 1)) {
                directories.add(entry.path().substring(0, slash));
            }
        }
        if (target.isEmpty() || directories.contains(target)) {
            side.add(link);
        }
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
}
