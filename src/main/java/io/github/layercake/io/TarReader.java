package io.github.layercake.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;

/** Reads tar streams: ustar, pax and GNU. */
public final class TarReader {

    /** Is shown every entry of a tar stream in its order. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * Is called once for each entry, in their order.
         *
         * @param entry the facts
         * @param content the content, to be read before this method returns, or not at all
         */
        void visit(TarEntry entry, InputStream content) throws IOException;
    }

    private TarReader() {}

    /**
     * Shows every entry of {@code in} to {@code visitor}; leaves {@code in} open.
     *
     * @return where the content of the last entry ends, padding included: the end marker should follow
     * @throws IOException if the stream is not a tar stream or ends within a header
     */
    public static long read(InputStream in, Visitor visitor) throws IOException {
        TarStream tar = new TarStream(in);
        long end = 0;
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            end = tar.position() + entry.getSize() + TarEntry.padding(entry.getSize());
            visitor.visit(facts(entry), tar);
        }
        return end;
    }

    /**
     * The files of an uncompressed tar archive by path, with their place in it; links to files of the same archive are
     * followed. Reads the headers only.
     *
     * @throws IOException if the file is not a tar archive or ends early
     */
    public static Map<String, Content> files(Path archive) throws IOException {
        Map<String, Content> files = new LinkedHashMap<>();
        Map<String, String> links = new LinkedHashMap<>();
        long length = Files.size(archive);
        try (InputStream in = Files.newInputStream(archive)) {
            TarStream tar = new TarStream(in);
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                String path = normalize("", entry.getName());
                if (entry.isSymbolicLink()) {
                    String directory = path.substring(0, path.lastIndexOf('/') + 1);
                    links.put(path, normalize(directory, entry.getLinkName()));
                } else if (entry.isLink()) {
                    links.put(path, normalize("", entry.getLinkName()));
                } else if (facts(entry).type() == TarEntry.Type.FILE) {
                    if (entry.getSize() > length - tar.position()) {
                        throw new IOException("it ends in the middle of '" + path + "'");
                    }
                    files.put(path, Content.slice(archive, tar.position(), entry.getSize()));
                }
            }
        }
        links.forEach((path, target) -> {
            Content content = files.get(target);
            if (content != null) {
                files.putIfAbsent(path, content);
            }
        });
        return files;
    }

    private static TarEntry facts(TarArchiveEntry entry) {
        TarEntry.Type type;
        if (entry.isSymbolicLink()) {
            type = TarEntry.Type.SYMBOLIC_LINK;
        } else if (entry.isLink()) {
            type = TarEntry.Type.HARD_LINK;
        } else if (entry.isDirectory()) {
            type = TarEntry.Type.DIRECTORY;
        } else if (entry.isCharacterDevice() || entry.isBlockDevice() || entry.isFIFO()) {
            type = TarEntry.Type.SPECIAL;
        } else {
            type = TarEntry.Type.FILE;
        }
        String name = entry.getName();
        return new TarEntry(
                name.endsWith("/") ? name.substring(0, name.length() - 1) : name,
                type,
                entry.getSize(),
                entry.getMode() & 07777,
                entry.getLongUserId(),
                entry.getLongGroupId(),
                entry.getLastModifiedTime().to(TimeUnit.SECONDS),
                entry.getLinkName());
    }

    /** {@code a/./b/../c} below {@code directory}, which is empty or ends in a slash, becomes {@code a/c}. */
    private static String normalize(String directory, String path) {
        String text = path.startsWith("/") ? path : directory + path;
        StringBuilder normal = new StringBuilder(text.length());
        for (String name : text.split("/")) {
            if (name.equals("..")) {
                normal.setLength(Math.max(0, normal.lastIndexOf("/")));
            } else if (!name.isEmpty() && !name.equals(".")) {
                if (normal.length() > 0) {
                    normal.append('/');
                }
                normal.append(name);
            }
        }
        return normal.toString();
    }
}
