package io.github.layercake.layer;

import io.github.layercake.io.Digest;
import io.github.layercake.io.GzipMember;
import io.github.layercake.io.Segment;
import io.github.layercake.io.SegmentEncoder;
import io.github.layercake.oci.Layer;
import io.github.layercake.plan.LayerPlan;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;

/** Makes every layer anew and puts its bytes into a {@link Spool}. */
public final class SpooledLayerBuilder implements LayerBuilder {
    private final Spool spool;
    private final Compression compression;
    private final SegmentEncoder encoder = new SegmentEncoder();

    public SpooledLayerBuilder(Spool spool, Compression compression) {
        this.spool = spool;
        this.compression = compression;
    }

    @Override
    public BuiltLayer build(LayerPlan plan) throws IOException {
        MessageDigest diffId = Digest.newSha256();
        MessageDigest digest = Digest.newSha256();
        long start = spool.size();
        try (OutputStream out = new DigestOutputStream(spool.out(), digest)) {
            switch (compression) {
                case GZIP -> gzip(plan, diffId, out);
                case NONE -> plain(plan, diffId, out);
            }
        }
        Layer layer = new Layer(
                compression.mediaType(),
                Digest.sha256(digest.digest()),
                Digest.sha256(diffId.digest()),
                spool.size() - start,
                spool.since(start));
        return new BuiltLayer(plan, layer);
    }

    private void gzip(LayerPlan plan, MessageDigest diffId, OutputStream out) throws IOException {
        OutputStream plain = new DigestOutputStream(OutputStream.nullOutputStream(), diffId);
        GzipMember member = new GzipMember();
        out.write(GzipMember.header());
        TarSegments.of(plan, (content, size) -> {
            Segment segment = encoder.encode(content, plain, out);
            member.append(segment);
            return segment.plainSize();
        });
        out.write(member.trailer());
    }

    private static void plain(LayerPlan plan, MessageDigest diffId, OutputStream out) throws IOException {
        OutputStream both = new DigestOutputStream(out, diffId);
        TarSegments.of(plan, (content, size) -> content.writeTo(both));
    }
}
