package io.github.layercake.project;

import io.github.layercake.io.Content;
import io.github.layercake.io.FileStat;
import io.github.layercake.io.ImageException;
import io.github.layercake.plan.TreeEntry;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Lists a directory with everything below it. Symbolic links are listed, not followed.
 *
 * <p>It walks by {@link Path}, because a {@code File} (and so plexus-utils' {@code DirectoryScanner}) cannot even open
 * a file with a non-ASCII name under {@code LC_ALL=C}.
 */
public final class DirectoryTree {
    private final Path root;
    private final Predicate<String> selected;
    private final boolean posix;
    private final List<TreeEntry> entries = new ArrayList<>();

    private DirectoryTree(Path root, Predicate<String> selected) {
        this.root = root;
        this.selected = selected;
        this.posix = root.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /**
     * Lists {@code root}; nothing if it does not exist.
     *
     * @throws ImageException if a link leaves the directory, or something in it is neither file, directory nor link
     */
    public static List<TreeEntry> list(Path root) throws IOException {
        return list(root, path -> true);
    }

    /**
     * Lists what {@code selected} accepts: it is asked for files, links and empty directories by their path below
     * {@code root}, with the platform's separator between names.
     */
    static List<TreeEntry> list(Path root, Predicate<String> selected) throws IOException {
        DirectoryTree tree = new DirectoryTree(root, selected);
        if (Files.isDirectory(root)) {
            tree.walk(root, "");
        }
        return tree.entries;
    }

    /** Returns whether the directory is empty. */
    private boolean walk(Path directory, String prefix) throws IOException {
        boolean empty = true;
        try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
            for (Path child : children) {
                empty = false;
                visit(child, prefix + FileNames.last(child));
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return empty;
    }

    private void visit(Path file, String path) throws IOException {
        BasicFileAttributes attributes = posix
                ? Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                : Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (attributes.isDirectory()) {
            int before = entries.size();
            boolean empty = walk(file, path + "/");
            if (empty ? selected.test(platform(path)) : entries.size() > before) {
                entries.add(new TreeEntry(path, new TreeEntry.Directory(empty)));
            }
        } else if (selected.test(platform(path))) {
            entries.add(new TreeEntry(path, body(file, path, attributes)));
        }
    }

    private TreeEntry.Body body(Path file, String path, BasicFileAttributes attributes) throws IOException {
        if (attributes.isSymbolicLink()) {
            return link(file, path);
        }
        if (!attributes.isRegularFile()) {
            throw new ImageException(
                    "'" + file + "' is a device, a pipe or a socket.",
                    "Remove it, or exclude it: an image holds files, directories and symbolic links.");
        }
        boolean executable = attributes instanceof PosixFileAttributes permissions
                && permissions.permissions().contains(PosixFilePermission.OWNER_EXECUTE);
        return new TreeEntry.File(
                Content.of(file, FileStat.of(file, attributes, LinkOption.NOFOLLOW_LINKS)),
                attributes.size(),
                executable);
    }

    private TreeEntry.Link link(Path file, String path) throws IOException {
        Path symbolic = Files.readSymbolicLink(file);
        String target = FileNames.of(symbolic);
        if (symbolic.isAbsolute() || !Links.staysInside(path, target)) {
            throw new ImageException(
                    "The symbolic link '" + file + "' points to '" + target + "', outside of '" + root + "'.",
                    "Make it relative and let it stay in that directory, copy the file there, or exclude '" + path
                            + "'.");
        }
        return new TreeEntry.Link(target);
    }

    private static String platform(String path) {
        return File.separatorChar == '/' ? path : path.replace('/', File.separatorChar);
    }
}
