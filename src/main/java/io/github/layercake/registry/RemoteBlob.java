package io.github.layercake.registry;

import io.github.layercake.io.Content;
import io.github.layercake.io.ImageException;
import io.github.layercake.io.VerifiedContent;
import io.github.layercake.oci.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * A blob in a registry, which is fetched when it is first read, and kept. Every byte is verified: while it arrives, and
 * whenever it is read again.
 */
final class RemoteBlob implements Content {
    private final Descriptor descriptor;
    private final List<Source> sources;
    private final List<String> urls;
    private final BlobStore store;
    private final Registries registries;
    private final Fetches fetches;

    /**
     * Nothing is fetched yet.
     *
     * @param urls where else it may be had, without credentials
     * @param fetches fetches several blobs at once
     */
    RemoteBlob(
            Descriptor descriptor,
            List<Source> sources,
            List<String> urls,
            BlobStore store,
            Registries registries,
            Fetches fetches) {
        this.descriptor = descriptor;
        this.sources = List.copyOf(sources);
        this.urls = List.copyOf(urls);
        this.store = store;
        this.registries = registries;
        this.fetches = fetches;
    }

    @Override
    public long size() {
        return descriptor.size();
    }

    /** The repository of {@code registry} that has it, if it comes from there. */
    Optional<String> repositoryIn(String registry) {
        Source own = sources.get(sources.size() - 1);
        return own.registry().name().equals(registry) ? Optional.of(own.repository()) : Optional.empty();
    }

    @Override
    public void announce() {
        if (store.find(descriptor.digest()).isEmpty()) {
            fetches.begin(descriptor.digest(), this::fetch);
        }
    }

    @Override
    public InputStream open() throws IOException {
        Optional<Content> kept = store.find(descriptor.digest());
        if (kept.isEmpty()) {
            kept = fetches.await(descriptor.digest(), this::fetch);
        }
        return kept.orElseGet(() -> verified(this::damaged)).open();
    }

    /** Fetches it into the store; once more if what arrives is not it, for proxies and memory have their faults. */
    private Optional<Content> fetch() throws IOException {
        try {
            return store.keep(descriptor.digest(), verified(DamagedOnTheWayException::new));
        } catch (DamagedOnTheWayException e) {
            return store.keep(descriptor.digest(), verified(this::damaged));
        }
    }

    private Content verified(VerifiedContent.Damage damage) {
        return new VerifiedContent(new Fetched(), descriptor.digest(), descriptor.size(), damage);
    }

    private ImageException damaged(String found) {
        Source own = sources.get(sources.size() - 1);
        return new ImageException(
                "What " + own.registry().name() + " sends as the blob " + descriptor.digest() + " (" + descriptor.size()
                        + " bytes) of " + own + " is something else: its bytes are " + found + ".",
                "Do not use this image until whoever runs the registry, or a proxy before it, knows why.");
    }

    /** What arrived is something else. */
    private static final class DamagedOnTheWayException extends IOException {
        private static final long serialVersionUID = 1L;

        DamagedOnTheWayException(String found) {
            super(found);
        }
    }

    /** The bytes as they arrive. */
    private final class Fetched implements Content {
        @Override
        public long size() {
            return descriptor.size();
        }

        @Override
        public InputStream open() throws IOException {
            Source own = sources.get(sources.size() - 1);
            try {
                Progress.Transfer transfer = registries
                        .progress()
                        .begin(
                                own.registry().name(),
                                own.repository() + "@" + descriptor.digest(),
                                descriptor.size(),
                                false);
                return new ResumingStream(
                        this::from, descriptor.size(), registries.settings().limits(), transfer, own);
            } catch (IOException e) {
                throw failed(e);
            }
        }

        private ImageException failed(IOException e) {
            Source own = sources.get(sources.size() - 1);
            return own.registry().failure("The blob " + descriptor.digest() + " of " + own + " cannot be fetched", e);
        }

        private InputStream from(long offset) throws IOException {
            try {
                return Source.first(sources, source -> source.blob(descriptor.digest(), offset));
            } catch (ImageException e) {
                if (urls.isEmpty()) {
                    throw e;
                }
                return elsewhere(offset, e);
            }
        }

        /** Layers that may not be redistributed are with whoever has made them. */
        private InputStream elsewhere(long offset, ImageException failed) throws IOException {
            Registry registry = sources.get(sources.size() - 1).registry();
            for (String text : urls) {
                Url url = Url.parse(text);
                if (url.tls() || registries.settings().isInsecure(url)) {
                    Response response = registry.elsewhere(Request.of("GET", url, Source.range(offset)));
                    return Source.body(response, offset, () -> failed);
                }
            }
            throw failed;
        }
    }
}
