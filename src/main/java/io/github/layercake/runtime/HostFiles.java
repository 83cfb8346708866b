package io.github.layercake.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The files of this machine.
 *
 * @param root {@code /}, or a directory that stands for it
 */
record HostFiles(Path root) implements FileSource {
    private static final long MAX_SIZE = 256L << 20;

    Path place(String path) {
        return root.resolve(path.substring(1));
    }

    @Override
    public Optional<ElfFile> elf(String path) throws IOException {
        Path file = place(path);
        if (!Files.isRegularFile(file) || Files.size(file) > MAX_SIZE) {
            return Optional.empty();
        }
        byte[] bytes = Files.readAllBytes(file);
        if (!ElfFile.isElf(bytes)) {
            // A text for the linker, such as /usr/lib/libc.so.
            return Optional.empty();
        }
        try {
            return Optional.of(ElfFile.read(bytes));
        } catch (IOException e) {
            throw new IOException("the library '" + file + "' is damaged: " + e.getMessage(), e);
        }
    }

    @Override
    public Optional<String> text(String path) throws IOException {
        Path file = place(path);
        return Files.isRegularFile(file)
                ? Optional.of(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                : Optional.empty();
    }

    @Override
    public List<String> list(String directory) throws IOException {
        List<String> names = new ArrayList<>();
        if (Files.isDirectory(place(directory))) {
            try (Stream<Path> files = Files.list(place(directory))) {
                files.forEach(file -> names.add(String.valueOf(file.getFileName())));
            }
        }
        names.sort(null);
        return names;
    }
}
