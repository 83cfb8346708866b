package io.github.layercake.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Encodes contents as {@linkplain Segment segments} of a gzip member.
 *
 * <p>The same content gives the same bytes on every JDK and operating system, however its stream is chunked and
 * whatever was encoded before: nothing here depends on {@code java.util.zip.Deflater}. Memory is constant. An instance
 * keeps its buffers (1 to 2 MB) and is not thread-safe; every thread has its own.
 *
 * <p>What is already deflated is not deflated again: in a content that starts like a zip file, the data of deflated
 * entries becomes stored blocks (RFC 1951, section 3.2.4), the rest of the file is deflated. Everything else is
 * deflated with lazy matching, each block being dynamic, fixed or stored, whichever is the shortest. A zip file that
 * lies about itself costs size, never correctness.
 */
public final class SegmentEncoder {
    /** Names the encoding: part of every key under which segments are kept, other if any content gives other bytes. */
    public static final String ID = "deflate-1";

    /** While more bytes may come, no token starts closer to the end of the window than this. */
    private static final int LOOKAHEAD = 1 << 10;

    private final SlidingWindow window = new SlidingWindow();
    private final BlockWriter blocks = new BlockWriter();
    private final Tokenizer tokenizer = new Tokenizer(window.bytes, blocks);
    private final OpaqueRanges opaque = new OpaqueRanges();
    private final ZipMap.Room directory = new ZipMap.Room();

    /**
     * Reads a content from its first to its last byte and writes its segment to {@code out}. A zip file's central
     * directory is looked up through a second stream first.
     *
     * @param plain is given every byte that is read, in order, in order to digest it
     * @return what was read and written; {@code plainSize} may differ from {@link Content#size()} if the content does
     */
    public Segment encode(Content content, OutputStream plain, OutputStream out) throws IOException {
        window.reset();
        blocks.reset(out);
        tokenizer.reset();
        try (InputStream in = content.open()) {
            boolean more = window.fill(in, plain);
            opaque.reset(OpaqueRanges.startsLikeZip(window) ? ZipMap.of(content, directory) : ZipMap.EMPTY);
            int at = encodeWindow(0, more);
            while (more) {
                int by = Math.max(0, at - SlidingWindow.HISTORY);
                tokenizer.slide(by, at);
                window.slide(by);
                more = window.fill(in, plain);
                at = encodeWindow(at - by, more);
            }
            tokenizer.endBlock(at);
        }
        return new Segment(window.offset() + window.end(), blocks.flush(), window.crc32());
    }

    private int encodeWindow(int from, boolean more) throws IOException {
        int end = window.end();
        int soft = more ? end - LOOKAHEAD : end;
        int at = from;
        while (at < soft) {
            long here = window.offset() + at;
            opaque.advance(window, here);
            if (opaque.contain(here)) {
                int to = (int) Math.min(opaque.end() - window.offset(), end);
                tokenizer.store(at, to);
                at = to;
            } else {
                int hard = (int) Math.min(opaque.nextStart(here) - window.offset(), end);
                int depth = opaque.amongHeaders(here) ? Tokenizer.SHALLOW : Tokenizer.THOROUGH;
                at = tokenizer.tokenize(at, Math.min(soft, hard), hard, depth);
            }
        }
        return at;
    }
}
