package io.github.layercake.runtime;

import io.github.layercake.io.ImageException;
import io.github.layercake.io.Progress;
import io.github.layercake.io.TarEntry;
import io.github.layercake.io.TarReader;
import io.github.layercake.oci.Image;
import io.github.layercake.oci.Layer;
import io.github.layercake.oci.MediaTypes;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/**
 * The libraries in a base image, read once from its layers; of a library only what {@link ElfFile} keeps stays in
 * memory.
 */
final class BaseFiles implements FileSource {
    private static final String WHITEOUT = ".wh.";
    private static final String OPAQUE = ".wh..wh..opq";
    private static final int MAX_LINKS = 40;
    private static final long MAX_LIBRARY = 64L << 20;
    private static final long MAX_TEXT = 1 << 16;

    /** By absolute path: an ElfFile, a text, a Link, or nothing of interest. */
    private final TreeMap<String, Node> nodes = new TreeMap<>();

    private sealed interface Node permits Library, Text, Link, Other {}

    private record Library(ElfFile elf) implements Node {}

    private record Text(String text) implements Node {}

    private record Link(String target) implements Node {}

    private record Other() implements Node {}

    /** Reads all layers of an image. */
    static BaseFiles of(Image base, Progress progress) throws IOException {
        BaseFiles files = new BaseFiles();
        for (Layer layer : base.layers()) {
            TreeMap<String, Node> added = new TreeMap<>();
            progress.begin("base, reading", layer.size());
            try (InputStream in = open(layer, progress)) {
                TarReader.read(in, (entry, content) -> files.add(entry, content, added));
                in.transferTo(java.io.OutputStream.nullOutputStream());
            }
            // After the layer's deletions, wherever in it they stood.
            files.nodes.putAll(added);
        }
        return files;
    }

    private static InputStream open(Layer layer, Progress progress) throws IOException {
        InputStream in =
                new BufferedInputStream(progress.counted(layer.content()).open(), 1 << 16);
        try {
            return switch (layer.mediaType()) {
                case MediaTypes.LAYER -> in;
                case MediaTypes.LAYER_GZIP -> new GZIPInputStream(in, 1 << 16);
                default ->
                    throw new ImageException(
                            "<jlink>: whether the base has what the Java runtime needs cannot be told, since its layer "
                                    + layer.digest() + " is stored as '" + layer.mediaType()
                                    + "', which this version does not read.",
                            "Convert it once: skopeo copy --dest-compress-format gzip, or use another base or"
                                    + " <from>scratch</from>.");
            };
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    private void add(TarEntry entry, InputStream content, Map<String, Node> added) throws IOException {
        String path = normalize("/" + entry.path());
        String name = path.substring(path.lastIndexOf('/') + 1);
        String parent = path.substring(0, path.lastIndexOf('/'));
        if (name.equals(OPAQUE)) {
            removeBelow(parent);
        } else if (name.startsWith(WHITEOUT)) {
            String gone = parent + "/" + name.substring(WHITEOUT.length());
            nodes.remove(gone);
            removeBelow(gone);
        } else if (entry.type() == TarEntry.Type.SYMBOLIC_LINK) {
            added.put(path, new Link(entry.linkTarget()));
        } else if (entry.type() == TarEntry.Type.HARD_LINK) {
            added.put(path, new Link(normalize("/" + entry.linkTarget())));
        } else if (entry.type() == TarEntry.Type.DIRECTORY) {
            // It takes the place of a link, but not of what a lower layer has below it.
            added.put(path, new Other());
        } else {
            added.put(path, file(entry, name, path, content));
        }
    }

    private static Node file(TarEntry entry, String name, String path, InputStream content) throws IOException {
        if (path.startsWith("/etc/ld.so.conf") && entry.size() <= MAX_TEXT) {
            return new Text(new String(content.readAllBytes(), StandardCharsets.ISO_8859_1));
        }
        boolean library = name.contains(".so") || name.startsWith("ld-");
        if (!library || entry.size() > MAX_LIBRARY) {
            return new Other();
        }
        byte[] bytes = content.readAllBytes();
        if (!ElfFile.isElf(bytes)) {
            return new Other();
        }
        try {
            return new Library(ElfFile.read(bytes));
        } catch (IOException e) {
            // A loader would not take it, either.
            return new Other();
        }
    }

    private void removeBelow(String directory) {
        nodes.subMap(directory + "/", directory + "0").clear();
    }

    @Override
    public Optional<ElfFile> elf(String path) {
        return find(path) instanceof Library library ? Optional.of(library.elf) : Optional.empty();
    }

    @Override
    public Optional<String> text(String path) {
        return find(path) instanceof Text text ? Optional.of(text.text) : Optional.empty();
    }

    @Override
    public List<String> list(String directory) {
        String real = real(directory);
        List<String> names = new ArrayList<>();
        for (String path : nodes.subMap(real + "/", real + "0").keySet()) {
            String name = path.substring(real.length() + 1);
            if (name.indexOf('/') < 0) {
                names.add(name);
            }
        }
        return names;
    }

    private Node find(String path) {
        return nodes.getOrDefault(real(path), new Other());
    }

    /** The path with every link in it resolved; one that goes in circles leads to nothing. */
    private String real(String path) {
        String resolved = normalize(path);
        for (int links = 0; links < MAX_LINKS; links++) {
            String next = followFirst(resolved);
            if (next.equals(resolved)) {
                return resolved;
            }
            resolved = next;
        }
        return "";
    }

    private String followFirst(String path) {
        for (int end = path.indexOf('/', 1); ; end = path.indexOf('/', end + 1)) {
            String prefix = end < 0 ? path : path.substring(0, end);
            if (nodes.get(prefix) instanceof Link link) {
                String parent = prefix.substring(0, prefix.lastIndexOf('/'));
                String target = link.target.startsWith("/") ? link.target : parent + "/" + link.target;
                return normalize(end < 0 ? target : target + path.substring(end));
            }
            if (end < 0) {
                return path;
            }
        }
    }

    private static String normalize(String path) {
        List<String> names = new ArrayList<>();
        for (String name : path.split("/")) {
            if (name.equals("..")) {
                if (!names.isEmpty()) {
                    names.remove(names.size() - 1);
                }
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.add(name);
            }
        }
        return "/" + String.join("/", names);
    }
}
