package io.github.layercake.io;

import static io.github.layercake.io.Symbols.END_OF_BLOCK;
import static io.github.layercake.io.Symbols.MAX_MATCH;
import static io.github.layercake.io.Symbols.MIN_MATCH;

/**
 * A literal and a distance code as the writing loop wants them: one number, {@code bits << 5 | how many}, for each
 * literal, each match length (with the extra bits) and each distance symbol (without).
 */
final class PackedCode {
    final int[] literal = new int[257];
    final int[] matchLength = new int[MAX_MATCH + 1];
    final int[] distance = new int[Symbols.DISTANCES];

    PackedCode pack(HuffmanCode literals, HuffmanCode distances) {
        for (int symbol = 0; symbol <= END_OF_BLOCK; symbol++) {
            literal[symbol] = literals.code[symbol] << 5 | literals.length[symbol];
        }
        for (int length = MIN_MATCH; length <= MAX_MATCH; length++) {
            int symbol = Symbols.lengthSymbol(length);
            int extra = Symbols.lengthExtra(symbol);
            int bits = literals.length[symbol];
            int low = length - MIN_MATCH & (1 << extra) - 1;
            matchLength[length] = (literals.code[symbol] | low << bits) << 5 | bits + extra;
        }
        for (int symbol = 0; symbol < distance.length; symbol++) {
            distance[symbol] = distances.code[symbol] << 5 | distances.length[symbol];
        }
        return this;
    }
}
