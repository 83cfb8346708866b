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
        if (!free.isEmpty()) {
            // It is too small, and another one of that size would be one too many.
            free.remove(free.size() - 1);
        }
        return new byte[Math.addExact(size, UNIT - 1) / UNIT * UNIT];
    }

    synchronized void give(byte[] buffer) {
        if (free.size() < MOST) {
            free.add(buffer);
        }
    }
}
