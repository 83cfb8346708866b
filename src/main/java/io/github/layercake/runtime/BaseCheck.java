package io.github.layercake.runtime;

import io.github.layercake.io.Digest;
import io.github.layercake.io.ImageException;
import io.github.layercake.io.Progress;
import io.github.layercake.oci.Image;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes sure that a base has the libraries that a runtime needs, in versions that are new enough. */
final class BaseCheck {
    private static final String MUSL = "ld-musl-";

    private final Notes notes;
    private final Progress progress;

    BaseCheck(Notes notes, Progress progress) {
        this.notes = notes;
        this.progress = progress;
    }

    /**
     * Looks into the base, unless it was found good for this runtime before.
     *
     * @param name of the base, as the user wrote it
     * @param runtime digest of what decides the programs
     * @throws ImageException if something is missing
     */
    void require(Image base, String name, Digest runtime, Map<String, ElfFile> programs) throws IOException {
        List<String> parts = new ArrayList<>();
        parts.add(runtime.toString());
        base.layers().forEach(layer -> parts.add(layer.diffId().toString()));
        Digest key = Notes.key("base", parts);
        if (notes.read(key).isPresent()) {
            return;
        }
        BaseFiles files = BaseFiles.of(base, progress);
        Resolution resolution = Resolution.of(programs, List.of(), files);
        requireSameLibc(name, programs, files);
        if (!resolution.missing().isEmpty()) {
            List<String> lines = new ArrayList<>();
            resolution.missing().forEach((library, user) -> lines.add(library + " (for " + user + ")"));
            throw new ImageException(
                    "<from> is '" + name + "', which lacks what the Java runtime of <jlink> needs: "
                            + String.join(", ", lines) + ".",
                    "Use a base that has them"
                            + Suggestions.forLibraries(resolution.missing().keySet())
                            + ", a JDK that brings its own (such as Eclipse Temurin), <jlink><modules> without the"
                            + " modules that need them, or <from>scratch</from>, where the libraries of this machine"
                            + " are taken.");
        }
        if (!resolution.outdated().isEmpty()) {
            throw new ImageException(
                    "<from> is '" + name + "', which is too old for the Java runtime of <jlink>: "
                            + String.join("; ", resolution.outdated()) + ".",
                    "Use a newer base, build with a JDK made for older systems (such as Eclipse Temurin), or use"
                            + " <from>scratch</from>, where the libraries of this machine are taken.");
        }
        notes.write(key, List.of("good"));
    }

    private static void requireSameLibc(String name, Map<String, ElfFile> programs, BaseFiles files) {
        String loader = programs.values().stream()
                .flatMap(elf -> elf.interpreter().stream())
                .findFirst()
                .orElse("");
        if (loader.isEmpty() || files.elf(loader).isPresent()) {
            return;
        }
        boolean musl = loader.contains(MUSL);
        boolean baseIsMusl = files.list("/lib").stream().anyMatch(file -> file.startsWith(MUSL));
        if (musl == baseIsMusl) {
            return;
        }
        throw new ImageException(
                "<from> is '" + name + "', " + (baseIsMusl ? "which has musl (as Alpine), " : "which has no musl, ")
                        + "and the JDK that <jlink> takes the Java runtime from is made for "
                        + (musl ? "musl" : "glibc") + ": the base has no '" + loader + "'.",
                "Use a base with " + (musl ? "musl (Alpine)" : "glibc (Debian, Ubuntu, Red Hat)")
                        + ", <from>scratch</from>, or build with a JDK for " + (musl ? "glibc" : "musl") + ".");
    }
}
