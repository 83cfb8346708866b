package io.github.layercake.registry;

import io.github.layercake.io.Content;
import io.github.layercake.io.Digest;
import java.io.IOException;
import java.util.Optional;

/** What was fetched before, and what is known of registries: kept between builds. */
public interface BlobStore {
    /** Keeps nothing. */
    BlobStore NONE = new BlobStore() {
        @Override
        public Optional<Content> find(Digest digest) {
            return Optional.empty();
        }

        @Override
        public Optional<Content> keep(Digest digest, Content source) {
            return Optional.empty();
        }

        @Override
        public Optional<String> recall(String key) {
            return Optional.empty();
        }

        @Override
        public void note(String key, String value) {}
    };

    /** What {@code store} has, where nothing is written. */
    static BlobStore reading(BlobStore store) {
        return new BlobStore() {
            @Override
            public Optional<Content> find(Digest digest) {
                return store.find(digest);
            }

            @Override
            public Optional<Content> keep(Digest digest, Content source) {
                return Optional.empty();
            }

            @Override
            public Optional<String> recall(String key) {
                return store.recall(key);
            }

            @Override
            public void note(String key, String value) {}
        };
    }

    /** A blob that was kept; verified whenever it is read. */
    Optional<Content> find(Digest digest);

    /**
     * Keeps a blob, unless somebody else has done so meanwhile: only one of all threads and processes reads the source.
     *
     * @param source reading it fails if it is not what {@code digest} says
     * @return the blob as it was kept; empty if it could not be
     * @throws IOException if the source cannot be read
     */
    Optional<Content> keep(Digest digest, Content source) throws IOException;

    /** What was noted last. */
    Optional<String> recall(String key);

    /** Notes something small; may fail to, silently. */
    void note(String key, String value);
}
