package io.github.layercake.oci;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.layercake.io.Digest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is published under a name: the image for one platform, or the images for several and the index that points to
 * them. The bytes of the index are derived once.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.0/image-index.md">OCI image-spec, Image
 *     Index</a>
 */
public final class Images {
    private final List<Image> images;
    private final Image main;
    private final Optional<byte[]> index;

    private Images(List<Image> images, Image main, Optional<byte[]> index) {
        this.images = List.copyOf(images);
        this.main = main;
        this.index = index;
    }

    /** One image alone, without an index. */
    public static Images of(Image image) {
        return new Images(List.of(image), image, Optional.empty());
    }

    /**
     * The images for several platforms, or for one.
     *
     * @param images at least one, in the order of the index, each for another platform
     * @param annotations of the index
     * @param host who can only have one image gets that for this platform, if there is one
     */
    public static Images of(List<Image> images, Map<String, String> annotations, Platform host) {
        if (images.size() == 1) {
            return of(images.get(0));
        }
        return new Images(images, main(images, host), Optional.of(index(images, new TreeMap<>(annotations))));
    }

    /** The host's own, else what another variant of its processor takes, else the first. */
    private static Image main(List<Image> images, Platform host) {
        Image similar = images.get(0);
        boolean found = false;
        for (Image image : images) {
            Platform platform = image.config().platform();
            if (host.accepts(platform)) {
                return image;
            }
            if (!found
                    && platform.os().equals(host.os())
                    && platform.architecture().equals(host.architecture())) {
                similar = image;
                found = true;
            }
        }
        return similar;
    }

    private static byte[] index(List<Image> images, SortedMap<String, String> annotations) {
        JsonObject json = new JsonObject();
        json.addProperty("schemaVersion", 2);
        json.addProperty("mediaType", MediaTypes.INDEX);
        JsonArray manifests = new JsonArray();
        for (Image image : images) {
            JsonObject descriptor = image.descriptor().toJson();
            descriptor.add("platform", image.config().indexPlatform());
            manifests.add(descriptor);
        }
        json.add("manifests", manifests);
        if (!annotations.isEmpty()) {
            json.add("annotations", Json.object(annotations));
        }
        return Json.bytes(json);
    }

    /** At least one, in the order of the index. */
    public List<Image> images() {
        return images;
    }

    /** The image for whoever can only have one, such as Docker before version 25. */
    public Image main() {
        return main;
    }

    /** The index, where there are several images. */
    public Optional<byte[]> indexBytes() {
        return index.map(byte[]::clone);
    }

    /** Points to the index, or to the manifest of the only image. */
    public Descriptor descriptor() {
        return index.isPresent() ? Descriptor.of(MediaTypes.INDEX, index.get()) : main.descriptor();
    }

    /** What a registry knows it by: the digest of the index, or of the only image's manifest. */
    public Digest digest() {
        return index.isPresent() ? Digest.of(index.get()) : main.digest();
    }

    /** The layers of all images, {@linkplain #inOrder in the order of an archive}. */
    public List<Layer> layers() {
        List<List<Layer>> stacks = new ArrayList<>();
        for (Image image : images) {
            stacks.add(image.layers());
        }
        return inOrder(stacks);
    }

    /**
     * The layers of some images, each blob once, so that those which change least come first: each image's own, from
     * the lowest up, then those that all images have on top. More layers on top of all change nothing of the order of
     * these.
     *
     * @param stacks of each image the layers, lowest first
     */
    public static List<Layer> inOrder(List<List<Layer>> stacks) {
        Map<Digest, Layer> blobs = new LinkedHashMap<>();
        int common = common(stacks);
        for (List<Layer> stack : stacks) {
            add(stack.subList(0, stack.size() - common), blobs);
        }
        List<Layer> any = stacks.get(0);
        add(any.subList(any.size() - common, any.size()), blobs);
        return new ArrayList<>(blobs.values());
    }

    private static void add(List<Layer> layers, Map<Digest, Layer> blobs) {
        for (Layer layer : layers) {
            blobs.putIfAbsent(layer.digest(), layer);
        }
    }

    /** How many layers all have in common, from the top down. */
    private static int common(List<List<Layer>> stacks) {
        List<Layer> any = stacks.get(0);
        int common = any.size();
        for (List<Layer> stack : stacks) {
            int same = 0;
            while (same < Math.min(common, stack.size()) && fromTop(stack, same).equals(fromTop(any, same))) {
                same++;
            }
            common = same;
        }
        return common;
    }

    private static Digest fromTop(List<Layer> layers, int number) {
        return layers.get(layers.size() - 1 - number).digest();
    }
}
