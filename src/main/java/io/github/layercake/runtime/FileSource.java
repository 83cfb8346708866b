package io.github.layercake.runtime;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A file system in which a dynamic loader will look for libraries. Paths are absolute; links are followed. */
interface FileSource {

    /** The ELF file at a path, if there is one that can be read. */
    Optional<ElfFile> elf(String path) throws IOException;

    /** A small text file. */
    Optional<String> text(String path) throws IOException;

    /** The names in a directory, sorted. */
    List<String> list(String directory) throws IOException;
}
