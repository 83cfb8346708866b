package io.github.layercake.layer;

import io.github.layercake.io.Checksum;
import io.github.layercake.io.Digest;
import io.github.layercake.io.Segment;
import io.github.layercake.oci.Layer;
import java.util.List;

/**
 * A layer, and the segments that it is a concatenation of.
 *
 * @param layer the whole
 * @param joined all segments together
 * @param segments the parts, in their order
 */
public record SegmentedLayer(Layer layer, Segment joined, List<Part> segments) {
    public SegmentedLayer {
        segments = List.copyOf(segments);
    }

    /**
     * A segment of the layer.
     *
     * @param piece identity of the piece of the tar stream that it encodes
     * @param segment its facts
     * @param checksum {@link Checksum} of its encoded bytes: those that the digest of the layer was made of
     */
    public record Part(Digest piece, Segment segment, long checksum) {}
}
