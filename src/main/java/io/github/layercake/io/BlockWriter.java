package io.github.layercake.io;

import static io.github.layercake.io.Symbols.END_OF_BLOCK;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes deflate blocks (RFC 1951, section 3.2.3): tokens in whichever kind of block is the shortest, or plain bytes as
 * they are.
 *
 * <p>A token is a literal, 0 to 255, or a match, {@code length << 16 | distance}.
 */
final class BlockWriter {
    private static final int STORED = 0;
    private static final int FIXED = 1;
    private static final int DYNAMIC = 2;
    private static final int MAX_STORED = 0xffff;
    /** So few tokens hardly ever pay for the description of a code of their own. */
    private static final int FEW = 128;

    private final BitWriter bits = new BitWriter();
    private final HuffmanCode literals = new HuffmanCode(Symbols.LITERALS, 15);
    private final HuffmanCode distances = new HuffmanCode(Symbols.DISTANCES, 15);
    private final CodeDescription description = new CodeDescription();
    private final PackedCode fixed = new PackedCode().pack(Symbols.FIXED_LITERALS, Symbols.FIXED_DISTANCES);
    private final PackedCode dynamic = new PackedCode();

    void reset(OutputStream out) {
        bits.reset(out);
    }

    /** Writes tokens, which stand for {@code size} plain bytes at {@code from}. */
    void write(int[] tokens, int count, byte[] plain, int from, int size) throws IOException {
        int storedCost = 8 * size + 32 * (1 + size / MAX_STORED);
        if (count < FEW) {
            if (fixedCost(tokens, count) <= storedCost) {
                writeFixed(tokens, count);
            } else {
                store(plain, from, size);
            }
            return;
        }
        count(tokens, count);
        literals.build();
        distances.build();
        description.describe(literals, distances);
        int extra = extraBits();
        int dynamicCost = extra + literals.cost(literals) + distances.cost(distances) + description.cost();
        int fixedCost = extra + literals.cost(Symbols.FIXED_LITERALS) + distances.cost(Symbols.FIXED_DISTANCES);
        if (storedCost < Math.min(dynamicCost, fixedCost)) {
            store(plain, from, size);
        } else if (fixedCost <= dynamicCost) {
            writeFixed(tokens, count);
        } else {
            bits.put(DYNAMIC << 1, 3);
            description.write(bits);
            writeTokens(tokens, count, dynamic.pack(literals, distances));
        }
    }

    /** Writes plain bytes as they are. */
    void store(byte[] plain, int from, int size) throws IOException {
        for (int done = 0; done < size; ) {
            int n = Math.min(size - done, MAX_STORED);
            writeStored(plain, from + done, n);
            done += n;
        }
    }

    /** Ends on a byte boundary with an empty stored block and says how many bytes were written in all. */
    long flush() throws IOException {
        writeStored(new byte[0], 0, 0);
        return bits.drain();
    }

    private void writeStored(byte[] plain, int from, int size) throws IOException {
        bits.put(STORED << 1, 3);
        bits.putAligned(size | ~size << 16);
        bits.write(plain, from, size);
    }

    private void writeFixed(int[] tokens, int count) throws IOException {
        bits.put(FIXED << 1, 3);
        writeTokens(tokens, count, fixed);
    }

    private void writeTokens(int[] tokens, int count, PackedCode code) throws IOException {
        int[] literal = code.literal;
        for (int i = 0; i < count; i++) {
            int token = tokens[i];
            if (token < 256) {
                int packed = literal[token];
                bits.put(packed >>> 5, packed & 31);
            } else {
                int length = token >>> 16;
                int symbol = Symbols.lengthSymbol(length);
                putWith(literal[symbol], length - Symbols.MIN_MATCH, Symbols.lengthExtra(symbol));
                int distance = token & 0xffff;
                symbol = Symbols.distanceSymbol(distance);
                putWith(code.distance[symbol], distance - 1, Symbols.distanceExtra(symbol));
            }
        }
        int packed = literal[END_OF_BLOCK];
        bits.put(packed >>> 5, packed & 31);
    }

    /** The bits of a symbol, and the lowest of a number behind them. */
    private void putWith(int packed, int number, int extra) throws IOException {
        int low = number & (1 << extra) - 1;
        bits.put(packed >>> 5 | low << (packed & 31), (packed & 31) + extra);
    }

    private void count(int[] tokens, int count) {
        literals.clear();
        distances.clear();
        int[] literalFrequency = literals.frequency;
        int[] distanceFrequency = distances.frequency;
        for (int i = 0; i < count; i++) {
            int token = tokens[i];
            if (token < 256) {
                literalFrequency[token]++;
            } else {
                literalFrequency[Symbols.lengthSymbol(token >>> 16)]++;
                distanceFrequency[Symbols.distanceSymbol(token & 0xffff)]++;
            }
        }
        literalFrequency[END_OF_BLOCK] = 1;
    }

    private int extraBits() {
        int extra = 0;
        for (int symbol = END_OF_BLOCK + 1; symbol < Symbols.LITERALS; symbol++) {
            extra += literals.frequency[symbol] * Symbols.lengthExtra(symbol);
        }
        for (int symbol = 0; symbol < Symbols.DISTANCES; symbol++) {
            extra += distances.frequency[symbol] * Symbols.distanceExtra(symbol);
        }
        return extra;
    }

    private int fixedCost(int[] tokens, int count) {
        int cost = fixed.literal[END_OF_BLOCK] & 31;
        for (int i = 0; i < count; i++) {
            int token = tokens[i];
            if (token < 256) {
                cost += fixed.literal[token] & 31;
            } else {
                int symbol = Symbols.lengthSymbol(token >>> 16);
                cost += (fixed.literal[symbol] & 31) + Symbols.lengthExtra(symbol);
                symbol = Symbols.distanceSymbol(token & 0xffff);
                cost += (fixed.distance[symbol] & 31) + Symbols.distanceExtra(symbol);
            }
        }
        return cost;
    }
}
