package io.github.layercake.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.GZIPInputStream;

/** {@link SegmentEncoder} and {@link GzipMember}. */
final class GzipFormat implements SegmentFormat {
    static final GzipFormat INSTANCE = new GzipFormat();

    private static final int BUFFER = 1 << 13;

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
    public InputStream decode(InputStream blob) throws IOException {
        return new GZIPInputStream(blob, BUFFER);
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
