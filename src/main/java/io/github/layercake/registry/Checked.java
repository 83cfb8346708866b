package io.github.layercake.registry;

import io.github.layercake.io.Digest;
import java.util.concurrent.TimeUnit;

/**
 * Which image we last saw whole in a repository: all its blobs, and its manifests. If all tags still mean it, pushing
 * it again is one question for each tag, and not one for each blob, too.
 *
 * <p>That a tag means a manifest does not tell that its blobs are there: a registry <em>may</em> refuse a manifest
 * without them, and one that collects garbage may lose a blob that was on its way into an image. So this is remembered
 * for one to two hours, and used only where nothing would be put. Whoever finds blobs missing deletes the tag, or
 * waits: then all blobs are asked for, and sent again.
 *
 * @param store remembers it
 * @param repository with its registry
 * @see <a href="https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#push">OCI distribution-spec,
 *     Push</a>
 */
record Checked(BlobStore store, String repository) {

    /** Whether this image was there lately. */
    boolean recently(Digest image) {
        long hour = hour();
        return store.recall(key())
                .filter(note -> note.equals(note(image, hour)) || note.equals(note(image, hour - 1)))
                .isPresent();
    }

    /** This image is there now. */
    void now(Digest image) {
        store.note(key(), note(image, hour()));
    }

    private String key() {
        return "image " + repository;
    }

    private static String note(Digest image, long hour) {
        return image + " in hour " + hour;
    }

    private static long hour() {
        return TimeUnit.MILLISECONDS.toHours(System.currentTimeMillis());
    }
}
