package io.github.layercake.io;

import java.io.IOException;

/** What a dynamic block says about its codes before using them (RFC 1951, section 3.2.7). */
final class CodeDescription {
    private static final int REPEAT = 16;
    private static final int FEW_ZEROS = 17;
    private static final int MANY_ZEROS = 18;
    private static final byte[] ORDER = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};

    private final HuffmanCode code = new HuffmanCode(19, 7);
    private final byte[] lengths = new byte[Symbols.LITERALS + Symbols.DISTANCES];
    /** {@code extra bits << 5 | symbol}. */
    private final int[] runs = new int[lengths.length];

    private int literals;
    private int distances;
    private int runCount;
    private int codeLengths;

    void describe(HuffmanCode literalCode, HuffmanCode distanceCode) {
        literals = literalCode.extent();
        distances = distanceCode.extent();
        System.arraycopy(literalCode.length, 0, lengths, 0, literals);
        System.arraycopy(distanceCode.length, 0, lengths, literals, distances);
        code.clear();
        runCount = 0;
        // By itself, as the compiler would take in all that comes after a loop.
        findRuns(literals + distances);
        code.build();
        codeLengths = ORDER.length;
        while (code.length[ORDER[codeLengths - 1]] == 0) {
            codeLengths--;
        }
    }

    /** Size in bits. */
    int cost() {
        int extra = 2 * code.frequency[REPEAT] + 3 * code.frequency[FEW_ZEROS] + 7 * code.frequency[MANY_ZEROS];
        return 14 + 3 * codeLengths + code.cost(code) + extra;
    }

    void write(BitWriter out) throws IOException {
        out.put(literals - 257, 5);
        out.put(distances - 1, 5);
        out.put(codeLengths - 4, 4);
        for (int i = 0; i < codeLengths; i++) {
            out.put(code.length[ORDER[i]], 3);
        }
        for (int i = 0; i < runCount; i++) {
            int symbol = runs[i] & 31;
            out.put(code.code[symbol], code.length[symbol]);
            if (symbol >= REPEAT) {
                out.put(runs[i] >> 5, symbol == REPEAT ? 2 : symbol == FEW_ZEROS ? 3 : 7);
            }
        }
    }

    private void findRuns(int total) {
        for (int i = 0; i < total; ) {
            int length = lengths[i];
            int end = i + 1;
            while (end < total && lengths[end] == length) {
                end++;
            }
            if (length == 0) {
                zeros(end - i);
            } else {
                add(length, 0);
                repeats(length, end - i - 1);
            }
            i = end;
        }
    }

    private void zeros(int count) {
        int left = count;
        for (; left >= 11; left -= Math.min(left, 138)) {
            add(MANY_ZEROS, Math.min(left, 138) - 11);
        }
        if (left >= 3) {
            add(FEW_ZEROS, left - 3);
            left = 0;
        }
        for (; left > 0; left--) {
            add(0, 0);
        }
    }

    private void repeats(int length, int count) {
        int left = count;
        for (; left >= 3; left -= Math.min(left, 6)) {
            add(REPEAT, Math.min(left, 6) - 3);
        }
        for (; left > 0; left--) {
            add(length, 0);
        }
    }

    private void add(int symbol, int extra) {
        code.frequency[symbol]++;
        runs[runCount++] = extra << 5 | symbol;
    }
}
