package io.github.layercake.io;

import java.util.Arrays;

/** The alphabets of deflate (RFC 1951, sections 3.2.5 and 3.2.6) and the codes that are known beforehand. */
final class Symbols {
    static final int END_OF_BLOCK = 256;
    static final int LITERALS = 286;
    static final int DISTANCES = 30;
    static final int MIN_MATCH = 3;
    static final int MAX_MATCH = 258;

    static final HuffmanCode FIXED_LITERALS;
    static final HuffmanCode FIXED_DISTANCES;

    /** The symbol of each match length, less 257. */
    private static final byte[] LENGTH_SYMBOL = new byte[MAX_MATCH + 1];

    static {
        int from = MIN_MATCH;
        for (int i = 0; i < 28; i++) {
            int to = from + (1 << lengthExtra(257 + i));
            Arrays.fill(LENGTH_SYMBOL, from, Math.min(to, MAX_MATCH), (byte) i);
            from = to;
        }
        LENGTH_SYMBOL[MAX_MATCH] = 28;

        byte[] lengths = new byte[288];
        Arrays.fill(lengths, 0, 144, (byte) 8);
        Arrays.fill(lengths, 144, 256, (byte) 9);
        Arrays.fill(lengths, 256, 280, (byte) 7);
        Arrays.fill(lengths, 280, 288, (byte) 8);
        FIXED_LITERALS = HuffmanCode.ofLengths(lengths, 9);
        byte[] fives = new byte[DISTANCES];
        Arrays.fill(fives, (byte) 5);
        FIXED_DISTANCES = HuffmanCode.ofLengths(fives, 5);
    }

    private Symbols() {}

    static int lengthSymbol(int length) {
        return 257 + LENGTH_SYMBOL[length];
    }

    /** Number of bits that follow the symbol of a length. */
    static int lengthExtra(int symbol) {
        return symbol < 265 || symbol == 285 ? 0 : (symbol - 261) >> 2;
    }

    static int distanceSymbol(int distance) {
        int d = distance - 1;
        if (d < 4) {
            return d;
        }
        int extra = 30 - Integer.numberOfLeadingZeros(d);
        return 2 * extra + (d >>> extra);
    }

    /** Number of bits that follow the symbol of a distance; they are the low bits of {@code distance - 1}. */
    static int distanceExtra(int symbol) {
        return symbol < 4 ? 0 : (symbol >> 1) - 1;
    }
}
