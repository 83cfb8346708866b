package io.github.layercake.store;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A file of the store.
 *
 * @param kind the directory of its kind
 * @param file where it is
 * @param size in bytes
 * @param lastUse milliseconds since 1970, to the day
 */
record StoreItem(String kind, Path file, long size, long lastUse) {

    /** All files of the store but leases. */
    static List<StoreItem> list(Path root) throws IOException {
        List<StoreItem> items = new ArrayList<>(list(root, Store.SEGMENTS));
        items.addAll(list(root, BlobFile.DIRECTORY));
        for (Kind kind : Kind.values()) {
            items.addAll(list(root, kind.directory()));
        }
        items.addAll(list(root, Store.QUARANTINE));
        return items;
    }

    static List<StoreItem> list(Path root, String kind) throws IOException {
        List<StoreItem> items = new ArrayList<>();
        Path directory = root.resolve(kind);
        if (!Files.isDirectory(directory)) {
            return items;
        }
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (!Objects.toString(file.getFileName()).startsWith(".")) {
                    items.add(new StoreItem(
                            kind,
                            file,
                            attributes.size(),
                            attributes.lastModifiedTime().toMillis()));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }
        });
        return items;
    }
}
