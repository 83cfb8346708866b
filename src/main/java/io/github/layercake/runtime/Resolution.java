package io.github.layercake.runtime;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which libraries some programs need, where a dynamic loader would find them, and what it would miss.
 *
 * @param found by name, those that are there
 * @param missing name of a library, and who needs it
 * @param outdated in words, the versions of symbols that a library lacks
 */
record Resolution(Map<String, Library> found, Map<String, String> missing, List<String> outdated) {

    /**
     * A library that was found.
     *
     * @param path where
     * @param elf what it needs itself
     */
    record Library(String path, ElfFile elf) {}

    /**
     * Looks for everything that programs need, directly and through one another.
     *
     * @param programs by path; they find each other
     * @param wanted names of libraries that are welcome, but not missed
     * @param files where to look
     */
    static Resolution of(Map<String, ElfFile> programs, Collection<String> wanted, FileSource files)
            throws IOException {
        return new Resolver(programs, files).resolve(wanted);
    }

    private static final class Resolver {
        private final Map<String, ElfFile> programs;
        private final FileSource files;
        private final Set<String> own = new HashSet<>();
        private final Map<String, Library> found = new TreeMap<>();
        private final Map<String, String> missing = new LinkedHashMap<>();
        private final Map<ElfFile.Kind, List<String>> defaults = new HashMap<>();
        private final Deque<Library> open = new ArrayDeque<>();

        Resolver(Map<String, ElfFile> programs, FileSource files) {
            this.programs = programs;
            this.files = files;
            programs.keySet().forEach(path -> own.add(lastName(path)));
        }

        Resolution resolve(Collection<String> wanted) throws IOException {
            for (Map.Entry<String, ElfFile> program : programs.entrySet()) {
                Optional<String> interpreter = program.getValue().interpreter();
                if (interpreter.isPresent()) {
                    addInterpreter(interpreter.get(), program);
                }
            }
            for (Map.Entry<String, ElfFile> program : programs.entrySet()) {
                // What it says of itself starts at its own place, where only its own libraries are.
                addNeeded(new Library(program.getKey(), program.getValue()), true);
            }
            drain(true);
            Set<String> required = Set.copyOf(found.keySet());
            if (!programs.isEmpty()) {
                ElfFile.Kind kind = programs.values().iterator().next().kind();
                for (String name : wanted) {
                    find(name, new Library("", anything(kind))).ifPresent(library -> add(name, library));
                }
                drain(false);
            }
            return new Resolution(found, missing, outdated(required));
        }

        private void drain(boolean required) throws IOException {
            while (!open.isEmpty()) {
                addNeeded(open.remove(), required);
            }
        }

        private void addInterpreter(String path, Map.Entry<String, ElfFile> program) throws IOException {
            Optional<ElfFile> elf = elf(path, program.getValue().kind());
            if (elf.isPresent()) {
                add(lastName(path), new Library(path, elf.get()));
            } else {
                missing.putIfAbsent(path, program.getKey());
            }
        }

        private void addNeeded(Library user, boolean required) throws IOException {
            for (String name : user.elf().needed()) {
                if (own.contains(name) || found.containsKey(name)) {
                    continue;
                }
                Optional<Library> library = find(name, user);
                if (library.isPresent()) {
                    add(name, library.get());
                } else if (required) {
                    missing.putIfAbsent(name, lastName(user.path()));
                }
            }
        }

        private void add(String name, Library library) {
            if (found.putIfAbsent(name, library) == null) {
                open.add(library);
            }
        }

        private Optional<Library> find(String name, Library user) throws IOException {
            ElfFile.Kind kind = user.elf().kind();
            if (name.startsWith("/")) {
                return elf(name, kind).map(elf -> new Library(name, elf));
            }
            List<String> directories = new ArrayList<>();
            for (String directory : user.elf().searchPath()) {
                if (directory.startsWith("/")) {
                    directories.add(directory);
                } else if (directory.startsWith("$ORIGIN") && user.path().startsWith("/")) {
                    directories.add(user.path().substring(0, user.path().lastIndexOf('/'))
                            + directory.substring("$ORIGIN".length()));
                }
            }
            directories.addAll(defaults(kind));
            for (String directory : directories) {
                // A loader passes over files for other machines.
                Optional<ElfFile> elf = elf(directory + "/" + name, kind);
                if (elf.isPresent()) {
                    return Optional.of(new Library(directory + "/" + name, elf.get()));
                }
            }
            return Optional.empty();
        }

        private List<String> defaults(ElfFile.Kind kind) throws IOException {
            List<String> known = defaults.get(kind);
            if (known == null) {
                known = SearchPath.of(kind, files);
                defaults.put(kind, known);
            }
            return known;
        }

        private Optional<ElfFile> elf(String path, ElfFile.Kind kind) throws IOException {
            return files.elf(path).filter(elf -> elf.kind().equals(kind));
        }

        /** The highest version is what people know: one line for each pair of files. */
        private List<String> outdated(Set<String> required) {
            Map<String, ElfFile> users = new TreeMap<>(programs);
            found.forEach((name, library) -> {
                if (required.contains(name)) {
                    users.put(name, library.elf());
                }
            });
            List<String> lines = new ArrayList<>();
            users.forEach((user, elf) -> elf.versionNeeds().forEach((library, versions) -> {
                Library provider = found.get(library);
                // A library without any versions is taken as it is.
                if (provider != null && !provider.elf().versions().isEmpty()) {
                    List<String> lacking = versions.stream()
                            .filter(version -> !provider.elf().versions().contains(version))
                            .toList();
                    if (!lacking.isEmpty()) {
                        lines.add(lastName(user) + " needs " + String.join(", ", lacking) + " of " + library);
                    }
                }
            }));
            return lines;
        }

        private static ElfFile anything(ElfFile.Kind kind) {
            return new ElfFile(kind, Optional.empty(), List.of(), List.of(), Map.of(), Set.of());
        }

        private static String lastName(String path) {
            return path.substring(path.lastIndexOf('/') + 1);
        }
    }
}
