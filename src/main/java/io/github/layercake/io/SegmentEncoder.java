package io.github.layercake.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.CRC32;

/** TODO */
public final class SegmentEncoder {
    public static final String ID = "deflate-1";

    private static final int WINDOW = 1 << 15;
    private static final int CAPACITY = Integer.getInteger("cap", 1 << 18);
    /** While more may come, no match is sought closer to the end of what has been read than this. */
    private static final int LOOKAHEAD = 1 << 10;

    private static final int MAX_TOKENS = Integer.getInteger("tok", 1 << 14);
    private static final int MIN_OPAQUE = Integer.getInteger("opaque", 100);

    private final byte[] window = new byte[CAPACITY + 8];
    private final MatchFinder finder = new MatchFinder(window);
    private final BlockWriter blocks = new BlockWriter();
    private final CRC32 crc = new CRC32();
    private final int[] tokens = new int[MAX_TOKENS + 512];

    /** Offset in the content of the first byte in the window. */
    private long base;

    private int end;
    private boolean complete;
    private int at;
    private int blockStart;
    private int tokenCount;

    private ZipMap map = ZipMap.EMPTY;
    private int entry;
    private long opaqueStart, opaqueEnd;

    public Segment encode(Content content, OutputStream plain, OutputStream out) throws IOException {
        blocks.reset(out);
        finder.reset();
        crc.reset();
        base = 0;
        end = 0;
        at = 0;
        complete = false;
        blockStart = 0;
        tokenCount = 0;
        map = ZipMap.EMPTY;
        entry = 0;
        opaqueStart = opaqueEnd = 0;
        try (InputStream in = content.open()) {
            fill(in, plain);
            if (end >= 4 && ZipMap.intAt(window, 0) == ZipMap.LOCAL_HEADER) {
                map = ZipMap.of(content);
            }
            encodeWindow();
            while (!complete) {
                slide();
                fill(in, plain);
                encodeWindow();
            }
        }
        flushTokens();
        return new Segment(base + end, blocks.flush(), (int) crc.getValue());
    }

    private void fill(InputStream in, OutputStream plain) throws IOException {
        int n = in.readNBytes(window, end, CAPACITY - end);
        complete = n < CAPACITY - end;
        crc.update(window, end, n);
        plain.write(window, end, n);
        end += n;
    }

    private void slide() throws IOException {
        int keep = Math.max(0, at - WINDOW);
        if (blockStart < keep) {
            flushTokens();
        }
        System.arraycopy(window, keep, window, 0, end - keep);
        base += keep;
        at -= keep;
        end -= keep;
        blockStart -= keep;
    }

    private void encodeWindow() throws IOException {
        int soft = complete ? end : end - LOOKAHEAD;
        while (at < soft) {
            nextOpaque();
            long here = base + at;
            if (here >= opaqueStart && here < opaqueEnd) {
                int n = (int) Math.min(opaqueEnd - here, end - at);
                flushTokens();
                blocks.store(window, at, n);
                at += n;
                blockStart = at;
            } else if (opaqueStart > here) {
                int hard = (int) Math.min(opaqueStart - base, end);
                tokenize(Math.min(hard, soft), hard);
            } else {
                tokenize(soft, end);
            }
        }
    }

    private void nextOpaque() {
        long here = base + at;
        while (here >= opaqueEnd && entry < map.count()) {
            long header = map.header(entry) - base;
            if (header > end - ZipMap.LOCAL_HEADER_SIZE) {
                return;
            }
            if (header >= 0 && ZipMap.intAt(window, (int) header) == ZipMap.LOCAL_HEADER) {
                int lengths = ZipMap.intAt(window, (int) header + 26);
                long start = header + base + ZipMap.LOCAL_HEADER_SIZE + (lengths & 0xffff) + (lengths >>> 16);
                long limit = Math.min(start + map.size(entry), map.limit(entry));
                if (start >= here && limit - start >= MIN_OPAQUE) {
                    opaqueStart = start;
                    opaqueEnd = limit;
                }
            }
            entry++;
        }
    }

    private void flushTokens() throws IOException {
        if (tokenCount > 0) {
            blocks.write(tokens, tokenCount, window, blockStart, at - blockStart);
            tokenCount = 0;
        }
        blockStart = at;
    }

    static final int DEPTHZ = Integer.getInteger("depthz", 8);
    static final int GOOD = Integer.getInteger("good", 8);
    static final int DEPTH = Integer.getInteger("depth", 16);
    static final int NICE = Integer.getInteger("nice", 128);
    static final int LAZY = Integer.getInteger("lazy", 32);
    static final int LAZYZ = Integer.getInteger("lazyz", 16);

    /** */
    private void tokenize(int soft, int hard) throws IOException {
        boolean zip = map != ZipMap.EMPTY;
        int depth = zip ? DEPTHZ : DEPTH, lazy = zip ? LAZYZ : LAZY;
        int shift = (int) base + MatchFinder.FIRST_POSITION;
        int p = at;
        int misses = 0;
        while (p < soft) {
            if (tokenCount >= MAX_TOKENS || p - blockStart > 1 << 17) {
                at = p;
                flushTokens();
            }
            int match = finder.find(p, shift, 2, Math.min(258, hard - p), depth, NICE);
            if (match == 0) {
                tokens[tokenCount++] = window[p++] & 0xff;
                int skip = Math.min(Math.min(++misses >> 7, 8), hard - p);
                for (; skip > 0; skip--) {
                    tokens[tokenCount++] = window[p++] & 0xff;
                }
                continue;
            }
            misses = 0;
            int start = p;
            while (match >>> 16 < lazy) {
                int next = finder.find(
                        p + 1,
                        shift,
                        match >>> 16,
                        Math.min(258, hard - p - 1),
                        match >>> 16 >= GOOD ? depth >> 2 : depth,
                        NICE);
                if (next == 0) {
                    start++;
                    break;
                }
                tokens[tokenCount++] = window[p++] & 0xff;
                start++;
                match = next;
            }
            tokens[tokenCount++] = match;
            int to = p + (match >>> 16);
            finder.insert(start + 1, Math.min(to, hard - 3), shift);
            p = to;
        }
        at = p;
    }
}
