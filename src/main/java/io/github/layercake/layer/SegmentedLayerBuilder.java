package io.github.layercake.layer;

import io.github.layercake.io.Concatenation;
import io.github.layercake.io.Content;
import io.github.layercake.io.Digest;
import io.github.layercake.io.GzipMember;
import io.github.layercake.io.Progress;
import io.github.layercake.io.Segment;
import io.github.layercake.io.SegmentFormat;
import io.github.layercake.io.Workers;
import io.github.layercake.oci.Layer;
import io.github.layercake.plan.LayerEntry;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Future;

/**
 * Makes a layer of segments: each one is found in a {@link SegmentSpace}, or encoded and kept there. Segments are made
 * in parallel, a few ahead of the one that is hashed; large files are read again for that. Memory does not grow with
 * the layer.
 */
public final class SegmentedLayerBuilder {
    /** Pieces that are being made while one is hashed. */
    private static final int AHEAD = 6;

    /** So many bytes of them are enough: memory that was not used before costs more than to wait. */
    private static final long ENOUGH_AHEAD = (long) Runtime.getRuntime().availableProcessors() << 19;

    private final SegmentMaker maker;
    private final Workers workers;
    private final Compression compression;
    private final Progress progress;

    /**
     * Makes layers of one compression.
     *
     * @param progress is told what is made
     * @throws io.github.layercake.io.ImageException if what the compression takes is not there
     */
    public SegmentedLayerBuilder(SegmentSpace space, Workers workers, Compression compression, Progress progress) {
        this.maker = new SegmentMaker(space, compression.format(), progress);
        this.compression = compression;
        this.progress = progress;
        this.workers = workers;
    }

    /** A piece that is being made, and how many bytes of memory it may take. */
    private record Ahead(Future<SegmentMaker.Made> made, long memory) {}

    /**
     * Makes one layer. The same plan over the same bytes gives the same layer, on every machine.
     *
     * @throws IOException if a file cannot be read, or is not what was hashed
     */
    public SegmentedLayer build(HashedPlan plan) throws IOException {
        progress.begin(plan.plan().name(), size(plan));
        LayerHash hash = new LayerHash(compression);
        Deque<Ahead> ahead = new ArrayDeque<>();
        long bytesAhead = 0;
        try {
            for (TarPieces.Piece piece : TarPieces.of(plan)) {
                while (ahead.size() >= AHEAD || (ahead.size() >= 2 && bytesAhead >= ENOUGH_AHEAD)) {
                    bytesAhead -= add(ahead.remove(), hash);
                }
                Ahead next = new Ahead(workers.submit(() -> maker.make(piece)), maker.memory(piece));
                ahead.add(next);
                bytesAhead += next.memory();
            }
            while (!ahead.isEmpty()) {
                add(ahead.remove(), hash);
            }
        } finally {
            ahead.forEach(piece -> piece.made().cancel(true));
        }
        return hash.layer();
    }

    /** Returns how many bytes of memory the piece took. */
    private long add(Ahead piece, LayerHash hash) throws IOException {
        SegmentMaker.Made made = Workers.await(piece.made(), progress);
        hash.add(made);
        maker.recycle(made);
        return piece.memory();
    }

    /** Without headers and padding. */
    private static long size(HashedPlan plan) {
        long size = 0;
        for (LayerEntry entry : plan.plan().entries()) {
            size += entry.tar().size();
        }
        return size;
    }

    /** The two digests of a layer, and the sum of its segments, while they grow. */
    private static final class LayerHash {
        private final Compression compression;
        private final SegmentFormat format;
        private final MessageDigest diffId = Digest.newSha256();
        private final MessageDigest digest = Digest.newSha256();
        private final GzipMember member = new GzipMember();
        private final List<Content> contents = new ArrayList<>();
        private final List<SegmentedLayer.Part> parts = new ArrayList<>();

        LayerHash(Compression compression) {
            this.compression = compression;
            this.format = compression.format();
            byte[] header = format.header();
            digest.update(header);
            contents.add(Content.of(header));
        }

        void add(SegmentMaker.Made made) throws IOException {
            made.digest(diffId, digest);
            SegmentSpace.KeptSegment kept = made.kept();
            member.append(kept.segment());
            parts.add(new SegmentedLayer.Part(made.piece(), kept.segment(), kept.checksum()));
            contents.add(kept.content());
        }

        SegmentedLayer layer() {
            Segment joined = member.joined();
            byte[] trailer = format.trailer(joined);
            digest.update(trailer);
            contents.add(Content.of(trailer));
            Layer layer = new Layer(
                    compression.mediaType(),
                    Digest.sha256(digest.digest()),
                    Digest.sha256(diffId.digest()),
                    format.size(joined),
                    new Concatenation(contents));
            return new SegmentedLayer(layer, joined, parts);
        }
    }
}
