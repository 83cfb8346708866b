package io.github.layercake.io;

/**
 * A literal and a distance code as the writing loop wants them: one number, {@code bits << 5 | how many}, for each
 * symbol.
 */
final class PackedCode {
    final int[] literal = new int[Symbols.LITERALS];
    final int[] distance = new int[Symbols.DISTANCES];

    PackedCode pack(HuffmanCode literals, HuffmanCode distances) {
        pack(literals, literal);
        pack(distances, distance);
        return this;
    }

    private static void pack(HuffmanCode code, int[] packed) {
        for (int symbol = 0; symbol < packed.length; symbol++) {
            packed[symbol] = code.code[symbol] << 5 | code.length[symbol];
        }
    }
}
