package io.github.layercake.registry;

import io.github.layercake.io.Content;
import io.github.layercake.io.Digest;
import io.github.layercake.io.ImageException;
import io.github.layercake.oci.Descriptor;
import io.github.layercake.oci.Image;
import io.github.layercake.oci.ImageReference;
import io.github.layercake.oci.Images;
import io.github.layercake.oci.Layer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Puts images into a registry: blobs that it does not have, at the same time, then the manifest under each tag; of
 * several platforms, their manifests by digest, then the index under each tag. A blob that another repository of the
 * registry has is mounted from there.
 */
public final class ImagePush {
    private static final int AT_ONCE = 4;

    private final Registries registries;
    private final BlobStore store;

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
        Sent plus(Sent other) {
            return new Sent(sent + other.sent, mounted + other.mounted, present + other.present, blobs + other.blobs);
        }
    }

    /**
     * Pushes an image, for all its platforms, under all its names.
     *
     * @param names at least one; without digests
     * @throws ImageException if a registry refuses it or cannot be reached
     * @throws IOException if the image cannot be read
     */
    public Sent push(Images images, List<ImageReference> names) throws IOException {
        if (registries.settings().offline()) {
            throw new ImageException(
                    "'" + names.get(0) + "' cannot be pushed: Maven works offline (-o).", "Push without -o.");
        }
        List<ImageReference> rest = new ArrayList<>(names);
        Sent sent = new Sent(0, 0, 0, 0);
        while (!rest.isEmpty()) {
            ImageReference first = rest.get(0);
            List<ImageReference> same = new ArrayList<>(rest);
            same.removeIf(name -> !name.registry().equals(first.registry())
                    || !name.repository().equals(first.repository()));
            rest.removeAll(same);
            sent = sent.plus(new Target(registries.registry(first.registry()), first.repository()).push(images, same));
        }
        return sent;
    }

    /** One repository. */
    private final class Target {
        private final Registry registry;
        private final String repository;
        private final Scope scope;

        Target(Registry registry, String repository) {
            this.registry = registry;
            this.repository = repository;
            this.scope = Scope.push(repository);
        }

        Sent push(Images images, List<ImageReference> names) throws IOException {
            try {
                Descriptor published = images.descriptor();
                List<String> tags = new ArrayList<>();
                for (ImageReference name : names) {
                    String tag = name.tag().orElseThrow();
                    if (!has(tag, published.digest())) {
                        tags.add(tag);
                    }
                }
                Sent sent = new Parallel(AT_ONCE).sum(blobs(images), this::send, Sent::plus, new Sent(0, 0, 0, 0));
                Optional<byte[]> index = images.indexBytes();
                if (index.isPresent() && !tags.isEmpty()) {
                    for (Image image : images.images()) {
                        put(
                                image.manifestBytes(),
                                image.descriptor(),
                                image.digest().toString());
                    }
                }
                for (String tag : tags) {
                    put(index.orElseGet(() -> images.main().manifestBytes()), published, tag);
                }
                return sent;
            } catch (UnreadableBodyException e) {
                throw e.rethrow();
            } catch (IOException e) {
                throw registry.failure("The image cannot be pushed to " + registry.name() + "/" + repository, e);
            }
        }

        private List<Upload.Blob> blobs(Images images) {
            List<Upload.Blob> blobs = new ArrayList<>();
            for (Layer layer : images.layers()) {
                blobs.add(new Upload.Blob(layer.digest(), layer.size(), layer.content()));
            }
            Set<Digest> configs = new HashSet<>();
            for (Image image : images.images()) {
                byte[] config = image.configBytes();
                if (configs.add(image.id())) {
                    blobs.add(new Upload.Blob(image.id(), config.length, Content.of(config)));
                }
            }
            return blobs;
        }

        /** Whether a tag means this manifest already. The answers to what follows tell if there is another problem. */
        private boolean has(String tag, Digest digest) throws IOException {
            try (Response response = registry.manifest("HEAD", repository, tag, scope)) {
                if (response.status() == 401 || Transport.isTemporary(response.status())) {
                    throw registry.failure(
                            "The image cannot be pushed to " + registry.name() + "/" + repository, response, scope);
                }
                return response.isSuccess()
                        && response.header("Docker-Content-Digest")
                                .filter(digest.toString()::equals)
                                .isPresent();
            }
        }

        private Sent send(Upload.Blob blob, Parallel.Turn turn) throws IOException {
            Request head = Request.of("HEAD", registry.url(repository, "blobs/" + blob.digest()));
            try (Response response = registry.send(head, scope)) {
                if (response.status() == 200) {
                    return new Sent(0, 0, blob.size(), 0);
                }
            }
            Optional<Url> begun = Optional.empty();
            Optional<String> other = otherRepository(blob);
            if (other.isPresent()) {
                Mount mount = mount(blob, other.get());
                if (mount.done) {
                    return new Sent(0, blob.size(), 0, 0);
                }
                begun = mount.begun;
            }
            Progress.Transfer transfer =
                    registries.progress().begin(registry.name(), repository + "@" + blob.digest(), blob.size(), true);
            boolean success = false;
            try {
                Upload upload = new Upload(
                        registry,
                        repository,
                        blob,
                        bytes -> {
                            turn.check();
                            transfer.moved(bytes);
                        },
                        registries.settings().limits());
                upload.run(begun);
                success = true;
            } finally {
                transfer.ended(success);
            }
            store.note(place(blob.digest()), repository);
            return new Sent(blob.size(), 0, 0, 1);
        }

        private String place(Digest digest) {
            return "blob " + registry.name() + " " + digest;
        }

        /** The base's repository, or one that we pushed the same blob to before. */
        private Optional<String> otherRepository(Upload.Blob blob) {
            Optional<String> base = blob.content() instanceof RemoteBlob remote
                    ? remote.repositoryIn(registry.name())
                    : Optional.empty();
            return base.or(() -> store.recall(place(blob.digest()))).filter(other -> !other.equals(repository));
        }

        /**
         * What became of a mount.
         *
         * @param done whether the blob is there now
         * @param begun where to upload it, if the registry wants that instead
         */
        private record Mount(boolean done, Optional<Url> begun) {}

        private Mount mount(Upload.Blob blob, String other) throws IOException {
            Url url = registry.url(repository, "blobs/uploads/")
                    .with("mount", blob.digest().toString())
                    .with("from", other);
            try (Response response = registry.send(Request.of("POST", url), scope.from(other))) {
                return new Mount(
                        response.status() == 201,
                        response.status() == 202 ? Optional.of(registry.location(response)) : Optional.empty());
            }
        }

        private void put(byte[] bytes, Descriptor manifest, String reference) throws IOException {
            Headers headers = new Headers().add("Content-Type", manifest.mediaType());
            Request request = new Request(
                    "PUT",
                    registry.url(repository, "manifests/" + reference),
                    headers,
                    Optional.of(Request.Body.of(bytes)));
            String what = "The manifest cannot be pushed as " + registry.name() + "/" + repository + ":" + reference;
            try (Response response = registry.send(request, scope)) {
                if (!response.isSuccess()) {
                    throw registry.failure(what, response, scope);
                }
                Optional<String> digest = response.header("Docker-Content-Digest");
                if (digest.isPresent() && !digest.get().equals(manifest.digest().toString())) {
                    throw new ImageException(
                            what + " as it is: we sent " + manifest.digest() + ", and it was taken as '"
                                    + Text.printable(digest.get()) + "'.",
                            "Ask whoever runs the registry, or a proxy before it, why it changes what is pushed.");
                }
            }
        }
    }
}
