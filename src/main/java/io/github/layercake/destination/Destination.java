package io.github.layercake.destination;

import io.github.layercake.io.FileStat;
import io.github.layercake.oci.ImageReference;
import io.github.layercake.oci.Images;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A place that takes an image. */
@FunctionalInterface
public interface Destination {

    /**
     * Publishes an image, for all its platforms, under all its names, or fails and leaves the place as it was.
     *
     * @param names at least one
     * @return what had to be done
     */
    Published publish(Images images, List<ImageReference> names) throws IOException;

    /**
     * What publishing took.
     *
     * @param written bytes that were made anew; 0 if exactly this image was there
     * @param copied bytes that were there already, in the previous image
     * @param file that was left; absent if there is none, or somebody else replaced it meanwhile
     */
    record Published(long written, long copied, Optional<FileStat> file) {}
}
