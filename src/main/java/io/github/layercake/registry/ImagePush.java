package io.github.layercake.registry;

import io.github.layercake.io.ImageException;
import io.github.layercake.oci.ImageReference;
import io.github.layercake.oci.Images;
import io.github.layercake.oci.Layer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts an image into registries: blobs that are not there, at the same time, then the manifest under each tag; of
 * several platforms, their manifests by digest, then the index under each tag. A blob that another repository of the
 * registry has is mounted from there.
 *
 * <p>A registry is far away, so it is asked at once, and can be {@linkplain #send sent} layers while others are still
 * being made. Nobody sees them before {@link #push}. To be used by one thread.
 */
public final class ImagePush implements AutoCloseable {
    private final List<RepositoryPush> repositories;

    private ImagePush(List<RepositoryPush> repositories) {
        this.repositories = repositories;
    }

    /**
     * What pushing took.
     *
     * @param sent bytes of blobs that were uploaded
     * @param mounted bytes of blobs that were mounted from another repository
     * @param present bytes of blobs that were there
     * @param blobs number of blobs that were uploaded
     */
    public record Sent(long sent, long mounted, long present, int blobs) {
        static final Sent NOTHING = new Sent(0, 0, 0, 0);

        static Sent present(long bytes) {
            return new Sent(0, 0, bytes, 0);
        }

        Sent plus(Sent other) {
            return new Sent(sent + other.sent, mounted + other.mounted, present + other.present, blobs + other.blobs);
        }
    }

    /**
     * Asks the registries, in the background, what they have by these names. What is wrong with them, {@link #push}
     * says.
     *
     * @param store remembers what went where
     * @param names that the image will have; at least one; without digests
     * @throws ImageException if Maven works offline
     */
    public static ImagePush begin(Registries registries, BlobStore store, List<ImageReference> names) {
        // The settings are read here, and not by another thread: what Maven gives us need not be safe for that.
        if (registries.settings().offline()) {
            throw new ImageException(
                    "'" + names.get(0) + "' cannot be pushed: Maven works offline (-o).", "Push without -o.");
        }
        Map<String, List<ImageReference>> repositories = new LinkedHashMap<>();
        for (ImageReference name : names) {
            repositories
                    .computeIfAbsent(name.registry() + "/" + name.repository(), repository -> new ArrayList<>())
                    .add(name);
        }
        return new ImagePush(repositories.values().stream()
                .map(same -> new RepositoryPush(registries, store, same))
                .toList());
    }

    /**
     * Sends layers in the background, if they are not there. Of several repositories, the first one gets them so soon.
     *
     * @param layers of the image that will be pushed
     */
    public void send(List<Layer> layers) {
        repositories.get(0).send(layers);
    }

    /**
     * Pushes the image, for all its platforms, under all its names.
     *
     * @throws ImageException if a registry refuses it or cannot be reached
     * @throws IOException if the image cannot be read
     */
    public Sent push(Images images) throws IOException {
        Sent sent = Sent.NOTHING;
        for (RepositoryPush repository : repositories) {
            sent = sent.plus(repository.push(images));
        }
        return sent;
    }

    /** Stops what still runs. */
    @Override
    public void close() {
        repositories.forEach(RepositoryPush::close);
    }
}
