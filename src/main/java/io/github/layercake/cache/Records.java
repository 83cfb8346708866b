package io.github.layercake.cache;

import io.github.layercake.io.ImageException;
import io.github.layercake.store.Store;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Function;

/** Decodes records; one that was sound but has another shape counts as missing. */
final class Records {
    private Records() {}

    static <T> Optional<T> decode(Store.Lookup lookup, Function<ByteBuffer, T> reader) {
        return lookup.payload().flatMap(payload -> decode(payload, reader));
    }

    static <T> Optional<T> decode(ByteBuffer payload, Function<ByteBuffer, T> reader) {
        try {
            return Optional.of(reader.apply(payload));
        } catch (BufferUnderflowException | IllegalArgumentException | ArithmeticException | ImageException e) {
            return Optional.empty();
        }
    }
}
