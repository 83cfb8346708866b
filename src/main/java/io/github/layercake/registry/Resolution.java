package io.github.layercake.registry;

import io.github.layercake.io.Content;
import io.github.layercake.io.Digest;
import io.github.layercake.io.ImageException;
import io.github.layercake.oci.ImageReference;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Finds out which image a name means now, and fetches its manifests. */
final class Resolution {
    /** A manifest, index or config is smaller, or it is an attack on our memory; registries refuse more, too. */
    static final int MAX_METADATA = 4 << 20;

    private static final String TAG = "tag ";

    /** What begins with it is why nobody could be asked, and no digest. */
    private static final String FAILED = "!";

    private final ImageReference reference;
    private final List<Source> sources;
    private final BlobStore store;
    private final Registries registries;
    private final boolean offline;

    Resolution(ImageReference reference, BlobStore store, Registries registries) {
        this.reference = reference;
        this.sources = Source.of(reference, registries);
        this.store = store;
        this.registries = registries;
        this.offline = registries.settings().offline();
    }

    List<Source> sources() {
        return sources;
    }

    ImagePull.Resolved resolve() throws IOException {
        if (reference.digest().isPresent()) {
            return new ImagePull.Resolved(reference.digest().get(), Optional.empty());
        }
        Optional<Digest> last = store.recall(TAG + reference)
                .map(Digest::parse)
                .filter(digest -> store.find(digest).isPresent());
        if (offline) {
            return new ImagePull.Resolved(last.orElseThrow(this::neverFetched), Optional.empty());
        }
        String answer = registries.answers().find(TAG + reference + " in " + sources, () -> answer(last.isPresent()));
        if (answer.startsWith(FAILED) && last.isPresent()) {
            return new ImagePull.Resolved(last.get(), Optional.of(answer.substring(FAILED.length())));
        }
        // Another module has another cache, and could do without an answer; we cannot.
        Digest digest = Digest.parse(answer.startsWith(FAILED) ? answer(false) : answer);
        if (!last.equals(Optional.of(digest))) {
            store.note(TAG + reference, digest.toString());
        }
        return new ImagePull.Resolved(digest, Optional.empty());
    }

    /** The digest; or else why there is none, if that will do. */
    private String answer(boolean orFailure) throws IOException {
        ImageException failure;
        try {
            return Source.first(sources, this::ask).toString();
        } catch (OverloadedException e) {
            failure = e.failure;
        } catch (IOException e) {
            Registry own = sources.get(sources.size() - 1).registry();
            failure = own.failure("The base image '" + reference + "' cannot be looked up", e);
        }
        if (orFailure) {
            return FAILED + failure.problem();
        }
        throw failure;
    }

    /** The registry answers, but only that it cannot help now. */
    private static final class OverloadedException extends IOException {
        private static final long serialVersionUID = 1L;

        private final ImageException failure;

        OverloadedException(ImageException failure) {
            super(failure);
            this.failure = failure;
        }
    }

    private ImageException neverFetched() {
        return new ImageException(
                "The base image '" + reference + "' is not in the cache, and Maven works offline (-o).",
                "Build once without -o.");
    }

    private Digest ask(Source source) throws IOException {
        String tag = reference.tag().orElseThrow();
        try (Response head = source.registry().manifest("HEAD", source.repository(), tag, source.scope())) {
            Optional<String> digest = head.header("Docker-Content-Digest");
            if (head.isSuccess() && digest.isPresent()) {
                return digest(digest.get(), source);
            }
        }
        // Some do not tell the digest, some know no HEAD, and only the answer to GET says what is wrong.
        byte[] bytes = get(source, tag);
        Digest digest = Digest.of(bytes);
        store.keep(digest, Content.of(bytes));
        return digest;
    }

    private static Digest digest(String text, Source source) throws IOException {
        try {
            return Digest.parse(text.strip());
        } catch (ImageException e) {
            throw new IOException(source.registry().name() + " calls a manifest '" + Text.printable(text) + "'", e);
        }
    }

    private byte[] get(Source source, String what) throws IOException {
        try (Response response = source.registry().manifest("GET", source.repository(), what, source.scope())) {
            if (response.status() != 200) {
                ImageException failure = source.registry()
                        .failure("The base image '" + reference + "' cannot be fetched", response, source.scope());
                if (Transport.isTemporary(response.status())) {
                    throw new OverloadedException(failure);
                }
                throw failure;
            }
            return response.bytes(MAX_METADATA).orElseThrow(() -> tooLarge(what));
        }
    }

    private ImageException tooLarge(String what) {
        return new ImageException(
                "'" + reference + "': its manifest " + what + " has more than " + MAX_METADATA
                        + " bytes, and no real one has.",
                "It is damaged or hostile: do not use it.");
    }

    /** The verified bytes of a manifest or index. */
    byte[] manifest(Digest digest) throws IOException {
        return kept(digest, source -> get(source, digest.toString()));
    }

    /** The verified bytes of something small that is in the store, or else is fetched. */
    byte[] kept(Digest digest, Source.Question<byte[]> fetch) throws IOException {
        Optional<byte[]> known = find(digest);
        if (known.isPresent()) {
            return known.get();
        }
        if (offline) {
            throw neverFetched();
        }
        byte[] bytes;
        try {
            bytes = Source.first(sources, source -> verified(source, digest, fetch));
        } catch (OverloadedException e) {
            throw e.failure;
        } catch (IOException e) {
            Registry own = sources.get(sources.size() - 1).registry();
            throw own.failure("The base image '" + reference + "' cannot be fetched", e);
        }
        store.keep(digest, Content.of(bytes));
        return bytes;
    }

    private byte[] verified(Source source, Digest digest, Source.Question<byte[]> fetch) throws IOException {
        Digest found = digest;
        for (int attempt = 0; attempt < 2; attempt++) {
            byte[] bytes = fetch.ask(source);
            found = digest.compute(bytes);
            if (found.equals(digest)) {
                return bytes;
            }
        }
        throw new ImageException(
                "What " + source + " sends as " + digest + " is something else: its bytes are " + found + ".",
                "Do not use this image until whoever runs the registry, or a proxy before it, knows why.");
    }

    private Optional<byte[]> find(Digest digest) {
        try {
            Optional<Content> content = store.find(digest);
            if (content.isPresent() && content.get().size() <= MAX_METADATA) {
                return Optional.of(content.get().readAll());
            }
            return Optional.empty();
        } catch (IOException e) {
            // It was damaged, and is set aside: it is fetched again.
            return Optional.empty();
        }
    }
}
