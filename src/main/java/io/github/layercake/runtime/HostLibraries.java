package io.github.layercake.runtime;

import io.github.layercake.io.Content;
import io.github.layercake.io.Digest;
import io.github.layercake.io.FileStat;
import io.github.layercake.io.ImageException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Finds on this machine the libraries that a runtime needs where there is no base. */
final class HostLibraries {
    /** Loaded by name when somebody asks for a host or a user, or a thread ends: no file names them. */
    private static final List<String> LOADED_BY_NAME =
            List.of("libgcc_s.so.1", "libnss_dns.so.2", "libnss_files.so.2", "libresolv.so.2");

    /** The locale of {@code LANG=C.UTF-8}: glibc knows it only from these files, all of them or none. */
    private static final List<String> LOCALES = List.of("/usr/lib/locale/C.utf8", "/usr/lib/locale/C.UTF-8");

    private static final int FIELDS = 4;

    private final HostFiles host;
    private final Notes notes;

    HostLibraries(HostFiles host, Notes notes) {
        this.host = host;
        this.notes = notes;
    }

    /**
     * The libraries by their place in the image, sorted.
     *
     * @param runtime digest of what decides the programs
     * @param programs of the runtime
     * @param wanted by native code of the application: machine and name
     * @throws ImageException if something is missing
     */
    List<HostLibrary> find(Digest runtime, Map<String, ElfFile> programs, Set<String> wanted) throws IOException {
        List<String> names = wantedNames(programs, wanted);
        List<String> keyParts = new ArrayList<>(names);
        keyParts.add(runtime.toString());
        keyParts.add(host.root().toString());
        Digest key = Notes.key("host", keyParts);
        Optional<List<HostLibrary>> known = notes.read(key).flatMap(this::stillTrue);
        if (known.isPresent()) {
            return known.get();
        }
        Map<String, String> places = places(Resolution.of(programs, names, host));
        List<String> searched = searched(programs);
        List<String> note = new ArrayList<>();
        note.add(Integer.toString(searched.size()));
        boolean settled = true;
        for (String directory : searched) {
            note.add(directory);
            settled &= addStat(directory, note);
        }
        Map<String, String> real = new HashMap<>();
        for (String path : places.values()) {
            real.put(
                    path,
                    "/" + host.root().toRealPath().relativize(host.place(path).toRealPath()));
        }
        Map<String, String> owners = new PackageDatabase(host.root()).owners(real.values());
        List<HostLibrary> found = new ArrayList<>();
        for (Map.Entry<String, String> place : places.entrySet()) {
            String origin = real.getOrDefault(place.getValue(), place.getValue());
            note.add(origin);
            settled &= addStat(origin, note);
            HostLibrary library = new HostLibrary(
                    place.getKey(),
                    origin,
                    Files.size(host.place(origin)),
                    Digest.of(Content.of(host.place(origin))),
                    owners.getOrDefault(origin, ""));
            note.addAll(List.of(
                    library.path(),
                    Long.toString(library.size()),
                    library.digest().toString(),
                    library.packageName()));
            found.add(library);
        }
        if (settled) {
            notes.write(key, note);
        }
        return found;
    }

    private static List<String> wantedNames(Map<String, ElfFile> programs, Set<String> wanted) {
        Set<String> names = new TreeSet<>();
        if (!programs.isEmpty()) {
            String machine = programs.values().iterator().next().kind().machine() + " ";
            for (String name : wanted) {
                if (name.startsWith(machine) && name.indexOf('/') < 0) {
                    names.add(name.substring(machine.length()));
                }
            }
            names.addAll(LOADED_BY_NAME);
        }
        return List.copyOf(names);
    }

    /** What decides them: the libraries and the directories that are searched, by their stat now. */
    List<WatchedFile> watched(Map<String, ElfFile> programs, List<HostLibrary> libraries) throws IOException {
        List<WatchedFile> watched = new ArrayList<>();
        List<String> paths = new ArrayList<>(searched(programs));
        libraries.forEach(library -> paths.add(library.origin()));
        for (String path : paths) {
            watched.add(new WatchedFile(host.place(path), FileStat.of(host.place(path))));
        }
        return watched;
    }

    /** Where the loader looks: a library that is new there changes their stat. */
    private List<String> searched(Map<String, ElfFile> programs) throws IOException {
        List<String> directories = new ArrayList<>();
        if (!programs.isEmpty()) {
            for (String directory :
                    SearchPath.of(programs.values().iterator().next().kind(), host)) {
                if (Files.isDirectory(host.place(directory))) {
                    directories.add(directory);
                }
            }
        }
        return directories;
    }

    private boolean addStat(String path, List<String> note) throws IOException {
        FileStat stat = FileStat.of(host.place(path));
        note.add(Notes.text(stat));
        return notes.isSettled(stat);
    }

    /** What a note says, unless a file or a directory has changed since. */
    private Optional<List<HostLibrary>> stillTrue(List<String> note) {
        try {
            int at = 1;
            for (int directories = Integer.parseInt(note.get(0)); directories > 0; directories--, at += 2) {
                if (!isStill(note.get(at), note.get(at + 1))) {
                    return Optional.empty();
                }
            }
            List<HostLibrary> libraries = new ArrayList<>();
            for (; at + 2 + FIELDS <= note.size(); at += 2 + FIELDS) {
                if (!isStill(note.get(at), note.get(at + 1))) {
                    return Optional.empty();
                }
                libraries.add(new HostLibrary(
                        note.get(at + 2),
                        note.get(at),
                        Long.parseLong(note.get(at + 3)),
                        Digest.parse(note.get(at + 4)),
                        note.get(at + 5)));
            }
            return Optional.of(libraries);
        } catch (IOException e) {
            // A file is gone.
            return Optional.empty();
        }
    }

    private boolean isStill(String path, String stat) throws IOException {
        return Notes.text(FileStat.of(host.place(path))).equals(stat);
    }

    /**
     * From place in the image to place on this machine. Libraries go where the C library is: there it looks for sure.
     */
    private Map<String, String> places(Resolution resolution) throws IOException {
        if (!resolution.missing().isEmpty() || !resolution.outdated().isEmpty()) {
            throw missing(resolution);
        }
        String directory = "/lib";
        Map<String, String> places = new TreeMap<>();
        for (Map.Entry<String, Resolution.Library> library : resolution.found().entrySet()) {
            String path = library.getValue().path();
            if (library.getKey().startsWith("libc.")) {
                directory = path.substring(0, path.lastIndexOf('/'));
            }
        }
        for (Map.Entry<String, Resolution.Library> library : resolution.found().entrySet()) {
            String path = library.getValue().path();
            boolean loader = library.getKey().startsWith("ld-");
            places.put(loader ? path : directory + "/" + library.getKey(), path);
        }
        addLocale(resolution, places);
        return places;
    }

    private void addLocale(Resolution resolution, Map<String, String> places) throws IOException {
        if (!resolution.found().containsKey("libc.so.6")) {
            return;
        }
        for (String locale : LOCALES) {
            List<String> names = new ArrayList<>(host.list(locale));
            host.list(locale + "/LC_MESSAGES").forEach(name -> names.add("LC_MESSAGES/" + name));
            for (String name : names) {
                String file = locale + "/" + name;
                if (Files.isRegularFile(host.place(file))) {
                    places.put(SystemLayer.LOCALE + name, file);
                }
            }
            if (!names.isEmpty()) {
                return;
            }
        }
    }

    private static ImageException missing(Resolution resolution) {
        List<String> lines = new ArrayList<>();
        resolution.missing().forEach((name, user) -> lines.add(name + " (for " + user + ")"));
        lines.addAll(resolution.outdated());
        return new ImageException(
                "<jlink> on scratch: libraries that the runtime needs are not on this machine: "
                        + String.join(", ", lines) + ".",
                "Install them" + Suggestions.forLibraries(resolution.missing().keySet())
                        + ", build with a JDK that brings its own, or use a base that has them.");
    }
}
