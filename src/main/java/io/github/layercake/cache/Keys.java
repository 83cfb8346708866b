package io.github.layercake.cache;

import io.github.layercake.io.Digest;
import io.github.layercake.io.TarHeader;
import io.github.layercake.layer.Compression;
import io.github.layercake.layer.HashedPlan;
import io.github.layercake.plan.LayerEntry;
import java.nio.file.Path;
import java.util.List;

/**
 * What the store knows things by. A key covers everything that reaches the bytes, and nothing else: no path of the
 * machine, no time, no user.
 */
final class Keys {
    private static final String TAR = TarHeader.FORMAT + " ";

    private Keys() {}

    /** What decides the bytes of a layer besides its entries; changes with them. */
    static String encoder(Compression compression) {
        return TAR + compression.id();
    }

    /** The id of the format of segments that an encoder makes. */
    static String format(String encoder) {
        return encoder.startsWith(TAR) ? encoder.substring(TAR.length()) : encoder;
    }

    /** Of a layer: all that its tar headers say, and the digests of all contents. */
    static Digest layer(HashedPlan plan, String encoder) {
        List<LayerEntry> entries = plan.plan().entries();
        RecordWriter out = new RecordWriter(192L * (entries.size() + 1));
        out.text("layer").text(encoder);
        for (int i = 0; i < entries.size(); i++) {
            out.text(entries.get(i).tar().path())
                    .text(plan.facts().get(i))
                    .digest(plan.digests().get(i));
        }
        return out.toDigest();
    }

    /** Of a segment: the identity of the piece that it encodes, and the id of the format. */
    static Digest segment(Digest piece, String format) {
        return new RecordWriter().text("segment").text(format).digest(piece).toDigest();
    }

    /** Of the journal of an archive, or the memo of a file: their absolute path. */
    static Digest path(Path path) {
        return new RecordWriter()
                .text(path.toAbsolutePath().normalize().toString())
                .toDigest();
    }

    /** Of the main classes among the classes of the layer with this key. */
    static Digest mainClasses(Digest layer) {
        return new RecordWriter().text("main classes 3").digest(layer).toDigest();
    }
}
