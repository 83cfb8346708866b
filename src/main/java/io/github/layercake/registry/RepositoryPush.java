package io.github.layercake.registry;

import io.github.layercake.io.Content;
import io.github.layercake.io.Digest;
import io.github.layercake.io.ImageException;
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
import java.util.concurrent.FutureTask;

/** One repository that an image is pushed into. */
final class RepositoryPush implements AutoCloseable {
    private static final int AT_ONCE = 4;

    private final Registries registries;
    private final BlobStore store;
    private final String registryName;
    private final String repository;
    private final Scope scope;
    private final FutureTask<Map<String, String>> tags;
    private final Parallel<Sent> sending = new Parallel<>(AT_ONCE);
    private final Set<Digest> blobs = new HashSet<>();

    private RepositoryPush(Registries registries, BlobStore store, List<ImageReference> names) {
        this.registries = registries;
        this.store = store;
        this.registryName = names.get(0).registry();
        this.repository = names.get(0).repository();
        this.scope = Scope.push(repository);
        this.tags = new FutureTask<>(() -> ask(names));
    }

    /**
     * Asks in the background what the tags mean. That connects, and finds out who we have to be, before several threads
     * would do so at the same time.
     *
     * @param names all of one repository
     */
    static RepositoryPush begin(Registries registries, BlobStore store, List<ImageReference> names) {
        RepositoryPush push = new RepositoryPush(registries, store, names);
        Thread thread = new Thread(push.tags, "image-push");
        thread.setDaemon(true);
        thread.start();
        return push;
    }

    private Registry registry() {
        return registries.registry(registryName);
    }

    private Map<String, String> ask(List<ImageReference> names) throws IOException {
        if (registries.settings().offline()) {
            throw new ImageException(
                    "'" + names.get(0) + "' cannot be pushed: Maven works offline (-o).", "Push without -o.");
        }
        Map<String, String> digests = new LinkedHashMap<>();
        for (ImageReference name : names) {
            String tag = name.tag().orElseThrow();
            digests.put(tag, digest(tag).orElse(""));
        }
        return digests;
    }

    /** What a tag means, if anything. The answers to what follows tell if there is another problem. */
    private Optional<String> digest(String tag) throws IOException {
        try (Response response = registry().manifest("HEAD", repository, tag, scope)) {
            if (response.status() == 401 || Transport.isTemporary(response.status())) {
                throw registry().failure(what(), response, scope);
            }
            return response.isSuccess() ? response.header("Docker-Content-Digest") : Optional.empty();
        }
    }

    private String what() {
        return "The image cannot be pushed to " + registryName + "/" + repository;
    }

    /** Sends layers in the background. */
    void send(List<Layer> layers) {
        for (Layer layer : layers) {
            send(new Upload.Blob(layer.digest(), layer.size(), layer.content()));
        }
    }

    private void send(Upload.Blob blob) {
        if (blobs.add(blob.digest())) {
            sending.begin(turn -> {
                Workers.await(tags);
                turn.check();
                return send(blob, turn);
            });
        }
    }

    /** Sends what is left to be sent, and waits for all of it; then the manifests. */
    Sent push(Images images) throws IOException {
        try {
            List<Layer> largestFirst = new ArrayList<>(images.layers());
            largestFirst.sort(Comparator.comparingLong(Layer::size).reversed());
            send(largestFirst);
            for (Image image : images.images()) {
                byte[] config = image.configBytes();
                send(new Upload.Blob(image.id(), config.length, Content.of(config)));
            }
            Descriptor published = images.descriptor();
            List<String> changed = new ArrayList<>();
            for (Map.Entry<String, String> tag : Workers.await(tags).entrySet()) {
                if (!tag.getValue().equals(published.digest().toString())) {
                    changed.add(tag.getKey());
                }
            }
            Sent sent = sending.sum(Sent::plus, Sent.NOTHING);
            put(images, published, changed);
            return sent;
        } catch (UnreadableBodyException e) {
            throw e.rethrow();
        } catch (IOException e) {
            throw registry().failure(what(), e);
        }
    }

    private void put(Images images, Descriptor published, List<String> tags) throws IOException {
        Optional<byte[]> index = images.indexBytes();
        if (index.isPresent() && !tags.isEmpty()) {
            for (Image image : images.images()) {
                put(image.manifestBytes(), image.descriptor(), image.digest().toString());
            }
        }
        for (String tag : tags) {
            put(index.orElseGet(() -> images.main().manifestBytes()), published, tag);
        }
    }

    private Sent send(Upload.Blob blob, Parallel.Turn turn) throws IOException {
        Request head = Request.of("HEAD", registry().url(repository, "blobs/" + blob.digest()));
        try (Response response = registry().send(head, scope)) {
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
                registries.progress().begin(registryName, repository + "@" + blob.digest(), blob.size(), true);
        boolean success = false;
        try {
            Upload upload = new Upload(
                    registry(),
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
        return "blob " + registryName + " " + digest;
    }

    /** The base's repository, or one that we pushed the same blob to before. */
    private Optional<String> otherRepository(Upload.Blob blob) {
        Optional<String> base =
                blob.content() instanceof RemoteBlob remote ? remote.repositoryIn(registryName) : Optional.empty();
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
        Url url = registry()
                .url(repository, "blobs/uploads/")
                .with("mount", blob.digest().toString())
                .with("from", other);
        try (Response response = registry().send(Request.of("POST", url), scope.from(other))) {
            return new Mount(
                    response.status() == 201,
                    response.status() == 202 ? Optional.of(registry().location(response)) : Optional.empty());
        }
    }

    private void put(byte[] bytes, Descriptor manifest, String reference) throws IOException {
        Headers headers = new Headers().add("Content-Type", manifest.mediaType());
        Request request = new Request(
                "PUT",
                registry().url(repository, "manifests/" + reference),
                headers,
                Optional.of(Request.Body.of(bytes)));
        String what = "The manifest cannot be pushed as " + registryName + "/" + repository + ":" + reference;
        try (Response response = registry().send(request, scope)) {
            if (!response.isSuccess()) {
                throw registry().failure(what, response, scope);
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

    /** Stops what still runs. */
    @Override
    public void close() {
        tags.cancel(true);
        sending.close();
    }
}
