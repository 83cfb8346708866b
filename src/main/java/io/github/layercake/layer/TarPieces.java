package io.github.layercake.layer;

import io.github.layercake.io.Content;
import io.github.layercake.io.Digest;
import io.github.layercake.io.TarEntry;
import io.github.layercake.io.TarHeader;
import io.github.layercake.plan.LayerEntry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts the tar stream of a layer into pieces, each of which becomes a segment: the content of a large file is one, and
 * the headers, padding and small files between two large ones are another ("glue"), which ends early once it is large:
 * at the boundary of a directory, or at a file whose name says so, so that a file more or less moves no other cut.
 *
 * <p>Where the cuts are depends on the layer's entries alone. They are part of what makes its bytes.
 */
final class TarPieces {
    /** A file of this many bytes is a piece of its own. */
    private static final int LARGE_FILE = 64 << 10;

    /** Glue of this many bytes ends where the next directory begins, or at one of 32 names. */
    private static final int LARGE_GLUE = 256 << 10;

    /** Glue of this many bytes ends whatever comes next: it is made in memory. */
    private static final int LARGEST_GLUE = 4 << 20;

    /** A piece of a tar stream. */
    sealed interface Piece permits LargeFile, Glue {

        /** How many bytes it has. */
        long size();

        /** Decides all of them: the digest of a file, or of all that is said of what is in glue. */
        Digest identity();

        /**
         * Reads it whole into the beginning of {@code buffer}.
         *
         * @throws IOException if a file is not what was hashed
         */
        void readInto(byte[] buffer) throws IOException;
    }

    /**
     * The content of one large file.
     *
     * @param entry the file
     * @param digest of its content
     */
    record LargeFile(LayerEntry entry, Digest digest) implements Piece {
        @Override
        public long size() {
            return entry.tar().size();
        }

        @Override
        public Digest identity() {
            return digest;
        }

        @Override
        public void readInto(byte[] buffer) throws IOException {
            read(entry, digest, buffer, 0);
        }
    }

    /**
     * What is between large files.
     *
     * @param parts ready bytes, and small files
     * @param size of all together
     * @param identity digest of all that is said of them: tar headers, digests of the files, numbers of zeros
     */
    record Glue(List<Part> parts, long size, Digest identity) implements Piece, Content {

        @Override
        public InputStream open() throws IOException {
            return new ByteArrayInputStream(readAll());
        }

        /** Reads the small files and makes the bytes. */
        @Override
        public byte[] readAll() throws IOException {
            byte[] bytes = new byte[Math.toIntExact(size)];
            readInto(bytes);
            return bytes;
        }

        @Override
        public void readInto(byte[] buffer) throws IOException {
            int at = 0;
            for (Part part : parts) {
                at = part.readInto(buffer, at);
            }
        }
    }

    /** A part of glue. */
    @FunctionalInterface
    interface Part {
        /** Puts it into {@code buffer} from {@code at} on, and returns where it ends. */
        int readInto(byte[] buffer, int at) throws IOException;
    }

    private final List<Piece> pieces = new ArrayList<>();
    private List<Part> glue = new ArrayList<>();
    /** Decides where glue ends, so it counts one block for each header, whatever its size. */
    private long glueSize;

    private long glueBytes;
    private final StringBuilder glueFacts = new StringBuilder();
    private String directory = "";

    private TarPieces() {
        glueFacts.append(TarHeader.FORMAT);
    }

    /** The pieces of the tar stream of {@code layer}, in their order. */
    static List<Piece> of(HashedPlan layer) throws IOException {
        TarPieces pieces = new TarPieces();
        List<LayerEntry> entries = layer.plan().entries();
        for (int i = 0; i < entries.size(); i++) {
            pieces.add(entries.get(i), layer.digests().get(i), layer.facts().get(i));
        }
        pieces.addZeros(TarHeader.END);
        pieces.flush();
        return pieces.pieces;
    }

    private void add(LayerEntry entry, Digest digest, String facts) throws IOException {
        TarEntry tar = entry.tar();
        String parent = tar.path().substring(0, Math.max(0, tar.path().lastIndexOf('/')));
        if (glueSize >= LARGE_GLUE && (!parent.equals(directory) || isCut(tar.path()) || glueSize >= LARGEST_GLUE)) {
            flush();
        }
        directory = parent;
        addGlue(TarHeader.BLOCK, (buffer, at) -> {
            byte[] header = TarHeader.bytes(tar);
            System.arraycopy(header, 0, buffer, at, header.length);
            return at + header.length;
        });
        glueBytes += TarHeader.size(tar) - TarHeader.BLOCK;
        addFact("header", tar.path());
        addFact("", facts);
        if (tar.size() >= LARGE_FILE) {
            flush();
            pieces.add(new LargeFile(entry, digest));
        } else if (tar.type() == TarEntry.Type.FILE) {
            addFact("content", digest.toString());
            addGlue(tar.size(), (buffer, at) -> read(entry, digest, buffer, at));
        }
        int padding = TarEntry.padding(tar.size());
        if (padding > 0) {
            addZeros(padding);
        }
    }

    /** One of 32 names, however alike they are. */
    private static boolean isCut(String path) {
        return path.hashCode() * 0x9E3779B1 >>> 27 == 0;
    }

    private void addZeros(int size) {
        addFact("zeros", Integer.toString(size));
        addGlue(size, (buffer, at) -> {
            Arrays.fill(buffer, at, at + size, (byte) 0);
            return at + size;
        });
    }

    /** What a fact is about ends at the number of its characters, and they tell where the next one begins. */
    private void addFact(String about, String fact) {
        glueFacts.append(about).append(fact.length()).append(' ').append(fact);
    }

    private void addGlue(long size, Part part) {
        glue.add(part);
        glueSize += size;
        glueBytes += size;
    }

    private void flush() {
        // Without the size: the facts decide that, too.
        Digest facts = Digest.of(glueFacts.toString().getBytes(StandardCharsets.UTF_8));
        // Twice, as a file could hold these facts: nothing that is hashed at last is as long as a large file.
        pieces.add(new Glue(glue, glueBytes, Digest.of(facts.toString().getBytes(StandardCharsets.UTF_8))));
        glueFacts.setLength(TarHeader.FORMAT.length());
        glue = new ArrayList<>();
        glueSize = 0;
        glueBytes = 0;
    }

    /** Reads a file whole into a buffer, and makes sure that it is the one that was hashed. Returns where it ends. */
    private static int read(LayerEntry entry, Digest digest, byte[] buffer, int at) throws IOException {
        int size = (int) entry.tar().size();
        if (!entry.content().readExactly(buffer, at, size) || !digest.isOf(buffer, at, size)) {
            throw changed(entry.tar());
        }
        return at + size;
    }

    static IOException changed(TarEntry entry) {
        return new IOException("a file changed while it was read, '/" + entry.path() + "' in the image, which had "
                + entry.size() + " bytes; build again when nothing writes to it");
    }
}
