import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Whole directory trees. A tree that does not exist is an empty one. */
final class Trees {
    private Trees() {}

    /** The regular files below {@code root}, sorted. */
    static List<Path> files(Path root) throws IOException {
        if (Files.notExists(root)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        }
    }

    /** The bytes of the regular files below {@code root}; a file with several names counts once. */
    static long size(Path root) throws IOException {
        record Seen(Object key, long size) {}
        return files(root).stream()
                .map(file -> attributes(file))
                .map(attributes -> new Seen(attributes.fileKey(), attributes.size()))
                .distinct()
                .mapToLong(Seen::size)
                .sum();
    }

    static BasicFileAttributes attributes(Path file) {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void delete(Path root) throws IOException {
        if (Files.notExists(root, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> paths = Files.walk(root)) {
            deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.delete(path);
        }
    }

    /** Copies {@code from} to {@code to}, which must not exist. */
    static void copy(Path from, Path to, CopyOption... options) throws IOException {
        if (Files.notExists(from)) {
            return;
        }
        Files.createDirectories(to.getParent());
        List<Path> parentsFirst;
        try (Stream<Path> paths = Files.walk(from)) {
            parentsFirst = paths.toList();
        }
        for (Path path : parentsFirst) {
            Files.copy(path, to.resolve(from.relativize(path)), options);
        }
    }
}
