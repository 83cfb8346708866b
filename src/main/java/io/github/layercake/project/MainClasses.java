package io.github.layercake.project;

import io.github.layercake.io.ImageException;
import io.github.layercake.plan.TreeEntry;
import java.io.IOException;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/** Finds the class that {@code java} can start. */
public final class MainClasses {
    private static final String REMEDY =
            "Set <mainClass> (or -Dimage.mainClass=…), or the main class of maven-jar-plugin's manifest.";

    private MainClasses() {}

    /** The classes among {@code classes} that can be started. Whether one can be is a matter of its own bytes only. */
    public static NavigableSet<String> find(List<TreeEntry> classes) throws IOException {
        NavigableSet<String> candidates = new TreeSet<>();
        byte[] buffer = new byte[1 << 16];
        for (TreeEntry entry : classes) {
            if (entry.body() instanceof TreeEntry.File file) {
                int size = Math.toIntExact(file.content().size());
                if (size > buffer.length) {
                    buffer = new byte[size];
                }
                // One of another size is being written: its layer will not be made.
                if (file.content().readExactly(buffer, 0, size)) {
                    // Elsewhere, as in META-INF/versions, the class loader does not find it.
                    MainMethod.find(buffer, size)
                            .filter(name -> entry.path().equals(name.replace('.', '/') + ".class"))
                            .ifPresent(candidates::add);
                }
            }
        }
        return candidates;
    }

    /**
     * The one that can be started.
     *
     * @param searched how many classes there are
     * @throws ImageException if there is none or more than one; it lists them
     */
    public static String only(NavigableSet<String> candidates, int searched) {
        if (candidates.isEmpty()) {
            throw new ImageException("None of the project's " + searched + " classes has a main method.", REMEDY);
        }
        if (candidates.size() > 1) {
            throw new ImageException(
                    "Several classes have a main method: " + String.join(", ", candidates) + ".", REMEDY);
        }
        return candidates.first();
    }
}
