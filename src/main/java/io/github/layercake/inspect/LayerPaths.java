package io.github.layercake.inspect;

import io.github.layercake.io.TarEntry;
import io.github.layercake.io.TarReader;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Follows the paths of one layer: each once, none that leaves the root, none below a file. */
final class LayerPaths implements TarReader.Visitor {
    private static final String WHITEOUT = ".wh.";

    /** What a path of the layer is. */
    private enum Kind {
        /** Named by an entry. */
        DIRECTORY,
        /** Something is below it, but no entry names it, so far. */
        PARENT,
        OTHER
    }

    private final String place;
    private final boolean ofBase;
    private final Findings findings;
    private final Map<String, Kind> seen = new HashMap<>();

    LayerPaths(String place, boolean ofBase, Findings findings) {
        this.place = place;
        this.ofBase = ofBase;
        this.findings = findings;
    }

    @Override
    public void visit(TarEntry entry, InputStream content) {
        String path = entry.path();
        findings.expect(!path.startsWith("/"), place, "'" + path + "' is an absolute path");
        findings.expect(!leavesRoot(path), place, "'" + path + "' has '..' in it");
        findings.expect(
                entry.type() != TarEntry.Type.HARD_LINK || !leavesRoot(entry.linkTarget()),
                place,
                "the hard link '" + path + "' points to '" + entry.linkTarget() + "'");
        if (!ofBase) {
            findings.expect(
                    !entry.name().startsWith(WHITEOUT), place, "'" + path + "' would delete a file of a layer below");
            findings.expect(entry.type() != TarEntry.Type.SPECIAL, place, "'" + path + "' is a device");
        }
        remember(String.join("/", names(path).toList()), entry.type() == TarEntry.Type.DIRECTORY);
    }

    private void remember(String path, boolean directory) {
        Kind before = seen.put(path, directory ? Kind.DIRECTORY : Kind.OTHER);
        if (before == Kind.PARENT) {
            findings.expect(directory, place, "'" + path + "' is no directory, but something is in it");
        } else {
            findings.expect(before == null, place, "the path '" + path + "' is there twice");
        }
        for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
            String parent = path.substring(0, slash);
            Kind known = seen.putIfAbsent(parent, Kind.PARENT);
            if (known != null) {
                findings.expect(
                        known != Kind.OTHER, place, "'" + path + "' is in '" + parent + "', which is no directory");
                return;
            }
        }
    }

    private static boolean leavesRoot(String path) {
        return names(path).anyMatch(".."::equals);
    }

    private static Stream<String> names(String path) {
        return Stream.of(path.split("/")).filter(name -> !List.of("", ".").contains(name));
    }
}
