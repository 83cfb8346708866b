package io.github.layercake.archive;

import io.github.layercake.io.Digest;
import io.github.layercake.io.ImageException;
import io.github.layercake.oci.Descriptor;
import io.github.layercake.oci.Image;
import io.github.layercake.oci.ImageConfig;
import io.github.layercake.oci.Index;
import io.github.layercake.oci.Layer;
import io.github.layercake.oci.Manifest;
import io.github.layercake.oci.MediaTypes;
import io.github.layercake.oci.Platform;
import io.github.layercake.oci.Platforms;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Reads an OCI image layout: a directory, or a tar archive of one.
 *
 * <p>Every blob is verified against its descriptor when it is read, layers when they are copied.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.0/image-layout.md">OCI image-spec, Image
 *     Layout</a>
 */
public final class OciLayout {
    public static final String MARKER = "oci-layout";
    public static final String INDEX = "index.json";
    public static final String REF_NAME = "org.opencontainers.image.ref.name";
    public static final String CONTAINERD_NAME = "io.containerd.image.name";

    /** An index may point to indexes; more levels than these are a loop or an attack. */
    private static final int MAX_DEPTH = 5;

    private final ArchiveFiles files;
    private final Set<Platform> existing = new LinkedHashSet<>();

    private OciLayout(ArchiveFiles files) {
        this.files = files;
    }

    /**
     * Reads one image for each platform.
     *
     * @param path a directory or a tar archive
     * @param tag which image, where the layout has several; also a full name
     * @param platforms which platforms of it, at least one
     * @param origin what the user called it, for error messages
     * @return the images, in the order of the platforms
     * @throws ImageException if it is no image, lacks the tag or a platform, or is damaged
     */
    public static List<Image> read(Path path, Optional<String> tag, List<Platform> platforms, String origin)
            throws IOException {
        OciLayout layout = new OciLayout(ArchiveFiles.open(path, origin));
        layout.files.require(MARKER);
        Index index = Index.parse(layout.files.metadata(INDEX), origin + ": " + INDEX);
        List<Descriptor> candidates = layout.byTag(index, tag);
        Map<Digest, Platform> found = new LinkedHashMap<>();
        List<Image> images = new ArrayList<>();
        List<Platform> missing = new ArrayList<>();
        for (Platform platform : platforms) {
            Optional<Image> image = layout.image(candidates, platform, 0);
            image.ifPresentOrElse(images::add, () -> missing.add(platform));
            if (image.isPresent()) {
                Platform other = found.putIfAbsent(image.get().digest(), platform);
                if (other != null) {
                    throw Platforms.same(origin, other, platform);
                }
            }
        }
        if (!missing.isEmpty()) {
            throw Platforms.missing(origin, missing, List.copyOf(layout.existing));
        }
        return images;
    }

    private List<Descriptor> byTag(Index index, Optional<String> tag) {
        if (tag.isEmpty()) {
            return index.manifests();
        }
        List<Descriptor> tagged = index.manifests().stream()
                .filter(manifest -> names(manifest).anyMatch(tag.get()::equals))
                .toList();
        if (tagged.isEmpty()) {
            throw new ImageException(
                    files.origin() + ": there is no image '" + tag.get() + "' in it.",
                    "Name one of those that it has: " + allNames(index.manifests()) + ".");
        }
        return tagged;
    }

    /** The image for the platform; absent if there is none, and then it is noted what there is. */
    private Optional<Image> image(List<Descriptor> candidates, Platform platform, int depth) throws IOException {
        Optional<Descriptor> chosen = choose(candidates, platform);
        if (chosen.isEmpty()) {
            return Optional.empty();
        }
        Descriptor descriptor = chosen.get();
        if (MediaTypes.isIndex(descriptor.mediaType())) {
            if (depth == MAX_DEPTH) {
                throw new ImageException(
                        files.origin() + ": its indexes are nested more than " + MAX_DEPTH + " deep.",
                        "It is damaged or hostile: do not use it.");
            }
            Index nested = Index.parse(files.metadata(descriptor), files.origin() + ": index " + descriptor.digest());
            return image(nested.manifests(), platform, depth + 1);
        }
        return image(descriptor, platform);
    }

    /** Of several descriptors the one for the platform; a single one, whose platform its config tells. */
    private Optional<Descriptor> choose(List<Descriptor> candidates, Platform platform) {
        List<Descriptor> images = candidates.stream()
                .filter(candidate -> MediaTypes.isIndex(candidate.mediaType())
                        || MediaTypes.isManifest(candidate.mediaType())
                        || candidate.mediaType().isEmpty())
                .toList();
        List<Descriptor> matching = images.stream()
                .filter(candidate ->
                        candidate.platform().filter(platform::accepts).isPresent())
                .toList();
        if (!matching.isEmpty()) {
            Platforms.requireOneVersion(
                    files.origin(),
                    platform,
                    matching.stream()
                            .map(candidate -> candidate.platform().orElseThrow())
                            .toList());
            return Optional.of(matching.get(0));
        }
        images.stream()
                .flatMap(candidate -> candidate.platform().stream())
                .filter(other -> !other.os().equals("unknown"))
                .forEach(existing::add);
        List<Descriptor> unspecific = images.stream()
                .filter(candidate -> candidate.platform().isEmpty())
                .toList();
        List<Digest> different =
                unspecific.stream().map(Descriptor::digest).distinct().toList();
        if (different.size() == 1) {
            return Optional.of(unspecific.get(0));
        }
        if (different.size() > 1) {
            throw new ImageException(
                    files.origin() + " holds several images.",
                    "Add a colon and the name of one of them: " + allNames(unspecific) + ".");
        }
        if (images.isEmpty()) {
            throw new ImageException(
                    files.origin() + " holds no image.", "Name a layout that something was copied into.");
        }
        return Optional.empty();
    }

    private Optional<Image> image(Descriptor descriptor, Platform platform) throws IOException {
        byte[] manifestBytes = files.metadata(descriptor);
        String origin = files.origin() + ": manifest " + descriptor.digest();
        Manifest manifest = Manifest.parse(manifestBytes, origin);
        if (!MediaTypes.isConfig(manifest.config().mediaType())) {
            throw new ImageException(
                    origin + " is not about a container image: its config is '"
                            + manifest.config().mediaType() + "'.",
                    "Name the image itself, not an artifact such as a signature or a chart.");
        }
        byte[] configBytes = files.metadata(manifest.config());
        ImageConfig config = ImageConfig.parse(
                configBytes, files.origin() + ": config " + manifest.config().digest());
        boolean indexSaysSo = descriptor.platform().isPresent();
        if (!Platforms.isFor(platform, config, indexSaysSo)) {
            if (indexSaysSo) {
                throw Platforms.contradiction(origin, descriptor.platform().get(), config.platform());
            }
            existing.add(config.platform());
            return Optional.empty();
        }
        return Optional.of(new Image(layers(manifest, config, origin), config, configBytes, manifest, manifestBytes));
    }

    private List<Layer> layers(Manifest manifest, ImageConfig config, String origin) throws IOException {
        List<Digest> diffIds = config.diffIds();
        if (diffIds.size() != manifest.layers().size()) {
            throw new ImageException(
                    origin + " has " + manifest.layers().size() + " layers, but its config names " + diffIds.size()
                            + " diffIDs.",
                    "It is damaged: fetch or build it again.");
        }
        List<Layer> layers = new ArrayList<>();
        for (Descriptor layer : manifest.layers()) {
            String mediaType = MediaTypes.ociLayer(layer.mediaType())
                    .orElseThrow(() -> new ImageException(
                            origin + ": '" + layer.mediaType() + "' is not a layer that an engine can unpack.",
                            "Use an image whose layers are tar, tar+gzip or tar+zstd."));
            Digest diffId = diffIds.get(layers.size());
            layers.add(new Layer(mediaType, layer.digest(), diffId, layer.size(), files.blob(layer)));
        }
        return layers;
    }

    private static Stream<String> names(Descriptor manifest) {
        return Stream.of(REF_NAME, CONTAINERD_NAME)
                .flatMap(name -> Optional.ofNullable(manifest.annotations().get(name)).stream());
    }

    private static String allNames(List<Descriptor> manifests) {
        TreeSet<String> names = new TreeSet<>();
        manifests.forEach(manifest -> names(manifest).forEach(names::add));
        return names.isEmpty() ? "(none has a name)" : String.join(", ", names);
    }
}
