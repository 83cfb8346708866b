package io.github.layercake.io;

import java.io.IOException;

/**
 * Turns bytes of a window into literals and matches (RFC 1951, section 4) and these into blocks.
 *
 * <p>Matching is lazy: a match is given up for a longer one that starts a byte later. Where nothing has matched for a
 * while only some positions are tried.
 */
final class Tokenizer {
    private static final int MAX_TOKENS = 1 << 14;
    /** More than one step can add: literals for a match's length at most. */
    private static final int SLACK = 512;

    private static final int MAX_BLOCK_SIZE = 1 << 17;
    /** How many earlier occurrences are looked at where data is worth it, and where it hardly is. */
    static final int THOROUGH = 16;

    static final int SHALLOW = 4;
    /** A match of this length makes the search for a longer one superficial. */
    private static final int GOOD = 8;
    /** A match of this length is taken at once. */
    private static final int EXCELLENT = 32;

    private static final int MISSES_PER_SKIP = 128;
    private static final int MAX_SKIP = 8;

    private final byte[] window;
    private final BlockWriter blocks;
    private final MatchFinder matches;
    private final int[] tokens = new int[MAX_TOKENS + SLACK];
    private int count;
    private int blockStart;
    private int misses;

    Tokenizer(byte[] window, BlockWriter blocks) {
        this.window = window;
        this.blocks = blocks;
        matches = new MatchFinder(window);
    }

    void reset() {
        matches.reset();
        count = 0;
        blockStart = 0;
    }

    /** Tells that the bytes of the window are about to move down; {@code at} has been tokenized up to. */
    void slide(int by, int at) throws IOException {
        if (blockStart < by) {
            endBlock(at);
        }
        matches.slide(by);
        blockStart -= by;
    }

    /**
     * Tokenizes from an index to {@code soft}; the last match may go on, but not beyond {@code hard}. Of each position
     * {@code depth} earlier occurrences are looked at. Returns where the last token ends.
     */
    int tokenize(int from, int soft, int hard, int depth) throws IOException {
        misses = 0;
        int at = from;
        while (at < soft) {
            if (count >= MAX_TOKENS || at - blockStart > MAX_BLOCK_SIZE) {
                endBlock(at);
            }
            at = next(at, hard, depth);
        }
        return at;
    }

    /**
     * Adds a match, with the literals before it, or literals alone. There is one place that searches: the JVM's
     * compiler would take in another one as well, for twice the time and memory.
     */
    private int next(int from, int hard, int depth) {
        int at = from;
        int best = 0;
        int searched = from;
        while (best >>> 16 < EXCELLENT) {
            int length = best >>> 16;
            searched = best == 0 ? at : at + 1;
            int most = Math.min(Symbols.MAX_MATCH, hard - searched);
            int longer = matches.find(searched, length, most, length < GOOD ? depth : depth >> 2);
            if (longer == 0) {
                break;
            }
            at = literals(at, searched);
            best = longer;
        }
        if (best == 0) {
            misses++;
            return literals(at, Math.min(at + 1 + Math.min(misses / MISSES_PER_SKIP, MAX_SKIP), hard));
        }
        misses = 0;
        tokens[count++] = best;
        int end = at + (best >>> 16);
        matches.insert(searched + 1, Math.min(end, hard - 3));
        return end;
    }

    /** Ends the block, if there is one, before an index. */
    void endBlock(int at) throws IOException {
        if (count > 0) {
            blocks.write(tokens, count, window, blockStart, at - blockStart);
            count = 0;
        }
        blockStart = at;
    }

    /** Writes bytes as they are, after whatever is pending. */
    void store(int from, int to) throws IOException {
        endBlock(from);
        blocks.store(window, from, to - from);
        blockStart = to;
    }

    private int literals(int from, int to) {
        for (int at = from; at < to; at++) {
            tokens[count++] = window[at] & 0xff;
        }
        return to;
    }
}
