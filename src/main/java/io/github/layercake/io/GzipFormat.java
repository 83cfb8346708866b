package io.github.layercake.io;

import java.io.IOException;
import java.io.OutputStream;

/** {@link SegmentEncoder} and {@link GzipMember}. */
final class GzipFormat implements SegmentFormat {
    static final GzipFormat INSTANCE = new GzipFormat();

    private static final ThreadLocal<SegmentEncoder> ENCODERS = ThreadLocal.withInitial(SegmentEncoder::new);

    private GzipFormat() {}

    @Override
    public String id() {
        return SegmentEncoder.ID;
    }

    @Override
    public Segment encode(Content content, OutputStream plain, OutputStream out) throws IOException {
        return ENCODERS.get().encode(content, plain, out);
    }

    @Override
    public byte[] header() {
        return GzipMember.header();
    }

    @Override
    public byte[] trailer(Segment joined) {
        GzipMember member = new GzipMember();
        member.append(joined);
        return member.trailer();
    }
}
