package io.github.layercake.io;

import java.util.Arrays;

/**
 * Finds earlier occurrences of the bytes at a position: the latest one of three bytes, and chains of those that share
 * the hash of four bytes, the nearest first.
 *
 * <p>Positions are kept as the low 32 bits of the offset in the content. Where these come round again (4 GiB) an old
 * entry can pass for a new one; it is harmless, because bytes are compared anyway and the window always holds the last
 * 32 KiB.
 */
final class MatchFinder {
    private static final int MAX_DISTANCE = 1 << 15;
    private static final int MASK = MAX_DISTANCE - 1;
    private static final int HASH3_SHIFT = 32 - 14;
    private static final int HASH4_SHIFT = 32 - 15;
    private static final int FACTOR = 0x9E3779B1;
    /** A match of three bytes that is farther away costs more than literals. */
    /** Empty table entries are 0, farther from the first position than any match may be. */
    static final int FIRST_POSITION = 2 * MAX_DISTANCE;

    private final byte[] bytes;
    private final int[] latestOfThree = new int[1 << 32 - HASH3_SHIFT];
    private final int[] latest = new int[1 << 32 - HASH4_SHIFT];
    private final int[] previous = new int[MAX_DISTANCE];

    MatchFinder(byte[] window) {
        bytes = window;
    }

    void reset() {
        Arrays.fill(latestOfThree, 0);
        Arrays.fill(latest, 0);
    }

    /**
     * The longest match of more than {@code least} and at most {@code most} bytes for the bytes at an index, as
     * {@code length << 16 | distance}, or 0. The position is remembered for later searches.
     *
     * @param shift what added to an index in the window makes a position
     * @param depth how many candidates to look at
     * @param enough a length that ends the search
     */
    int find(int index, int shift, int least, int most, int depth, int enough) {
        if (most < 4) {
            return 0;
        }
        byte[] b = bytes;
        int position = index + shift;
        int word = ZipMap.intAt(b, index);
        int hash3 = (word << 8) * FACTOR >>> HASH3_SHIFT;
        int hash4 = word * FACTOR >>> HASH4_SHIFT;
        int three = position - latestOfThree[hash3];
        latestOfThree[hash3] = position;
        int candidate = latest[hash4];
        previous[position & MASK] = candidate;
        latest[hash4] = position;

        int length = least;
        int match = 0;
        if (length < 3 && three - 1 >>> 12 == 0 && (ZipMap.intAt(b, index - three) ^ word) << 8 == 0) {
            length = 3;
            match = 3 << 16 | three;
        }
        if (length < 3) {
            length = 3;
        }
        int distance = position - candidate;
        for (int left = depth; distance - 1 >>> 15 == 0 && left > 0 && length < most; left--) {
            int at = index - distance;
            if (b[at + length] == b[index + length] && ZipMap.intAt(b, at) == word) {
                int n = 4;
                while (n < most && b[at + n] == b[index + n]) {
                    n++;
                }
                if (n > length) {
                    length = n;
                    match = n << 16 | distance;
                    if (n >= enough) {
                        break;
                    }
                }
            }
            candidate = previous[candidate & MASK];
            distance = position - candidate;
        }
        return match;
    }

    /** Remembers positions for later searches. */
    void insert(int from, int to, int shift) {
        byte[] b = bytes;
        int word = from < to ? ZipMap.intAt(b, from) : 0;
        for (int index = from; index < to; index++) {
            int position = index + shift;
            latestOfThree[(word << 8) * FACTOR >>> HASH3_SHIFT] = position;
            int hash4 = word * FACTOR >>> HASH4_SHIFT;
            previous[position & MASK] = latest[hash4];
            latest[hash4] = position;
            word = word >>> 8 | b[index + 4] << 24;
        }
    }
}
