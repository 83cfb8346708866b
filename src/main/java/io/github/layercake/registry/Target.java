package io.github.layercake.registry;

import io.github.layercake.io.Digest;
import io.github.layercake.io.ImageException;
import io.github.layercake.oci.Descriptor;
import io.github.layercake.registry.ImagePush.Sent;
import java.io.IOException;
import java.util.Optional;

/** A repository that is pushed into. Safe to use by several threads. */
final class Target {
    private final Registries registries;
    private final BlobStore store;
    private final Registry registry;
    private final String repository;
    private final Scope scope;

    /**
     * Asks nothing yet.
     *
     * @param store remembers which blobs went into which repositories
     */
    Target(Registries registries, BlobStore store, String registry, String repository) {
        this.registries = registries;
        this.store = store;
        this.registry = registries.registry(registry);
        this.repository = repository;
        this.scope = Scope.push(repository);
    }

    /** With its registry. */
    String name() {
        return registry.name() + "/" + repository;
    }

    private String what() {
        return "The image cannot be pushed to " + name();
    }

    /** What an exception means. */
    ImageException failure(IOException e) {
        return registry.failure(what(), e);
    }

    /** The digest of a manifest, if it is there. The answers to what follows tell if there is another problem. */
    Optional<String> digest(String reference) throws IOException {
        try (Response response = registry.manifest("HEAD", repository, reference, scope)) {
            if (response.status() == 401 || Transport.isTemporary(response.status())) {
                throw registry.failure(what(), response, scope);
            }
            return response.isSuccess() ? response.header("Docker-Content-Digest") : Optional.empty();
        }
    }

    /** Sends a blob, if it is not there. */
    Sent send(Upload.Blob blob, Parallel.Turn turn) throws IOException {
        Request head = Request.of("HEAD", registry.url(repository, "blobs/" + blob.digest()));
        try (Response response = registry.send(head, scope)) {
            if (response.status() == 200) {
                return Sent.present(blob.size());
            }
        }
        turn.check();
        Optional<Url> begun = Optional.empty();
        Optional<String> other = otherRepository(blob);
        if (other.isPresent()) {
            Mount mount = mount(blob, other.get());
            if (mount.done) {
                return new Sent(0, blob.size(), 0, 0);
            }
            begun = mount.begun;
        }
        turn.check();
        upload(blob, begun, turn);
        store.note(place(blob.digest()), repository);
        return new Sent(blob.size(), 0, 0, 1);
    }

    private void upload(Upload.Blob blob, Optional<Url> begun, Parallel.Turn turn) throws IOException {
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
    }

    private String place(Digest digest) {
        return "blob " + registry.name() + " " + digest;
    }

    /** The base's repository, or one that we pushed the same blob to before. */
    private Optional<String> otherRepository(Upload.Blob blob) {
        Optional<String> base =
                blob.content() instanceof RemoteBlob remote ? remote.repositoryIn(registry.name()) : Optional.empty();
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

    /** Puts a manifest under a tag or its digest. */
    void put(byte[] bytes, Descriptor manifest, String reference) throws IOException {
        Headers headers = new Headers().add("Content-Type", manifest.mediaType());
        Request request = new Request(
                "PUT",
                registry.url(repository, "manifests/" + reference),
                headers,
                Optional.of(Request.Body.of(bytes)));
        String what = "The manifest cannot be pushed as " + name() + ":" + reference;
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
