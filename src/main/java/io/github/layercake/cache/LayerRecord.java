package io.github.layercake.cache;

import io.github.layercake.io.Digest;
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
 * @param joined all segments together
 * @param segments in their order
 */
record LayerRecord(Digest digest, Digest diffId, Segment joined, List<SegmentedLayer.Part> segments) {

    LayerRecord {
        segments = List.copyOf(segments);
    }

    static LayerRecord of(SegmentedLayer made) {
        return new LayerRecord(made.layer().digest(), made.layer().diffId(), made.joined(), made.segments());
    }

    ByteBuffer toBuffer() {
        RecordWriter out = new RecordWriter();
        out.digest(digest).digest(diffId);
        write(joined, out);
        out.number(segments.size());
        for (SegmentedLayer.Part part : segments) {
            out.digest(part.piece());
            write(part.segment(), out);
            out.number(part.checksum());
        }
        return out.toBuffer();
    }

    static LayerRecord read(ByteBuffer payload) {
        RecordReader in = new RecordReader(payload);
        Digest digest = in.digest();
        Digest diffId = in.digest();
        Segment joined = segment(in);
        List<SegmentedLayer.Part> segments = new ArrayList<>();
        for (int i = in.count(); i > 0; i--) {
            segments.add(new SegmentedLayer.Part(in.digest(), segment(in), in.number()));
        }
        return new LayerRecord(digest, diffId, joined, segments);
    }

    private static void write(Segment segment, RecordWriter out) {
        out.number(segment.plainSize()).number(segment.size()).number(segment.crc32());
    }

    private static Segment segment(RecordReader in) {
        return new Segment(in.number(), in.number(), (int) in.number());
    }
}
