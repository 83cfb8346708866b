package io.github.layercake.project;

import io.github.layercake.io.ImageException;
import io.github.layercake.plan.ExtraFiles;
import io.github.layercake.plan.TreeEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.codehaus.plexus.util.MatchPatterns;

/**
 * A directory whose files the user wants in the image.
 *
 * @param from the directory
 * @param into absolute directory in the image
 * @param includes Ant-style patterns of paths below {@code from}; none means all
 * @param excludes the same; they win
 * @param executables patterns of files that are executable in the image, whatever they are on disk
 */
public record ExtraDirectory(
        Path from, String into, List<String> includes, List<String> excludes, List<String> executables) {

    public ExtraDirectory {
        includes = List.copyOf(includes);
        excludes = List.copyOf(excludes);
        executables = List.copyOf(executables);
        if (!into.startsWith("/") || List.of(into.split("/")).contains("..")) {
            throw new ImageException(
                    "<into> of an extra directory is '" + into + "', which is not an absolute path in the image.",
                    "Write it from the root and without '..', such as /etc/app.");
        }
        into = "/"
                + Stream.of(into.split("/"))
                        .filter(name -> !name.isEmpty() && !name.equals("."))
                        .collect(Collectors.joining("/"));
    }

    /**
     * Lists the files.
     *
     * @param trusted whether executable bits on disk mean anything
     * @throws ImageException if the directory does not exist, or a link leaves it
     */
    public ExtraFiles read(boolean trusted) throws IOException {
        if (!Files.isDirectory(from)) {
            throw new ImageException(
                    "<from> of an extra directory is '" + from + "', which is not a directory.",
                    "Create it, or correct <extraDirectories>.");
        }
        MatchPatterns included = patterns(includes.isEmpty() ? List.of("**") : includes);
        MatchPatterns excluded = patterns(excludes);
        MatchPatterns executable = patterns(executables);
        List<TreeEntry> tree = new ArrayList<>();
        for (TreeEntry entry :
                DirectoryTree.list(from, path -> included.matches(path, true) && !excluded.matches(path, true))) {
            if (entry.body() instanceof TreeEntry.File file) {
                boolean runs = (trusted && file.executable()) || executable.matches(entry.path(), true);
                tree.add(new TreeEntry(entry.path(), new TreeEntry.File(file.content(), file.size(), runs)));
            } else {
                tree.add(entry);
            }
        }
        return new ExtraFiles(into, tree);
    }

    /** As everywhere in Maven, {@code directory/} is everything in that directory. */
    private static MatchPatterns patterns(List<String> patterns) {
        return MatchPatterns.from(patterns.stream()
                .map(pattern -> pattern.endsWith("/") ? pattern + "**" : pattern)
                .toList());
    }
}
