package io.github.layercake.plan;

import io.github.layercake.io.Content;
import io.github.layercake.io.ImageException;
import io.github.layercake.io.TarEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Collects the entries of one layer under their paths in the image.
 *
 * <p>Of the directories above an entry only ours, {@code /app} and below, are emitted: a directory of the base would
 * lose its attributes.
 */
final class LayerContents {
    private static final Content NOTHING = Content.of(new byte[0]);
    private static final String OURS = "app";
    private static final String WHITEOUT = ".wh.";

    private final Ownership ownership;
    private final Map<String, TarEntry.Type> taken;
    private final SortedMap<String, LayerEntry> entries = new TreeMap<>();
    /** A directory whose parents are there, and itself: the next file is in the same one, mostly. */
    private String known = "";

    /**
     * An empty layer.
     *
     * @param ownership of everything in it
     * @param taken what is at which path in all layers of ours: one may not hide what is in another
     */
    LayerContents(Ownership ownership, Map<String, TarEntry.Type> taken) {
        this.ownership = ownership;
        this.taken = taken;
    }

    /** Adds a file, not executable. */
    void addFile(String path, Content content, long size, String label) {
        add(new LayerEntry(TarEntry.file(path, size, 0644, ownership.uid(), ownership.gid()), content, label));
    }

    /**
     * Adds what is in a directory below {@code into}.
     *
     * @param into path in the image without slashes at its ends; empty for the root
     * @param executables whether executable files stay so
     */
    void addTree(String into, List<TreeEntry> tree, boolean executables) {
        for (TreeEntry entry : tree) {
            String path = into.isEmpty() ? entry.path() : into + "/" + entry.path();
            if (entry.body() instanceof TreeEntry.File file) {
                int mode = executables && file.executable() ? 0755 : 0644;
                add(new LayerEntry(
                        TarEntry.file(path, file.size(), mode, ownership.uid(), ownership.gid()), file.content(), ""));
            } else if (entry.body() instanceof TreeEntry.Link link) {
                add(new LayerEntry(TarEntry.link(path, link.target(), ownership.uid(), ownership.gid()), NOTHING, ""));
            } else if (entry.body() instanceof TreeEntry.Directory directory && (directory.empty() || isOurs(path))) {
                addDirectory(path);
            }
        }
    }

    private void add(LayerEntry entry) {
        String path = entry.tar().path();
        checkName(path);
        addParents(path);
        TarEntry.Type present = taken.putIfAbsent(path, entry.tar().type());
        if (present != null) {
            throw conflict(
                    present == TarEntry.Type.DIRECTORY
                            ? "'/" + path + "' would be a file and a directory in the image."
                            : "Two files want to be '/" + path + "' in the image.");
        }
        entries.put(path, entry);
    }

    private void addDirectory(String path) {
        checkName(path);
        addParents(path);
        if (taken.getOrDefault(path, TarEntry.Type.DIRECTORY) != TarEntry.Type.DIRECTORY) {
            throw conflict("'/" + path + "' would be a file and a directory in the image.");
        }
        taken.put(path, TarEntry.Type.DIRECTORY);
        entries.put(path, directory(path));
    }

    private void addParents(String path) {
        int last = path.lastIndexOf('/');
        if (last == known.length() && path.startsWith(known)) {
            return;
        }
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            String parent = path.substring(0, slash);
            TarEntry.Type present = taken.putIfAbsent(parent, TarEntry.Type.DIRECTORY);
            if (present != null && present != TarEntry.Type.DIRECTORY) {
                throw conflict("'/" + path + "' lies in '/" + parent + "', which is not a directory in the image.");
            }
            if (isOurs(parent) && !entries.containsKey(parent)) {
                entries.put(parent, directory(parent));
            }
        }
        known = path.substring(0, Math.max(last, 0));
    }

    private static ImageException conflict(String problem) {
        return new ImageException(
                problem, "Rename or exclude one of them; see <extraDirectories> and the dependencies.");
    }

    private LayerEntry directory(String path) {
        return new LayerEntry(TarEntry.directory(path, 0755, ownership.uid(), ownership.gid()), NOTHING, "");
    }

    private static boolean isOurs(String path) {
        return path.equals(OURS) || path.startsWith(OURS + "/");
    }

    private static void checkName(String path) {
        if (path.startsWith(WHITEOUT) || path.contains("/" + WHITEOUT)) {
            throw new ImageException(
                    "'/" + path + "' has a name that starts with '.wh.', which means a deletion in a layer.",
                    "Rename or exclude the file.");
        }
    }

    /** The layer; {@code summary} says in words what it holds. */
    LayerPlan plan(String name, String summary) {
        return new LayerPlan(name, summary, new ArrayList<>(entries.values()));
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    long files() {
        return entries.values().stream()
                .filter(entry -> entry.tar().type() != TarEntry.Type.DIRECTORY)
                .count();
    }
}
