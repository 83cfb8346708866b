package io.github.layercake.inspect;

import io.github.layercake.io.Digest;
import io.github.layercake.io.ImageException;
import io.github.layercake.io.TarEntry;
import io.github.layercake.io.TarHeader;
import io.github.layercake.io.TarReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Checks the entries of an archive that we have written: plain files only, the same attributes, blobs by digest. */
final class TarballEntries implements TarReader.Visitor {
    static final String BLOBS = "blobs/";
    private static final int MODE = 0644;

    private final Findings findings;
    private final List<String> paths = new ArrayList<>();
    private final Set<String> unique = new HashSet<>();

    private TarballEntries(Findings findings) {
        this.findings = findings;
    }

    /** The paths in their order; empty if it is no tar file. */
    static Optional<List<String>> check(Path tar, Findings findings) throws IOException {
        TarballEntries entries = new TarballEntries(findings);
        String place = tar.toString();
        try (InputStream in = Files.newInputStream(tar)) {
            HashingStream stream = new HashingStream(in, Digest.of(new byte[0]));
            long end = TarReader.read(stream, entries);
            stream.drain();
            findings.expect(
                    stream.size() == end + TarHeader.END && stream.trailingZeros() >= TarHeader.END,
                    place,
                    "it does not end with two empty blocks");
        } catch (IOException e) {
            if (Files.isReadable(tar)) {
                findings.error(place, "it is not a readable tar stream: " + e.getMessage());
                return Optional.empty();
            }
            throw e;
        }
        return Optional.of(entries.paths);
    }

    @Override
    public void visit(TarEntry entry, InputStream content) throws IOException {
        String path = entry.path();
        paths.add(path);
        findings.expect(unique.add(path), path, "it is there twice");
        findings.expect(entry.type() == TarEntry.Type.FILE, path, "it is not a file");
        findings.expect(
                entry.equals(TarEntry.file(path, entry.size(), MODE, 0, 0)),
                path,
                "its mode, owner or time is not that of a reproducible archive");
        if (path.startsWith(BLOBS)) {
            blob(path, content);
        }
    }

    private void blob(String path, InputStream content) throws IOException {
        try {
            Digest named = Digest.parse(path.substring(BLOBS.length()).replace('/', ':'));
            HashingStream stream = new HashingStream(content, named);
            stream.drain();
            Digest found = stream.digest();
            findings.expect(found.equals(named), path, "its bytes are " + found);
        } catch (ImageException e) {
            findings.error(path, "it is not named by a digest");
        }
    }
}
