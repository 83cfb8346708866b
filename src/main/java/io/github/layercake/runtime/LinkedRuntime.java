package io.github.layercake.runtime;

import io.github.layercake.io.Content;
import io.github.layercake.io.Digest;
import io.github.layercake.io.TarEntry;
import io.github.layercake.io.VerifiedContent;
import io.github.layercake.plan.LayerEntry;
import io.github.layercake.plan.LayerPlan;
import io.github.layercake.store.DamagedStoreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files of a linked runtime. What they are is known from the last time the same was linked; linking happens only
 * when somebody wants to read one. What then comes out is compared with what is known, byte for byte by the digest.
 */
final class LinkedRuntime implements AutoCloseable {
    /** Where it is in the image, without the leading slash. */
    static final String PLACE = "opt/java";

    static final String NAME = "runtime";

    private static final int FIELDS = 6;
    private static final Content NOTHING = Content.of(new byte[0]);

    private final Jlink jlink;
    private final Notes notes;
    private final Digest key;
    private final Path workspace;
    private final List<LinkedFile> files;
    private @Nullable Scratchpad pad;

    private LinkedRuntime(Jlink jlink, Notes notes, Digest key, Path workspace) {
        this.jlink = jlink;
        this.notes = notes;
        this.key = key;
        this.workspace = workspace;
        this.files = notes.read(key).map(LinkedRuntime::decode).orElseGet(ArrayList::new);
    }

    /**
     * The runtime of this JDK, these modules and options.
     *
     * @param workspace directory for what is linked
     */
    static LinkedRuntime of(Jdk jdk, Jlink jlink, Notes notes, Path workspace) throws IOException {
        LinkedRuntime runtime = new LinkedRuntime(jlink, notes, key(jdk, jlink), workspace);
        if (runtime.files.isEmpty()) {
            try {
                runtime.files.addAll(list(runtime.directory()));
            } catch (IOException | RuntimeException e) {
                runtime.close();
                throw e;
            }
            notes.write(runtime.key, encode(runtime.files));
        }
        return runtime;
    }

    /** The same if it was linked before; absent if it would have to be linked now. */
    static Optional<LinkedRuntime> known(Jdk jdk, Jlink jlink, Notes notes, Path workspace) {
        LinkedRuntime runtime = new LinkedRuntime(jlink, notes, key(jdk, jlink), workspace);
        return runtime.files.isEmpty() ? Optional.empty() : Optional.of(runtime);
    }

    private static Digest key(Jdk jdk, Jlink jlink) {
        List<String> parts = new ArrayList<>(jlink.options());
        parts.add(jdk.identity().toString());
        return Notes.key("linked", parts);
    }

    /**
     * One of its files.
     *
     * @param path below the runtime's directory
     * @param size in bytes
     * @param executable whether it is a program
     * @param digest of the content
     * @param link where a symbolic link points, else empty
     * @param elf of a program or library what the loader has to know, else empty
     */
    private record LinkedFile(String path, long size, boolean executable, String digest, String link, String elf) {}

    /** Digest of all that decides its bytes. */
    Digest key() {
        return key;
    }

    boolean isLinkedNow() {
        return pad != null;
    }

    /** The layer: everything below {@link #PLACE}. */
    LayerPlan layer(String summary) {
        Map<String, LayerEntry> entries = new TreeMap<>();
        entries.put(PLACE, directory(PLACE));
        for (LinkedFile file : files) {
            String path = PLACE + "/" + file.path;
            for (int slash = path.indexOf('/', PLACE.length() + 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
                entries.computeIfAbsent(path.substring(0, slash), LinkedRuntime::directory);
            }
            entries.put(path, entry(path, file));
        }
        return new LayerPlan(NAME, summary, new ArrayList<>(entries.values()));
    }

    private LayerEntry entry(String path, LinkedFile file) {
        if (!file.link.isEmpty()) {
            return new LayerEntry(TarEntry.link(path, file.link, 0, 0), NOTHING, "");
        }
        return new LayerEntry(TarEntry.file(path, file.size, file.executable ? 0755 : 0644, 0, 0), content(file), "");
    }

    private static LayerEntry directory(String path) {
        return new LayerEntry(TarEntry.directory(path, 0755, 0, 0), NOTHING, "");
    }

    /** The ELF files by their path in the runtime. */
    Map<String, ElfFile> programs() {
        Map<String, ElfFile> programs = new TreeMap<>();
        for (LinkedFile file : files) {
            if (!file.elf.isEmpty()) {
                programs.put(file.path, ElfFile.parse(file.elf));
            }
        }
        return programs;
    }

    private Content content(LinkedFile file) {
        Content linked = new Content() {
            @Override
            public long size() {
                return file.size;
            }

            @Override
            public InputStream open() throws IOException {
                return Files.newInputStream(directory().resolve(file.path));
            }
        };
        return new VerifiedContent(linked, Digest.parse(file.digest), file.size, found -> {
            notes.remove(key);
            return new DamagedStoreException("jlink made another '" + file.path + "' than the last time");
        });
    }

    /** Where it is linked; linked now, if that was not necessary before. */
    private synchronized Path directory() throws IOException {
        if (pad == null) {
            Scratchpad fresh = Scratchpad.create(workspace);
            try {
                jlink.run(fresh.path().resolve("java"));
            } catch (IOException | RuntimeException e) {
                fresh.close();
                throw e;
            }
            pad = fresh;
        }
        return pad.path().resolve("java");
    }

    private static List<LinkedFile> list(Path root) throws IOException {
        List<LinkedFile> files = new ArrayList<>();
        List<Path> all;
        try (Stream<Path> walk = Files.walk(root)) {
            all = walk.filter(file -> !Files.isDirectory(file) || Files.isSymbolicLink(file))
                    .sorted()
                    .toList();
        }
        for (Path file : all) {
            String path = root.relativize(file).toString().replace('\\', '/');
            if (Files.isSymbolicLink(file)) {
                files.add(new LinkedFile(
                        path, 0, false, "", Files.readSymbolicLink(file).toString(), ""));
            } else if (!Headless.isLeftOut(path)) {
                files.add(file(path, file));
            }
        }
        return files;
    }

    private static LinkedFile file(String path, Path file) throws IOException {
        boolean library = path.endsWith(".so");
        boolean executable = path.startsWith("bin/") || (Files.isExecutable(file) && !library);
        Content content = Content.of(file);
        String elf = "";
        if (executable || library) {
            byte[] bytes = content.readAll();
            elf = ElfFile.isElf(bytes) ? ElfFile.read(bytes).toText() : "";
        }
        return new LinkedFile(
                path, Files.size(file), executable, Digest.of(content).toString(), "", elf);
    }

    private static List<String> encode(List<LinkedFile> files) {
        List<String> texts = new ArrayList<>();
        for (LinkedFile file : files) {
            texts.add(file.path);
            texts.add(Long.toString(file.size));
            texts.add(file.executable ? "x" : "");
            texts.add(file.digest);
            texts.add(file.link);
            texts.add(file.elf);
        }
        return texts;
    }

    private static List<LinkedFile> decode(List<String> texts) {
        List<LinkedFile> files = new ArrayList<>();
        for (int i = 0; i + FIELDS <= texts.size(); i += FIELDS) {
            files.add(new LinkedFile(
                    texts.get(i),
                    Long.parseLong(texts.get(i + 1)),
                    !texts.get(i + 2).isEmpty(),
                    texts.get(i + 3),
                    texts.get(i + 4),
                    texts.get(i + 5)));
        }
        return files;
    }

    @Override
    public void close() throws IOException {
        if (pad != null) {
            pad.close();
            pad = null;
        }
    }
}
