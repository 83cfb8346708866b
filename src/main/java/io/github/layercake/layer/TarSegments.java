package io.github.layercake.layer;

import io.github.layercake.io.Content;
import io.github.layercake.io.TarEntry;
import io.github.layercake.io.TarHeader;
import io.github.layercake.plan.LayerEntry;
import io.github.layercake.plan.LayerPlan;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Cuts the tar stream of a layer into segments: the content of a large file is one, and the headers, padding and small
 * files between two large ones are another ("glue"), which ends early at the boundary of a directory once it is large.
 *
 * <p>Where the cuts are depends on the layer's entries alone. They are part of what makes its bytes.
 */
final class TarSegments {
    /** A file of this many bytes is a segment of its own. */
    private static final int LARGE_FILE = 64 << 10;

    /** Glue of this many bytes ends where the next directory begins. */
    private static final int LARGE_GLUE = 256 << 10;

    /** Takes the segments in their order. */
    @FunctionalInterface
    interface Sink {
        /**
         * Takes the next one.
         *
         * @param content plain bytes of the tar stream
         * @param size how many there should be
         * @return how many there were
         */
        long accept(Content content, long size) throws IOException;
    }

    private final Sink sink;
    private final ByteArrayOutputStream glue = new ByteArrayOutputStream();
    private String directory = "";

    private TarSegments(Sink sink) {
        this.sink = sink;
    }

    /**
     * Gives the tar stream of {@code plan} to {@code sink}.
     *
     * @throws IOException if a file has another size than when it was planned
     */
    static void of(LayerPlan plan, Sink sink) throws IOException {
        TarSegments segments = new TarSegments(sink);
        for (LayerEntry entry : plan.entries()) {
            segments.add(entry);
        }
        segments.glue.write(new byte[TarHeader.END]);
        segments.flush();
    }

    private void add(LayerEntry entry) throws IOException {
        TarEntry tar = entry.tar();
        String parent = tar.path().substring(0, Math.max(0, tar.path().lastIndexOf('/')));
        if (glue.size() >= LARGE_GLUE && !parent.equals(directory)) {
            flush();
        }
        directory = parent;
        glue.write(TarHeader.bytes(tar));
        if (tar.size() >= LARGE_FILE) {
            flush();
            requireSize(tar, sink.accept(entry.content(), tar.size()));
        } else if (tar.type() == TarEntry.Type.FILE) {
            requireSize(tar, copy(entry.content(), (int) tar.size()));
        }
        glue.write(new byte[TarEntry.padding(tar.size())]);
    }

    /** Reads one byte more than there should be, and never many more: the file may be growing. */
    private long copy(Content content, int size) throws IOException {
        try (InputStream in = content.open()) {
            byte[] bytes = in.readNBytes(size + 1);
            glue.write(bytes);
            return bytes.length;
        }
    }

    private void flush() throws IOException {
        if (glue.size() > 0) {
            byte[] bytes = glue.toByteArray();
            glue.reset();
            sink.accept(Content.of(bytes), bytes.length);
        }
    }

    private static void requireSize(TarEntry entry, long read) throws IOException {
        if (read != entry.size()) {
            throw new IOException("A file changed while it was read: '/" + entry.path() + "' in the image had "
                    + entry.size() + " bytes, then " + read + ". Build again when nothing writes to it.");
        }
    }
}
