package io.github.layercake.registry;

import io.github.layercake.io.Content;
import io.github.layercake.io.Digest;
import io.github.layercake.oci.ImageReference;
import io.github.layercake.oci.Images;
import io.github.layercake.oci.Platform;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** What tests of registries have in common. */
final class Reg {
    static final Platform AMD64 = new Platform("linux", "amd64", "");

    /** As the real ones, but nobody waits for a test. */
    static final Limits QUICK = new Limits(
            Duration.ofSeconds(5),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            4,
            Duration.ofMillis(10),
            Duration.ofSeconds(2));

    private Reg() {}

    static RegistrySettings settings(String... insecure) {
        return settings(List.of(), insecure);
    }

    static RegistrySettings settings(List<CredentialSource> credentials, String... insecure) {
        return new RegistrySettings(credentials, List.of(), Map.of(), Optional.empty(), Set.of(insecure), false, QUICK);
    }

    static RegistrySettings offline() {
        return new RegistrySettings(List.of(), List.of(), Map.of(), Optional.empty(), Set.of(), true, QUICK);
    }

    static Registries registries(RegistrySettings settings) {
        return new Registries(settings, Progress.NONE);
    }

    static ImagePull.Pulled pull(RegistrySettings settings, BlobStore store, String name) throws IOException {
        return new ImagePull(registries(settings), store).open(ImageReference.parse(name), List.of(AMD64));
    }

    static ImagePush.Sent push(Registries registries, BlobStore store, Images images, String... names)
            throws IOException {
        List<ImageReference> references =
                Stream.of(names).map(ImageReference::parse).toList();
        try (ImagePush push = ImagePush.begin(registries, store, references)) {
            return push.push(images);
        }
    }

    /** Into this registry, by names without it. */
    static ImagePush.Sent push(TestRegistry registry, BlobStore store, Images images, String... names)
            throws IOException {
        return push(
                registries(settings(registry.host())),
                store,
                images,
                Stream.of(names).map(name -> registry.host() + "/" + name).toArray(String[]::new));
    }

    /** A store in memory. */
    static final class Memory implements BlobStore {
        final Map<Digest, byte[]> blobs = new ConcurrentHashMap<>();
        final Map<String, String> notes = new ConcurrentHashMap<>();

        @Override
        public Optional<Content> find(Digest digest) {
            return Optional.ofNullable(blobs.get(digest)).map(Content::of);
        }

        @Override
        public synchronized Optional<Content> keep(Digest digest, Content source) throws IOException {
            if (!blobs.containsKey(digest)) {
                blobs.put(digest, source.readAll());
            }
            return find(digest);
        }

        @Override
        public Optional<String> recall(String key) {
            return Optional.ofNullable(notes.get(key));
        }

        @Override
        public void note(String key, String value) {
            notes.put(key, value);
        }
    }
}
