package io.github.layercake.archive;

import io.github.layercake.io.ImageException;
import io.github.layercake.oci.Platform;
import java.util.List;

/** The error for an image that exists, but not for the wanted platform. */
final class Platforms {
    private Platforms() {}

    static ImageException missing(String origin, Platform wanted, List<String> existing) {
        return new ImageException(
                origin + " has no image for the platform " + wanted + "; it has "
                        + (existing.isEmpty() ? "none" : String.join(", ", existing)) + ".",
                "Set <platforms> (or -Dimage.platforms=…) to one that it has, or use another base.");
    }
}
