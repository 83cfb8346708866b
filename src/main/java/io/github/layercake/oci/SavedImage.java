package io.github.layercake.oci;

import io.github.layercake.io.Digest;
import io.github.layercake.io.FileStat;
import java.util.List;

/**
 * What is known of an image that was saved as an archive before.
 *
 * @param archive the file as it was left; if it has another stat now, nothing is known of it
 * @param digest of the manifest, or of the index if there are several platforms
 * @param id of the image that Docker loads, digest of its config
 * @param names of the image
 * @param blobs the layers, each once, in the order of the archive
 */
public record SavedImage(FileStat archive, Digest digest, Digest id, List<String> names, List<Blob> blobs) {
    /**
     * What an archive looks like between its layers, and before the first. Changes with it: an archive of another
     * format is never copied from.
     */
    public static final int FORMAT = 1;

    public SavedImage {
        names = List.copyOf(names);
        blobs = List.copyOf(blobs);
    }

    /**
     * A layer's bytes.
     *
     * @param digest of the stored bytes
     * @param size how many there are
     */
    public record Blob(Digest digest, long size) {
        /** The stored bytes of {@code layer}. */
        public static Blob of(Layer layer) {
            return new Blob(layer.digest(), layer.size());
        }
    }
}
