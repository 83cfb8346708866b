package io.github.layercake.registry;

import io.github.layercake.io.Content;
import io.github.layercake.io.Digest;
import io.github.layercake.io.Workers;
import io.github.layercake.oci.Descriptor;
import io.github.layercake.oci.Image;
import io.github.layercake.oci.ImageReference;
import io.github.layercake.oci.Images;
import io.github.layercake.oci.Layer;
import io.github.layercake.registry.ImagePush.Sent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;

/**
 * One image on its way into one repository: each blob once, and a manifest after all blobs that it names. To be used by
 * one thread.
 */
final class RepositoryPush implements AutoCloseable {
    private static final int AT_ONCE = 4;

    private final Target target;
    private final Checked checked;
    private final Parallel<Sent> sending = new Parallel<>(AT_ONCE);
    private final Set<Digest> begun = new HashSet<>();
    private final Future<Map<String, String>> tags;

    /**
     * Asks in the background what the tags mean. That connects, and finds out who we have to be, before several threads
     * would do so at the same time.
     *
     * @param names all of one repository
     */
    RepositoryPush(Registries registries, BlobStore store, List<ImageReference> names) {
        target = new Target(
                registries, store, names.get(0).registry(), names.get(0).repository());
        checked = new Checked(store, target.name());
        tags = sending.before(() -> meanings(target, names));
    }

    private static Map<String, String> meanings(Target target, List<ImageReference> names) throws IOException {
        Map<String, String> digests = new LinkedHashMap<>();
        for (ImageReference name : names) {
            String tag = name.tag().orElseThrow();
            digests.put(tag, target.digest(tag).orElse(""));
        }
        return digests;
    }

    /** Sends layers in the background. */
    void send(List<Layer> layers) {
        layers.forEach(layer -> send(blob(layer)));
    }

    private static Upload.Blob blob(Layer layer) {
        return new Upload.Blob(layer.digest(), layer.size(), layer.content());
    }

    private void send(Upload.Blob blob) {
        if (begun.add(blob.digest())) {
            sending.begin(turn -> {
                Workers.await(tags);
                return target.send(blob, turn);
            });
        }
    }

    /** Sends what is left to be sent, and waits for all of it; then the manifests. */
    Sent push(Images images) throws IOException {
        try {
            Descriptor published = images.descriptor();
            List<String> changed = new ArrayList<>();
            Workers.await(tags).forEach((tag, digest) -> {
                if (!digest.equals(published.digest().toString())) {
                    changed.add(tag);
                }
            });
            if (changed.isEmpty() && checked.recently(published.digest())) {
                return sending.sum(Sent::plus, Sent.present(left(images)));
            }
            blobs(images).forEach(this::send);
            Sent sent = sending.sum(Sent::plus, Sent.NOTHING);
            put(images, published, changed);
            checked.now(published.digest());
            return sent;
        } catch (UnreadableBodyException e) {
            throw e.rethrow();
        } catch (IOException e) {
            throw target.failure(e);
        }
    }

    /** The largest ones first, so that the last one to end is a small one. */
    private static List<Upload.Blob> blobs(Images images) {
        List<Upload.Blob> blobs = new ArrayList<>();
        images.layers().forEach(layer -> blobs.add(blob(layer)));
        for (Image image : images.images()) {
            byte[] config = image.configBytes();
            blobs.add(new Upload.Blob(image.id(), config.length, Content.of(config)));
        }
        blobs.sort(Comparator.comparingLong(Upload.Blob::size).reversed());
        return blobs;
    }

    /** Bytes of blobs that have not been asked for. */
    private long left(Images images) {
        return blobs(images).stream()
                .filter(blob -> begun.add(blob.digest()))
                .mapToLong(Upload.Blob::size)
                .sum();
    }

    private void put(Images images, Descriptor published, List<String> tags) throws IOException {
        Optional<byte[]> index = images.indexBytes();
        if (index.isPresent()) {
            for (Image image : images.images()) {
                String digest = image.digest().toString();
                if (!tags.isEmpty()
                        || target.digest(digest).filter(digest::equals).isEmpty()) {
                    target.put(image.manifestBytes(), image.descriptor(), digest);
                }
            }
        }
        for (String tag : tags) {
            target.put(index.orElseGet(() -> images.main().manifestBytes()), published, tag);
        }
    }

    /** Stops what still runs. */
    @Override
    public void close() {
        sending.close();
    }
}
