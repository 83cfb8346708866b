package io.github.layercake.oci;

import io.github.layercake.io.ImageException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * Whether an image is for a platform, and the errors for one that is not: the same rules wherever a base comes from.
 *
 * <p>{@code origin} is what the user called the base.
 */
public final class Platforms {
    /** Real images have about a dozen. */
    private static final int MAX_NAMED = 50;

    private Platforms() {}

    /** The error for an image that exists, but not for the wanted platforms. */
    public static ImageException missing(String origin, List<Platform> wanted, List<Platform> existing) {
        return new ImageException(
                origin + " has no image for the platform" + (wanted.size() == 1 ? " " : "s ") + list(wanted)
                        + "; it has " + (existing.isEmpty() ? "none" : list(existing)) + ".",
                "Set <platforms> (or -Dimage.platforms=…) to "
                        + (wanted.size() == 1 ? "one that it has" : "those that it has") + ", or use another base.");
    }

    /**
     * The error for a {@code docker save} archive of one image that is not for all that is wanted.
     *
     * @param layout whether the archive is an OCI layout, too
     */
    public static ImageException onlyOne(String origin, List<Platform> wanted, Platform existing, boolean layout) {
        return new ImageException(
                origin + " has an image for " + existing + " alone, and <platforms> names " + list(wanted) + ".",
                layout
                        ? "The archive is an OCI layout as well, which may have more: write oci-archive: instead of"
                                + " docker-archive:."
                        : "Name one platform, or save the base for all of them: skopeo copy --all docker://IMAGE"
                                + " oci-archive:FILE.");
    }

    /** The error for an index that calls an image something else than the image does. */
    public static ImageException contradiction(String origin, Platform index, Platform config) {
        return new ImageException(
                origin + ": the index says that it is for " + index + ", but its config says " + config + ".",
                "Nobody knows which of them is right: use another base, or have it built again.");
    }

    /** The error for two ways of naming one image. */
    public static ImageException same(String origin, Platform one, Platform other) {
        return new ImageException(
                origin + " has one image for both " + one + " and " + other + ".",
                "Name only one of them in <platforms> (or -Dimage.platforms=…).");
    }

    /**
     * Fails if what is wanted could be several.
     *
     * @throws ImageException if {@code matching} are of several versions of an operating system
     */
    public static void requireOneVersion(String origin, Platform wanted, List<Platform> matching) {
        for (Platform platform : matching) {
            if (!platform.osVersion().equals(matching.get(0).osVersion())) {
                throw new ImageException(
                        origin + " has several images for " + wanted + ": " + list(matching) + ".",
                        "Set <platforms> (or -Dimage.platforms=…) to one of them, with the version in brackets.");
            }
        }
    }

    /**
     * Whether a config is for a platform. One that does not tell is for any; what else it does not tell, the index may
     * have told.
     *
     * @param indexSaysSo whether there was an index, in which the image was found by its platform
     */
    public static boolean isFor(Platform platform, ImageConfig config, boolean indexSaysSo) {
        Platform own = config.platform();
        boolean tells = !own.os().isEmpty() && !own.architecture().isEmpty();
        return tells && !indexSaysSo ? platform.accepts(own) : config.mayBeFor(platform);
    }

    private static String list(List<Platform> platforms) {
        List<String> texts = new ArrayList<>();
        for (Platform platform : new LinkedHashSet<>(platforms)) {
            if (texts.size() == MAX_NAMED) {
                texts.add("…");
                break;
            }
            texts.add(platform.toString());
        }
        return String.join(", ", texts);
    }
}
