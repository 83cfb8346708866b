package io.github.layercake.cache;

import io.github.layercake.io.Digest;
import io.github.layercake.io.GzipMember;
import io.github.layercake.io.Segment;
import io.github.layercake.layer.SegmentedLayer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A layer that was made before: its digests, and the segments that it is a concatenation of. It is useful without their
 * bytes, too: where a registry has the layer, nobody needs them.
 *
 * @param digest of the stored bytes
 * @param diffId of the tar stream
 * @param segments in their order
 */
record LayerRecord(Digest digest, Digest diffId, List<SegmentedLayer.Part> segments) {

    LayerRecord {
        segments = List.copyOf(segments);
    }

    /** All segments together. */
    Segment joined() {
        GzipMember member = new GzipMember();
        segments.forEach(part -> member.append(part.segment()));
        return member.joined();
    }

    ByteBuffer toBuffer() {
        RecordWriter out = new RecordWriter();
        out.digest(digest).digest(diffId).number(segments.size());
        for (SegmentedLayer.Part part : segments) {
            Segment segment = part.segment();
            out.digest(part.plain());
            out.number(segment.plainSize()).number(segment.size()).number(segment.crc32());
        }
        return out.toBuffer();
    }

    static LayerRecord read(ByteBuffer payload) {
        RecordReader in = new RecordReader(payload);
        Digest digest = in.digest();
        Digest diffId = in.digest();
        List<SegmentedLayer.Part> segments = new ArrayList<>();
        for (int i = in.count(); i > 0; i--) {
            segments.add(
                    new SegmentedLayer.Part(in.digest(), new Segment(in.number(), in.number(), (int) in.number())));
        }
        return new LayerRecord(digest, diffId, segments);
    }
}
