package io.github.layercake.io;

import java.util.Arrays;

/**
 * A canonical Huffman code with lengths limited to {@code limit} (RFC 1951, section 3.2.2), for the frequencies counted
 * in {@link #frequency}. Equal frequencies are told apart by the symbol, so that the code depends on nothing else. It
 * is always complete: symbols that do not occur are added where fewer than two do, since not every reader accepts less.
 */
final class HuffmanCode {
    final int[] frequency;
    /** Length of each symbol's code in bits, 0 if it has none. */
    final byte[] length;
    /** Code of each symbol, the first bit of the code being the least significant. */
    final int[] code;

    private final int limit;
    private final int[] leaves;
    private final int[] weight;
    private final int[] parent;
    private final int[] countByLength;

    HuffmanCode(int symbols, int limit) {
        this.limit = limit;
        frequency = new int[symbols];
        length = new byte[symbols];
        code = new int[symbols];
        leaves = new int[symbols];
        weight = new int[2 * symbols];
        parent = new int[2 * symbols];
        countByLength = new int[limit + 2];
    }

    /** The code in which every symbol has the length given. */
    static HuffmanCode ofLengths(byte[] lengths, int limit) {
        HuffmanCode code = new HuffmanCode(lengths.length, limit);
        for (int symbol = 0; symbol < lengths.length; symbol++) {
            code.length[symbol] = lengths[symbol];
            code.countByLength[lengths[symbol]]++;
        }
        code.assignCodes();
        return code;
    }

    void clear() {
        Arrays.fill(frequency, 0);
    }

    /** Computes lengths and codes. */
    void build() {
        int used = sortLeaves();
        Arrays.fill(length, (byte) 0);
        Arrays.fill(countByLength, 0);
        joinLightest(used);
        countLengths(used);
        int leaf = 0;
        for (int bits = limit; bits > 0; bits--) {
            for (int n = countByLength[bits]; n > 0; n--) {
                length[leaves[leaf++] & 0x1ff] = (byte) bits;
            }
        }
        assignCodes();
    }

    /** Size in bits of everything counted here, written in a code, without the bits that follow some symbols. */
    int cost(HuffmanCode code) {
        int bits = 0;
        for (int symbol = 0; symbol < frequency.length; symbol++) {
            bits += frequency[symbol] * code.length[symbol];
        }
        return bits;
    }

    /** Number of symbols up to the last one that has a code. */
    int extent() {
        int extent = length.length;
        while (length[extent - 1] == 0) {
            extent--;
        }
        return extent;
    }

    /** The symbols that occur, as frequency and symbol in one number, the lightest first. */
    private int sortLeaves() {
        int used = 0;
        for (int symbol = 0; symbol < frequency.length; symbol++) {
            if (frequency[symbol] > 0) {
                leaves[used++] = frequency[symbol] << 9 | symbol;
            }
        }
        for (int symbol = 0; used < 2; symbol++) {
            if (frequency[symbol] == 0) {
                leaves[used++] = symbol;
            }
        }
        Arrays.sort(leaves, 0, used);
        return used;
    }

    /** Huffman's algorithm with two queues: leaves, and inner nodes, which arise in the order of their weights. */
    private void joinLightest(int used) {
        for (int i = 0; i < used; i++) {
            weight[i] = leaves[i] >>> 9;
        }
        int leaf = 0;
        int inner = used;
        for (int node = used; node < 2 * used - 1; node++) {
            int sum = 0;
            for (int child = 0; child < 2; child++) {
                boolean takeLeaf = leaf < used && (inner == node || weight[leaf] <= weight[inner]);
                int lightest = takeLeaf ? leaf++ : inner++;
                sum += weight[lightest];
                parent[lightest] = node;
            }
            weight[node] = sum;
        }
    }

    /** How many leaves get which length: their depth in the tree, then as many made longer as the limit demands. */
    private void countLengths(int used) {
        int[] depth = weight;
        int root = 2 * used - 2;
        depth[root] = 0;
        int excess = 0;
        for (int node = root - 1; node >= 0; node--) {
            depth[node] = depth[parent[node]] + 1;
            if (node < used) {
                countByLength[Math.min(depth[node], limit)]++;
            }
        }
        for (int bits = 1; bits <= limit; bits++) {
            excess += countByLength[bits] << limit - bits;
        }
        // A leaf above the limit becomes an inner node: one of its children is that leaf, the other a leaf at the
        // limit.
        for (excess -= 1 << limit; excess > 0; excess--) {
            int bits = limit - 1;
            while (countByLength[bits] == 0) {
                bits--;
            }
            countByLength[bits]--;
            countByLength[bits + 1] += 2;
            countByLength[limit]--;
        }
    }

    private void assignCodes() {
        int[] next = new int[limit + 2];
        int first = 0;
        for (int bits = 1; bits <= limit; bits++) {
            next[bits] = first;
            first = first + countByLength[bits] << 1;
        }
        for (int symbol = 0; symbol < length.length; symbol++) {
            int bits = length[symbol];
            if (bits > 0) {
                code[symbol] = Integer.reverse(next[bits]++) >>> 32 - bits;
            }
        }
    }
}
