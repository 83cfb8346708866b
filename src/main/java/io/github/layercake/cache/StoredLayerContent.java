package io.github.layercake.cache;

import io.github.layercake.io.Content;
import io.github.layercake.store.DamagedStoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.util.function.Supplier;

/**
 * The bytes of a layer whose segments are in the store. Where one is missing, because it was pruned or deleted, that is
 * the same as a damaged one.
 *
 * @param content the segments, verified
 * @param missing makes the exception
 */
record StoredLayerContent(Content content, Supplier<DamagedStoreException> missing) implements Content {

    @Override
    public long size() throws IOException {
        return content.size();
    }

    @Override
    public long writeTo(OutputStream out) throws IOException {
        try {
            return content.writeTo(out);
        } catch (NoSuchFileException e) {
            throw missing.get();
        }
    }

    @Override
    public InputStream open() throws IOException {
        try {
            return content.open();
        } catch (NoSuchFileException e) {
            throw missing.get();
        }
    }
}
