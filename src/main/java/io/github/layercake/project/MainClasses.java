package io.github.layercake.project;

import io.github.layercake.io.Content;
import io.github.layercake.io.ImageException;
import java.io.IOException;
import java.util.List;
import java.util.TreeSet;

/** Finds the class that {@code java} can start. */
public final class MainClasses {
    private static final String REMEDY =
            "Set <mainClass> (or -Dimage.mainClass=…), or the main class of maven-jar-plugin's manifest.";

    private MainClasses() {}

    /**
     * The one class among {@code classes} that can be started.
     *
     * @throws ImageException if there is none or more than one; it lists them
     */
    public static String find(List<Content> classes) throws IOException {
        TreeSet<String> candidates = new TreeSet<>();
        for (Content content : classes) {
            MainMethod.find(content.readAll()).ifPresent(candidates::add);
        }
        if (candidates.isEmpty()) {
            throw new ImageException("None of the project's " + classes.size() + " classes has a main method.", REMEDY);
        }
        if (candidates.size() > 1) {
            throw new ImageException(
                    "Several classes have a main method: " + String.join(", ", candidates) + ".", REMEDY);
        }
        return candidates.first();
    }
}
