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
        for (TreeEntry entry : classes) {
            if (entry.body() instanceof TreeEntry.File file) {
                // Elsewhere, as in META-INF/versions, the class loader does not find it.
                MainMethod.find(file.content().readAll())
                        .filter(name -> entry.path().equals(name.replace('.', '/') + ".class"))
                        .ifPresent(candidates::add);
            }
        }
        return candidates;
    }

    /**
     * The one that can be started.
     *
     * @throws ImageException if there is none or more than one; it lists them
     */
    public static String only(NavigableSet<String> candidates) {
        if (candidates.isEmpty()) {
            throw new ImageException("None of the project's classes has a main method.", REMEDY);
        }
        if (candidates.size() > 1) {
            throw new ImageException(
                    "Several classes have a main method: " + String.join(", ", candidates) + ".", REMEDY);
        }
        return candidates.first();
    }
}
