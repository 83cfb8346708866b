package io.github.layercake.store;

import java.time.Instant;

/**
 * What a part of the store takes.
 *
 * @param count of files
 * @param size in bytes
 * @param lastUse of any of them, to the day
 */
public record StoreUsage(long count, long size, Instant lastUse) {

    static StoreUsage of(StoreItem item) {
        return new StoreUsage(1, item.size(), Instant.ofEpochMilli(item.lastUse()));
    }

    StoreUsage plus(StoreUsage other) {
        return new StoreUsage(
                count + other.count, size + other.size, lastUse.isAfter(other.lastUse) ? lastUse : other.lastUse);
    }
}
