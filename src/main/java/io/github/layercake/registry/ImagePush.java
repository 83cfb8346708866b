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
 * Puts images into registries: blobs that are not there, at the same time, then the manifest under each tag; of several
 * platforms, their manifests by digest, then the index under each tag. A blob that another repository of the registry
 * has is mounted from there.
 *
 * <p>A registry is far away, so it can be {@linkplain #begin asked} and be {@linkplain #send sent} layers while others
 * are still being made. To be used by one thread.
 */
public final class ImagePush implements AutoCloseable {
    private final Registries registries;
    private final BlobStore store;
    private final List<RepositoryPush> begun = new ArrayList<>();

    public ImagePush(Registries registries, BlobStore store) {
        this.registries = registries;
        this.store = store;
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

        Sent plus(Sent other) {
            return new Sent(sent + other.sent, mounted + other.mounted, present + other.present, blobs + other.blobs);
        }
    }

    /**
     * Asks the registries, in the background, what they have by these names. What is wrong with them, {@link #push}
     * says.
     *
     * @param names those that will be pushed
     */
    public void begin(List<ImageReference> names) {
        Map<String, List<ImageReference>> repositories = new LinkedHashMap<>();
        for (ImageReference name : names) {
            repositories
                    .computeIfAbsent(name.registry() + "/" + name.repository(), repository -> new ArrayList<>())
                    .add(name);
        }
        for (List<ImageReference> same : repositories.values()) {
            begun.add(RepositoryPush.begin(registries, store, same));
        }
    }

    /**
     * Sends layers in the background, if they are not there. Of several repositories, the first one gets them so soon.
     *
     * @param layers of the image that will be pushed; {@link #begin} came before
     */
    public void send(List<Layer> layers) {
        begun.get(0).send(layers);
    }

    /**
     * Pushes an image, for all its platforms, under all its names.
     *
     * @param names at least one; without digests; those of {@link #begin}, if it was called
     * @throws ImageException if a registry refuses it or cannot be reached
     * @throws IOException if the image cannot be read
     */
    public Sent push(Images images, List<ImageReference> names) throws IOException {
        if (begun.isEmpty()) {
            begin(names);
        }
        try {
            Sent sent = Sent.NOTHING;
            for (RepositoryPush repository : begun) {
                sent = sent.plus(repository.push(images));
            }
            return sent;
        } finally {
            close();
        }
    }

    /** Stops what still runs. */
    @Override
    public void close() {
        begun.forEach(RepositoryPush::close);
        begun.clear();
    }
}
