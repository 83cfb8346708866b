package io.github.layercake.plan;

import io.github.layercake.io.Content;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One element of the class path beside the application's own classes.
 *
 * @param coordinates what Maven calls it
 * @param origin how often it changes
 * @param body its bytes
 */
public record Dependency(Coordinates coordinates, Origin origin, Body body) {

    // Not of all that is in a directory.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Dependency dependency
                && coordinates.equals(dependency.coordinates)
                && origin == dependency.origin
                && body.equals(dependency.body);
    }

    @Override
    public int hashCode() {
        return coordinates.toString().hashCode();
    }

    /** Where a dependency comes from, and so how often it changes; in the order of the layers. */
    public enum Origin {
        /** A release of somebody else: its bytes never change. */
        RELEASE,
        /** A snapshot of somebody else. */
        SNAPSHOT,
        /** A sibling: another module of the same build. */
        MODULE
    }

    /** The bytes of a dependency. */
    public sealed interface Body permits Jar, Directory {}

    /**
     * One file.
     *
     * @param content its bytes
     * @param size how many there are
     */
    public record Jar(Content content, long size) implements Body {}

    /**
     * A directory of classes and resources: a sibling that was compiled but not packaged.
     *
     * @param tree what is in it
     */
    public record Directory(List<TreeEntry> tree) implements Body {
        public Directory {
            tree = List.copyOf(tree);
        }
    }
}
