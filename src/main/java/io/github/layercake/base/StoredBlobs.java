package io.github.layercake.base;

import io.github.layercake.io.Content;
import io.github.layercake.io.Digest;
import io.github.layercake.registry.BlobStore;
import io.github.layercake.store.BlobFile;
import io.github.layercake.store.Kind;
import io.github.layercake.store.Store;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What was fetched from registries, in the user's store.
 *
 * @param store where it is
 */
public record StoredBlobs(Store store) implements BlobStore {

    /** The blobs of a store; without one, nothing is kept. */
    public static BlobStore of(Optional<Store> store) {
        return store.<BlobStore>map(StoredBlobs::new).orElse(NONE);
    }

    @Override
    public Optional<Content> find(Digest digest) {
        return BlobFile.of(store, digest).find();
    }

    @Override
    public Optional<Content> keep(Digest digest, Content source) throws IOException {
        return BlobFile.of(store, digest).keep(source);
    }

    @Override
    public Optional<String> recall(String key) {
        Digest place = place(key);
        Optional<String> value = store.read(Kind.REGISTRY_NOTE, place)
                .payload()
                .map(payload -> StandardCharsets.UTF_8.decode(payload).toString());
        if (value.isPresent()) {
            store.touch(Kind.REGISTRY_NOTE, place);
        }
        return value;
    }

    @Override
    public void note(String key, String value) {
        store.write(Kind.REGISTRY_NOTE, place(key), ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)));
    }

    private static Digest place(String key) {
        return Digest.of(key.getBytes(StandardCharsets.UTF_8));
    }
}
