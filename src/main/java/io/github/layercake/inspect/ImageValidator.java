package io.github.layercake.inspect;

import io.github.layercake.io.Digest;
import io.github.layercake.io.ImageException;
import io.github.layercake.oci.Descriptor;
import io.github.layercake.oci.Image;
import io.github.layercake.oci.Layer;
import io.github.layercake.oci.Manifest;
import io.github.layercake.oci.MediaTypes;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Recomputes everything that an image claims, and compares: digests, diffIDs, sizes, the config against the manifest,
 * the history and the layers, and each layer against what engines can unpack.
 *
 * <p>A layer is read once, in constant memory apart from its paths. The diffID of a zstd layer is verified where
 * zstd-jni is there; else a note says that it is not.
 *
 * <pre>{@code
 * boolean valid = ImageValidator.validate(image, 0).stream().noneMatch(Finding::isError);
 * }</pre>
 *
 * @see <a href="https://github.com/opencontainers/image-spec/tree/v1.1.0">OCI image-spec 1.1</a>
 */
public final class ImageValidator {
    /** Docker's overlay storage refuses more ("max depth exceeded"). */
    private static final int MAX_LAYERS = 125;

    private final Image image;
    private final Findings findings = new Findings();

    private ImageValidator(Image image) {
        this.image = image;
    }

    /**
     * Everything that there is to say about {@code image}; nothing if it is flawless.
     *
     * @param baseLayers how many layers, from the lowest, others have made: those may delete files and hold devices
     * @throws IOException if a layer cannot be read; a damaged image is no exception
     */
    public static List<Finding> validate(Image image, int baseLayers) throws IOException {
        ImageValidator validator = new ImageValidator(image);
        validator.manifest();
        validator.layers(baseLayers);
        ConfigCheck.check(image, validator.findings);
        return validator.findings.all();
    }

    private void manifest() {
        Manifest manifest = image.manifest();
        findings.expect(
                MediaTypes.isManifest(manifest.mediaType()),
                "manifest",
                "the media type '" + manifest.mediaType() + "' is not a manifest's");
        findings.expect(
                MediaTypes.isConfig(manifest.config().mediaType()),
                "manifest",
                "the media type '" + manifest.config().mediaType() + "' is not a config's");
        try {
            findings.expect(
                    Manifest.parse(image.manifestBytes(), "the manifest").equals(manifest),
                    "manifest",
                    "its bytes say something else than the image");
        } catch (ImageException e) {
            findings.error("manifest", e.problem());
        }
        Annotations.check(manifest.annotations(), "manifest", findings);
        byte[] config = image.configBytes();
        Descriptor descriptor = manifest.config();
        findings.expect(
                descriptor.size() == config.length,
                "config",
                "it has " + config.length + " bytes, the manifest says " + descriptor.size());
        Digest found = descriptor.digest().compute(config);
        findings.expect(
                found.equals(descriptor.digest()),
                "config",
                "its bytes are " + found + ", the manifest says " + descriptor.digest());
    }

    private void layers(int baseLayers) throws IOException {
        List<Layer> layers = image.layers();
        List<Descriptor> descriptors = image.manifest().layers();
        findings.expect(
                layers.size() <= MAX_LAYERS,
                "manifest",
                "it has " + layers.size() + " layers, and Docker loads at most " + MAX_LAYERS);
        findings.expect(
                layers.size() == descriptors.size(),
                "manifest",
                "it names " + descriptors.size() + " layers, the image has " + layers.size());
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            String place = "layer " + (i + 1) + " (" + layer.digest() + ")";
            if (i < descriptors.size()) {
                descriptor(layer, descriptors.get(i), place);
            }
            LayerCheck.check(layer, place, i < baseLayers, findings);
        }
    }

    private void descriptor(Layer layer, Descriptor descriptor, String place) {
        Optional<String> mediaType = MediaTypes.ociLayer(descriptor.mediaType());
        findings.expect(
                mediaType.isPresent(), place, "the media type '" + descriptor.mediaType() + "' is not a layer's");
        findings.expect(
                mediaType.isEmpty() || mediaType.get().equals(layer.mediaType()),
                place,
                "it is '" + layer.mediaType() + "', the manifest says '" + descriptor.mediaType() + "'");
        findings.expect(descriptor.digest().equals(layer.digest()), place, "the manifest names " + descriptor.digest());
        findings.expect(
                descriptor.size() == layer.size(),
                place,
                "it has " + layer.size() + " bytes, the manifest says " + descriptor.size());
    }
}
