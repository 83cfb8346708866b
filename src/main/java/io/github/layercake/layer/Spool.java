package io.github.layercake.layer;

import io.github.layercake.io.Checksum;
import io.github.layercake.io.Content;
import io.github.layercake.io.Digest;
import io.github.layercake.io.Segment;
import io.github.layercake.io.TemporaryFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Keeps segments until the image is written, for a build without a store: temporary files, gone on closing. */
public final class Spool implements SegmentSpace, AutoCloseable {
    private static final String NAME = "image-segments";

    private final Path directory;
    private final List<TemporaryFile> files = new ArrayList<>();

    /**
     * Makes an empty spool, and {@linkplain #sweep sweeps}.
     *
     * @param directory where the files go
     */
    public Spool(Path directory) {
        this.directory = directory;
        sweep(directory);
    }

    /** Deletes what killed processes left in {@code directory}. */
    public static void sweep(Path directory) {
        TemporaryFile.sweep(directory, NAME);
    }

    @Override
    public Optional<KeptSegment> find(Digest piece) {
        return Optional.empty();
    }

    @Override
    public Draft create(Digest piece) throws IOException {
        TemporaryFile file = TemporaryFile.create(directory, NAME);
        synchronized (files) {
            files.add(file);
        }
        return new Draft() {
            private final Checksum written = new Checksum();
            private final OutputStream out = written.of(file.out());

            @Override
            public OutputStream out() {
                return out;
            }

            @Override
            public KeptSegment keep(Segment segment) {
                return new KeptSegment(segment, Content.slice(file.path(), 0, segment.size()), written.value());
            }

            @Override
            public void close() {
                // What was kept is needed until the image is written.
            }
        };
    }

    @Override
    public void close() throws IOException {
        for (TemporaryFile file : files) {
            file.close();
        }
    }
}
