package io.github.layercake.registry;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.layercake.io.Digest;
import io.github.layercake.io.ImageException;
import io.github.layercake.oci.Descriptor;
import io.github.layercake.oci.Image;
import io.github.layercake.oci.ImageConfig;
import io.github.layercake.oci.ImageReference;
import io.github.layercake.oci.Index;
import io.github.layercake.oci.Json;
import io.github.layercake.oci.Layer;
import io.github.layercake.oci.Manifest;
import io.github.layercake.oci.MediaTypes;
import io.github.layercake.oci.Platform;
import io.github.layercake.oci.Platforms;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Opens images in registries. Manifests and config are fetched and verified, layers when they are read. What is in the
 * store is not fetched; a name with a digest then takes no network at all.
 */
public final class ImagePull {
    /** An index may point to indexes; more levels than these are a loop or an attack. */
    private static final int MAX_DEPTH = 5;

    private final Registries registries;
    private final BlobStore store;
    private final Fetches fetches = new Fetches();

    public ImagePull(Registries registries, BlobStore store) {
        this.registries = registries;
        this.store = store;
    }

    /**
     * What a name means.
     *
     * @param digest of an image, or of an index
     * @param stale why the registry could not be asked, so that this is what the name meant last time
     */
    public record Resolved(Digest digest, Optional<String> stale) {}

    /**
     * Finds out what a name means now. A tag is asked for once; then {@link #open} knows, too.
     *
     * @throws ImageException if there is no such image, or nobody can be asked
     */
    public Resolved resolve(ImageReference reference) throws IOException {
        // A digest is its own meaning, for which no settings have to be read.
        return reference.digest().isPresent()
                ? new Resolved(reference.digest().get(), Optional.empty())
                : new Resolution(reference, store, registries).resolve();
    }

    /**
     * An image that was found.
     *
     * @param images in the order of the platforms
     * @param digest what the name means: the digest of the image, or of the index that it is in
     * @param stale why the registry could not be asked, so that this is what the name meant last time
     */
    public record Pulled(List<Image> images, Digest digest, Optional<String> stale) {}

    /**
     * Opens an image.
     *
     * @param platforms which platforms of it, at least one
     * @throws ImageException if there is no such image, it lacks a platform, it cannot be had, or it is damaged
     */
    public Pulled open(ImageReference reference, List<Platform> platforms) throws IOException {
        Resolution resolution = new Resolution(reference, store, registries);
        Resolved resolved = resolution.resolve();
        Opening opening = new Opening(reference, resolution);
        return new Pulled(opening.images(resolved.digest(), platforms), resolved.digest(), resolved.stale());
    }

    /** One image that is being opened. */
    private final class Opening {
        private final ImageReference reference;
        private final List<Source> sources;
        private final Resolution resolution;
        private final Set<Platform> existing = new LinkedHashSet<>();

        Opening(ImageReference reference, Resolution resolution) {
            this.reference = reference;
            this.sources = resolution.sources();
            this.resolution = resolution;
        }

        List<Image> images(Digest digest, List<Platform> platforms) throws IOException {
            Map<Digest, Platform> found = new LinkedHashMap<>();
            List<Image> images = new ArrayList<>();
            List<Platform> missing = new ArrayList<>();
            for (Platform platform : platforms) {
                Optional<Image> image = image(digest, platform, Optional.empty(), 0);
                if (image.isEmpty()) {
                    missing.add(platform);
                    continue;
                }
                images.add(image.get());
                Platform other = found.putIfAbsent(image.get().digest(), platform);
                if (other != null) {
                    throw Platforms.same("'" + reference + "'", other, platform);
                }
            }
            if (!missing.isEmpty()) {
                throw Platforms.missing("'" + reference + "'", missing, List.copyOf(existing));
            }
            return images;
        }

        /** The image for a platform; absent if there is none, and then it is noted what there is. */
        private Optional<Image> image(Digest digest, Platform platform, Optional<Platform> indexed, int depth)
                throws IOException {
            byte[] bytes = resolution.manifest(digest);
            String origin = "'" + reference + "': manifest " + digest;
            JsonObject json = Json.parse(bytes, origin);
            if (json.has("manifests")) {
                if (depth == MAX_DEPTH) {
                    throw hostile("its indexes are nested more than " + MAX_DEPTH + " deep");
                }
                Optional<Descriptor> chosen = choose(Index.parse(bytes, origin), platform);
                return chosen.isEmpty()
                        ? Optional.empty()
                        : image(
                                chosen.get().digest(),
                                platform,
                                chosen.get().platform().or(() -> indexed),
                                depth + 1);
            }
            if (json.has("fsLayers") || json.has("signatures")) {
                throw new ImageException(
                        "'" + reference + "' is in Docker's first format (schema 1), which says nothing of diffIDs.",
                        "Use a newer image, or push it again with a Docker that is not ten years old.");
            }
            Image image = image(json, bytes, origin);
            if (Platforms.isFor(platform, image.config(), indexed.isPresent())) {
                return Optional.of(image);
            }
            if (indexed.isPresent()) {
                throw Platforms.contradiction(
                        origin, indexed.get(), image.config().platform());
            }
            existing.add(image.config().platform());
            return Optional.empty();
        }

        private Optional<Descriptor> choose(Index index, Platform platform) {
            List<Descriptor> matching = new ArrayList<>();
            List<Descriptor> unspecific = new ArrayList<>();
            for (Descriptor candidate : index.manifests()) {
                Optional<Platform> found = candidate.platform();
                boolean image = candidate.mediaType().isEmpty()
                        || MediaTypes.isManifest(candidate.mediaType())
                        || MediaTypes.isIndex(candidate.mediaType());
                if (!image) {
                    continue;
                }
                if (found.isEmpty()) {
                    unspecific.add(candidate);
                } else if (platform.accepts(found.get())) {
                    matching.add(candidate);
                } else if (!found.get().os().equals("unknown")) {
                    existing.add(found.get());
                }
            }
            if (!matching.isEmpty()) {
                Platforms.requireOneVersion(
                        "'" + reference + "'",
                        platform,
                        matching.stream().flatMap(it -> it.platform().stream()).toList());
                return Optional.of(matching.get(0));
            }
            return unspecific.size() == 1 ? Optional.of(unspecific.get(0)) : Optional.empty();
        }

        private Image image(JsonObject json, byte[] bytes, String origin) throws IOException {
            Manifest manifest = Manifest.parse(bytes, origin);
            if (!MediaTypes.isConfig(manifest.config().mediaType())) {
                throw new ImageException(
                        origin + " is not about a container image: its config is '"
                                + manifest.config().mediaType() + "'.",
                        "Name the image itself, not an artifact such as a signature or a chart.");
            }
            byte[] configBytes = config(manifest.config());
            ImageConfig config = ImageConfig.parse(
                    configBytes,
                    "'" + reference + "': config " + manifest.config().digest());
            return new Image(layers(json, manifest, config, origin), config, configBytes, manifest, bytes);
        }

        private byte[] config(Descriptor config) throws IOException {
            if (config.size() > Resolution.MAX_METADATA) {
                throw hostile("its config has " + config.size() + " bytes, and no real one has more than "
                        + Resolution.MAX_METADATA);
            }
            return resolution.kept(config.digest(), source -> {
                try (var in = source.blob(config.digest(), 0)) {
                    return in.readNBytes((int) config.size() + 1);
                }
            });
        }

        private List<Layer> layers(JsonObject json, Manifest manifest, ImageConfig config, String origin) {
            List<Digest> diffIds = config.diffIds();
            List<Descriptor> descriptors = manifest.layers();
            if (diffIds.size() != descriptors.size()) {
                throw new ImageException(
                        origin + " has " + descriptors.size() + " layers, but its config names " + diffIds.size()
                                + " diffIDs.",
                        "It is damaged: use another one.");
            }
            List<JsonElement> elements = Json.array(json, "layers");
            List<Layer> layers = new ArrayList<>();
            for (int i = 0; i < descriptors.size(); i++) {
                Descriptor layer = descriptors.get(i);
                String mediaType = MediaTypes.ociLayer(layer.mediaType())
                        .orElseThrow(() -> new ImageException(
                                origin + ": '" + layer.mediaType() + "' is not a layer that an engine can unpack.",
                                "Use an image whose layers are tar, tar+gzip or tar+zstd."));
                List<String> urls =
                        elements.get(i) instanceof JsonObject element ? Json.texts(element, "urls") : List.of();
                layers.add(new Layer(
                        mediaType,
                        layer.digest(),
                        diffIds.get(i),
                        layer.size(),
                        new RemoteBlob(layer, sources, urls, store, registries, fetches)));
                // It is of use now, so it is not old, even if this build does not read it.
                store.find(layer.digest());
            }
            return layers;
        }

        private ImageException hostile(String fault) {
            return new ImageException(
                    "'" + reference + "': " + fault + ".", "It is damaged or hostile: do not use it.");
        }
    }
}
