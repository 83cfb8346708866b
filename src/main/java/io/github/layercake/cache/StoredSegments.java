package io.github.layercake.cache;

import io.github.layercake.io.Digest;
import io.github.layercake.io.Segment;
import io.github.layercake.io.SegmentFormat;
import io.github.layercake.layer.SegmentSpace;
import io.github.layercake.layer.Spool;
import io.github.layercake.store.SegmentFile;
import io.github.layercake.store.Store;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** Segments in the store; those that cannot be written there (the disk is full, it is read-only) go to the spool. */
final class StoredSegments implements SegmentSpace {
    /** The spool finds nothing again, so it needs no names. */
    private static final Digest NOWHERE = Digest.of(new byte[0]);

    private final Store store;
    private final Spool spool;
    private final SegmentFormat format;

    StoredSegments(Store store, Spool spool, SegmentFormat format) {
        this.store = store;
        this.format = format;
        this.spool = spool;
    }

    @Override
    public Optional<KeptSegment> find(Digest piece) {
        return store.segment(Keys.segment(piece, format.id())).find().map(StoredSegments::kept);
    }

    @Override
    public Draft create(Digest piece) throws IOException {
        SegmentFile file = store.segment(Keys.segment(piece, format.id()));
        try {
            return new StoredDraft(file.create());
        } catch (IOException e) {
            return spool.create(piece);
        }
    }

    private static KeptSegment kept(SegmentFile.Stored stored) {
        return new KeptSegment(stored.segment(), stored.content(), stored.checksum());
    }

    /** Writes into the store; when that fails, carries on in the spool with what was written so far. */
    private final class StoredDraft extends OutputStream implements Draft {
        private final SegmentFile.Draft stored;
        private Optional<Draft> spooled = Optional.empty();
        private long written;

        StoredDraft(SegmentFile.Draft stored) {
            this.stored = stored;
        }

        @Override
        public OutputStream out() {
            return this;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (spooled.isEmpty()) {
                try {
                    stored.out().write(bytes, offset, length);
                    written += length;
                    return;
                } catch (IOException e) {
                    moveToSpool();
                }
            }
            spooled.orElseThrow().out().write(bytes, offset, length);
        }

        private void moveToSpool() throws IOException {
            Draft draft = spool.create(NOWHERE);
            stored.written(written).writeTo(draft.out());
            spooled = Optional.of(draft);
            stored.close();
        }

        @Override
        public KeptSegment keep(Segment segment) throws IOException {
            if (spooled.isEmpty()) {
                try {
                    return kept(stored.keep(segment));
                } catch (IOException e) {
                    moveToSpool();
                }
            }
            return spooled.orElseThrow().keep(segment);
        }

        @Override
        public void close() throws IOException {
            stored.close();
        }
    }
}
