package io.github.layercake.runtime;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where a dynamic loader looks for libraries: in its default directories, those of Debian, Red Hat and Alpine, and in
 * those that {@code /etc/ld.so.conf} names.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/ld.so.8.html">ld.so(8)</a>
 */
final class SearchPath {
    /** By ELF machine, the name of Debian's directories. */
    private static final Map<Integer, String> TRIPLETS = Map.of(
            3, "i386-linux-gnu",
            21, "powerpc64le-linux-gnu",
            22, "s390x-linux-gnu",
            40, "arm-linux-gnueabihf",
            62, "x86_64-linux-gnu",
            183, "aarch64-linux-gnu",
            243, "riscv64-linux-gnu",
            258, "loongarch64-linux-gnu");

    private static final String CONFIGURATION = "/etc/ld.so.conf";
    private static final int MAX_DEPTH = 4;

    private SearchPath() {}

    static List<String> of(ElfFile.Kind kind, FileSource files) throws IOException {
        Set<String> directories = new LinkedHashSet<>();
        String triplet = TRIPLETS.get(kind.machine());
        if (triplet != null) {
            directories.add("/lib/" + triplet);
            directories.add("/usr/lib/" + triplet);
        }
        if (kind.wide()) {
            directories.add("/lib64");
            directories.add("/usr/lib64");
        }
        directories.addAll(List.of("/lib", "/usr/lib"));
        addConfigured(CONFIGURATION, files, directories, 0);
        directories.add("/usr/local/lib");
        return List.copyOf(directories);
    }

    private static void addConfigured(String file, FileSource files, Set<String> directories, int depth)
            throws IOException {
        if (depth > MAX_DEPTH) {
            return;
        }
        for (String line : files.text(file).orElse("").split("\n")) {
            int comment = line.indexOf('#');
            String entry = (comment < 0 ? line : line.substring(0, comment)).strip();
            if (entry.startsWith("include ")) {
                addIncluded(entry.substring("include ".length()).strip(), files, directories, depth);
            } else if (entry.startsWith("/")) {
                directories.add(entry.endsWith("/") ? entry.substring(0, entry.length() - 1) : entry);
            }
        }
    }

    /** {@code ld.so.conf.d/*.conf}: a star stands for anything in the last name. */
    private static void addIncluded(String pattern, FileSource files, Set<String> directories, int depth)
            throws IOException {
        String absolute = pattern.startsWith("/") ? pattern : "/etc/" + pattern;
        int slash = absolute.lastIndexOf('/');
        int star = absolute.indexOf('*', slash);
        if (star < 0) {
            addConfigured(absolute, files, directories, depth + 1);
            return;
        }
        String directory = absolute.substring(0, slash);
        String start = absolute.substring(slash + 1, star);
        String end = absolute.substring(star + 1);
        for (String name : files.list(directory)) {
            if (name.length() >= start.length() + end.length() && name.startsWith(start) && name.endsWith(end)) {
                addConfigured(directory + "/" + name, files, directories, depth + 1);
            }
        }
    }
}
