package io.github.layercake.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the files of a class path ask of the platform below them.
 *
 * @param packages of classes that they name and that may be the JDK's
 * @param libraries that native code within them needs
 */
record References(Set<String> packages, Set<String> libraries) {
    private static final String PACKAGES_END = "";

    References {
        packages = new TreeSet<>(packages);
        libraries = new TreeSet<>(libraries);
    }

    static References none() {
        return new References(Set.of(), Set.of());
    }

    void addAll(References others) {
        packages.addAll(others.packages);
        libraries.addAll(others.libraries);
    }

    List<String> toNote() {
        List<String> note = new ArrayList<>(packages);
        note.add(PACKAGES_END);
        note.addAll(libraries);
        return note;
    }

    static References ofNote(List<String> note) {
        int end = Math.max(0, note.indexOf(PACKAGES_END));
        return new References(
                new TreeSet<>(note.subList(0, end)),
                new TreeSet<>(note.subList(Math.min(note.size(), end + 1), note.size())));
    }
}
