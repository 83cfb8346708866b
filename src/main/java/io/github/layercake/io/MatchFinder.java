package io.github.layercake.io;

import java.util.Arrays;

/**
 * Finds earlier occurrences of the bytes at a position: hash chains over four bytes, the nearest first. Shorter matches
 * gain nothing on class files.
 *
 * <p>Positions are kept as the low 32 bits of the offset in the content. Where these come round again (4 GiB) an old
 * entry can pass for a new one; it is harmless, because bytes are compared anyway and the window always holds the last
 * 32 KiB.
 */
final class MatchFinder {
    private static final int MIN_MATCH = 4;
    private static final int DISTANCE_BITS = 15;
    private static final int MASK = (1 << DISTANCE_BITS) - 1;
    private static final int HASH_BITS = 15;
    private static final int HASH_FACTOR = 0x9E3779B1;
    /** A match of this length ends a search. */
    private static final int ENOUGH = 128;
    /** Empty table entries are 0, farther from the first position than any match may be. */
    private static final int FIRST_POSITION = 2 << DISTANCE_BITS;

    private final byte[] window;
    private final int[] latest = new int[1 << HASH_BITS];
    private final int[] previous = new int[1 << DISTANCE_BITS];
    private int shift;

    MatchFinder(byte[] window) {
        this.window = window;
    }

    /** Forgets everything. */
    void reset() {
        Arrays.fill(latest, 0);
        shift = FIRST_POSITION;
    }

    /** Tells that the bytes of the window have moved down. */
    void slide(int by) {
        shift += by;
    }

    /**
     * The longest match of more than {@code least} and at most {@code most} bytes for the bytes at an index, as
     * {@code length << 16 | distance}, or 0. Looks at {@code depth} candidates, and becomes one for later searches.
     */
    int find(int index, int least, int most, int depth) {
        if (most < MIN_MATCH) {
            return 0;
        }
        byte[] b = window;
        int position = index + shift;
        int word = LittleEndian.intAt(b, index);
        int hash = hash(word);
        int candidate = latest[hash];
        previous[position & MASK] = candidate;
        latest[hash] = position;

        int length = Math.max(least, MIN_MATCH - 1);
        int match = 0;
        int distance = position - candidate;
        for (int left = depth; left > 0 && distance - 1 >>> DISTANCE_BITS == 0 && length < most; left--) {
            int at = index - distance;
            if (b[at + length] == b[index + length] && LittleEndian.intAt(b, at) == word) {
                int n = MIN_MATCH;
                while (n < most && b[at + n] == b[index + n]) {
                    n++;
                }
                if (n > length) {
                    length = n;
                    match = n << 16 | distance;
                    if (n >= ENOUGH) {
                        break;
                    }
                }
            }
            candidate = previous[candidate & MASK];
            distance = position - candidate;
        }
        return match;
    }

    /** Remembers positions for later searches; the three bytes after the last must be known too. */
    void insert(int from, int to) {
        byte[] b = window;
        int word = from < to ? LittleEndian.intAt(b, from) : 0;
        for (int index = from; index < to; index++) {
            int position = index + shift;
            int hash = hash(word);
            previous[position & MASK] = latest[hash];
            latest[hash] = position;
            word = word >>> 8 | b[index + 4] << 24;
        }
    }

    private static int hash(int word) {
        return word * HASH_FACTOR >>> 32 - HASH_BITS;
    }
}
