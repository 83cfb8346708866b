package io.github.layercake.layer;

import java.util.ArrayList;
import java.util.List;

/**
 * Byte arrays that are used again: a layer of tens of megabytes would otherwise leave twice as many behind, and a heap
 * grows before it is cleaned. Thread-safe.
 */
final class Buffers {
    /** Arrays are a multiple of this long, so that one fits the next content as well. */
    private static final int UNIT = 1 << 16;

    /** From here on they are powers of two: contents that grow by and by would each want an array of its own. */
    private static final int LARGE = 1 << 20;

    /** Powers of two end here. */
    private static final int LARGEST_UNIT = 8 << 20;

    /** As many as can be in use at once; more would only be kept for nothing. */
    private static final int MOST = 16;

    private final List<byte[]> free = new ArrayList<>();

    /** An array of at least {@code size} bytes, whatever is in it: the smallest that is free. */
    synchronized byte[] take(int size) {
        int best = -1;
        for (int i = 0; i < free.size(); i++) {
            int length = free.get(i).length;
            if (length >= size && (best < 0 || length < free.get(best).length)) {
                best = i;
            }
        }
        if (best >= 0) {
            return free.remove(best);
        }
        int unit = size < LARGE ? UNIT : Math.min(Integer.highestOneBit(size), LARGEST_UNIT);
        return new byte[Math.addExact(size, unit - 1) / unit * unit];
    }

    synchronized void give(byte[] buffer) {
        if (free.size() < MOST) {
            free.add(buffer);
        }
    }
}
