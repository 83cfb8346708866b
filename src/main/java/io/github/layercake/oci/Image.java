package io.github.layercake.oci;

import io.github.layercake.io.Digest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One image for one platform: layers, config and manifest. The bytes of config and manifest are derived once, or are
 * those that the image came with, so that digests hold.
 */
public final class Image {
    private final List<Layer> layers;
    private final ImageConfig config;
    private final byte[] configBytes;
    private final Manifest manifest;
    private final byte[] manifestBytes;

    /**
     * An image as it was read.
     *
     * @param layers lowest first; as many as the config has diffIDs
     * @param configBytes what the manifest's config descriptor points to
     * @param manifestBytes what the image's digest is about
     */
    public Image(List<Layer> layers, ImageConfig config, byte[] configBytes, Manifest manifest, byte[] manifestBytes) {
        this.layers = List.copyOf(layers);
        this.config = config;
        this.configBytes = configBytes.clone();
        this.manifest = manifest;
        this.manifestBytes = manifestBytes.clone();
    }

    /** The image of these layers and this config, which lists their diffIDs, with an OCI manifest. */
    public static Image of(List<Layer> layers, ImageConfig config, Map<String, String> annotations) {
        byte[] configBytes = config.toBytes();
        Manifest manifest = new Manifest(
                MediaTypes.MANIFEST,
                Descriptor.of(MediaTypes.CONFIG, configBytes),
                layers.stream().map(Layer::descriptor).toList(),
                new TreeMap<>(annotations));
        return new Image(layers, config, configBytes, manifest, manifest.toBytes());
    }

    /** Lowest first. */
    public List<Layer> layers() {
        return layers;
    }

    public ImageConfig config() {
        return config;
    }

    /** What the manifest's config descriptor points to. */
    public byte[] configBytes() {
        return configBytes.clone();
    }

    public Manifest manifest() {
        return manifest;
    }

    /** What the image's digest is about. */
    public byte[] manifestBytes() {
        return manifestBytes.clone();
    }

    /** The digest of the manifest: the image's name in a registry. */
    public Digest digest() {
        return Digest.of(manifestBytes);
    }

    /** The digest of the config: the image's ID in Docker and Podman. */
    public Digest id() {
        return manifest.config().digest();
    }

    public Descriptor descriptor() {
        return Descriptor.of(manifest.mediaType(), manifestBytes);
    }
}
