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
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    private final Platform platform;

    private OciLayout(ArchiveFiles files, Platform platform) {
        this.files = files;
        this.platform = platform;
    }

    /**
     * Reads one image.
     *
     * @param path a directory or a tar archive
     * @param tag which image, where the layout has several; also a full name
     * @param platform which platform of it
     * @param origin what the user called it, for error messages
     * @throws ImageException if it is no image, lacks the tag or the platform, or is damaged
     */
    public static Image read(Path path, Optional<String> tag, Platform platform, String origin) throws IOException {
        OciLayout layout = new OciLayout(ArchiveFiles.open(path, origin), platform);
        layout.files.require(MARKER);
        Index index = Index.parse(layout.files.metadata(INDEX), origin + ": " + INDEX);
        return layout.image(layout.byTag(index, tag), 0);
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

    private Image image(List<Descriptor> candidates, int depth) throws IOException {
        Descriptor chosen = choose(candidates);
        if (MediaTypes.isIndex(chosen.mediaType())) {
            if (depth == MAX_DEPTH) {
                throw new ImageException(
                        files.origin() + ": its indexes are nested more than " + MAX_DEPTH + " deep.",
                        "It is damaged or hostile: do not use it.");
            }
            Index nested = Index.parse(files.metadata(chosen), files.origin() + ": index " + chosen.digest());
            return image(nested.manifests(), depth + 1);
        }
        return image(chosen);
    }

    /** Of several descriptors the one for the platform; a single one, whose platform its config tells. */
    private Descriptor choose(List<Descriptor> candidates) {
        List<Descriptor> images = candidates.stream()
                .filter(candidate -> MediaTypes.isIndex(candidate.mediaType())
                        || MediaTypes.isManifest(candidate.mediaType())
                        || candidate.mediaType().isEmpty())
                .toList();
        List<Descriptor> matching = images.stream()
                .filter(candidate ->
                        candidate.platform().filter(platform::equals).isPresent())
                .toList();
        if (!matching.isEmpty()) {
            return matching.get(0);
        }
        List<Descriptor> unspecific = images.stream()
                .filter(candidate -> candidate.platform().isEmpty())
                .toList();
        List<Digest> different =
                unspecific.stream().map(Descriptor::digest).distinct().toList();
        if (different.size() == 1) {
            return unspecific.get(0);
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
        throw missingPlatform(images.stream()
                .flatMap(candidate -> candidate.platform().stream())
                .filter(found -> !found.os().equals("unknown"))
                .map(Platform::toString)
                .toList());
    }

    private Image image(Descriptor descriptor) throws IOException {
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
        requirePlatform(config);
        return new Image(layers(manifest, config, origin), config, configBytes, manifest, manifestBytes);
    }

    private List<Layer> layers(Manifest manifest, ImageConfig config, String origin) {
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

    private void requirePlatform(ImageConfig config) {
        Platform found = config.platform();
        if (!found.architecture().isEmpty() && !found.equals(platform)) {
            throw missingPlatform(List.of(found.toString()));
        }
    }

    private ImageException missingPlatform(List<String> existing) {
        return Platforms.missing(files.origin(), platform, existing);
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
