package io.github.layercake.base;

import io.github.layercake.io.Digest;
import io.github.layercake.io.FileStat;
import io.github.layercake.oci.Image;
import io.github.layercake.oci.ImageReference;
import java.util.List;
import java.util.Optional;

/**
 * A base image, and what the user may want to know of where it comes from.
 *
 * @param images what is built upon, one for each platform
 * @param named what its name in a registry was found to mean; absent for one that comes from elsewhere
 */
public record Base(List<Image> images, Optional<Named> named) {
    public Base {
        images = List.copyOf(images);
    }

    /**
     * The meaning of a name.
     *
     * @param reference the name
     * @param digest what it means now
     * @param stale why the registry could not be asked, so that this is what it meant last time
     */
    public record Named(ImageReference reference, Digest digest, Optional<String> stale) {}

    /**
     * What decides which image a base is: as long as this stays the same, so does the image.
     *
     * @param files of this machine that it is in
     * @param named what its name in a registry means now
     */
    public record Identity(List<FileStat> files, Optional<Named> named) {
        public Identity {
            files = List.copyOf(files);
        }

        /** The digest in the registry. */
        public Optional<Digest> digest() {
            return named.map(Named::digest);
        }
    }
}
