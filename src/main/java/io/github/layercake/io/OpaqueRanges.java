package io.github.layercake.io;

/**
 * Walks along a {@link ZipMap} with the window and believes only what the bytes confirm: where the map has an entry
 * there must be a local header (PKWARE APPNOTE, section 4.3.7), behind which the data lies, up to the next header.
 */
final class OpaqueRanges {
    /** Ending a block and starting another costs more than shorter data could gain. */
    private static final int MIN_SIZE = 100;

    private static final int LOCAL_HEADER = 0x04034b50;
    private static final int LOCAL_HEADER_SIZE = 30;
    /** {@code #!} */
    private static final int SCRIPT = 0x2123;

    private ZipMap map = ZipMap.EMPTY;
    private int entry;
    private long start;
    private long end;

    void reset(ZipMap map) {
        this.map = map;
        entry = 0;
        start = 0;
        end = 0;
    }

    /** A zip file, or a script in front of one, as executable jars have it. */
    static boolean startsLikeZip(SlidingWindow window) {
        byte[] b = window.bytes;
        return window.end() >= LOCAL_HEADER_SIZE
                && (LittleEndian.intAt(b, 0) == LOCAL_HEADER || LittleEndian.shortAt(b, 0) == SCRIPT);
    }

    /** Finds the next range, unless the current one goes on or the next header is not in the window yet. */
    void advance(SlidingWindow window, long here) {
        while (here >= end && entry < map.count()) {
            long header = map.header(entry) - window.offset();
            if (header > window.end() - LOCAL_HEADER_SIZE) {
                return;
            }
            if (header >= 0 && LittleEndian.intAt(window.bytes, (int) header) == LOCAL_HEADER) {
                int nameSize = LittleEndian.shortAt(window.bytes, (int) header + 26);
                int extraSize = LittleEndian.shortAt(window.bytes, (int) header + 28);
                long from = map.header(entry) + LOCAL_HEADER_SIZE + nameSize + extraSize;
                long to = Math.min(from + map.size(entry), map.limit(entry));
                if (from >= here && to - from >= MIN_SIZE) {
                    start = from;
                    end = to;
                }
            }
            entry++;
        }
    }

    /** Whether data goes on here that is not worth deflating. */
    boolean contain(long here) {
        return here >= start && here < end;
    }

    /** Where the current range ends. */
    long end() {
        return end;
    }

    /** Where the next range starts as far as is known. */
    long nextStart(long here) {
        return start > here ? start : Long.MAX_VALUE;
    }

    /** Whether only headers lie between here and the next range, or the central directory is reached. */
    boolean amongHeaders(long here) {
        return map.count() > 0 && (here >= map.end() || start - here > 0 && start - here < 1 << 12);
    }
}
