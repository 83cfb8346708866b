package io.github.layercake.archive;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.layercake.io.Content;
import io.github.layercake.io.Digest;
import io.github.layercake.io.TarEntry;
import io.github.layercake.io.TarHeader;
import io.github.layercake.io.TarWriter;
import io.github.layercake.oci.Descriptor;
import io.github.layercake.oci.Image;
import io.github.layercake.oci.ImageReference;
import io.github.layercake.oci.Images;
import io.github.layercake.oci.Index;
import io.github.layercake.oci.Json;
import io.github.layercake.oci.Layer;
import io.github.layercake.oci.SavedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes the tar archive that every engine loads: an OCI image layout that is a {@code docker save} archive as well.
 *
 * <p>In this order: {@code oci-layout}, layer blobs from the lowest up, config, manifest, {@code index.json},
 * {@code manifest.json}. What changes most is last, so that an archive of a changed image begins like the one before.
 * The index has one descriptor for each name, annotated with the tag (for skopeo) and the full name (for containerd);
 * {@code manifest.json} is for Docker before 25. The archive is not compressed: containerd would refuse it.
 *
 * <p>Of several platforms there are {@linkplain Images#layers() the layers of all}, each blob once, then all configs,
 * all manifests, and the index of the platforms, a blob to which the descriptors in {@code index.json} point.
 * {@code manifest.json} can name {@linkplain Images#main() one of them} only.
 *
 * <p>Whoever changes the order, the names or the headers changes {@link SavedImage#FORMAT} too.
 */
public final class ImageTarball {
    private static final byte[] LAYOUT = Json.bytes(layoutVersion());

    private ImageTarball() {}

    /**
     * Writes {@code images} under {@code names}, of which there is at least one.
     *
     * @throws io.github.layercake.io.ImageException if a blob of the base is damaged
     */
    public static void write(Images images, List<ImageReference> names, OutputStream out) throws IOException {
        write(images, names, 0, out);
    }

    /**
     * Writes the rest of an archive.
     *
     * @param skip how many of its {@linkplain Images#layers() layer blobs} are in {@code out} already, with all that is
     *     before them
     * @throws io.github.layercake.io.ImageException if a blob of the base is damaged
     */
    public static void write(Images images, List<ImageReference> names, int skip, OutputStream out) throws IOException {
        try (TarWriter tar = new TarWriter(out)) {
            if (skip == 0) {
                put(tar, OciLayout.MARKER, LAYOUT);
            }
            List<Layer> blobs = images.layers();
            for (Layer layer : blobs.subList(skip, blobs.size())) {
                tar.put(file(blob(layer.digest()), layer.size()), layer.content());
            }
            Set<Digest> written = new HashSet<>();
            for (Image image : images.images()) {
                if (written.add(image.id())) {
                    put(tar, blob(image.id()), image.configBytes());
                }
            }
            for (Image image : images.images()) {
                put(tar, blob(image.digest()), image.manifestBytes());
            }
            Optional<byte[]> index = images.indexBytes();
            if (index.isPresent()) {
                put(tar, blob(images.digest()), index.get());
            }
            put(tar, OciLayout.INDEX, index(images, names));
            put(tar, DockerArchive.MANIFEST, dockerManifest(images.main(), names));
        }
    }

    /** How many bytes an archive has up to the end of its first layer blobs, if they are {@code layers}. */
    public static long prefixSize(List<Layer> layers) throws IOException {
        long size = size(OciLayout.MARKER, LAYOUT.length);
        for (Layer layer : layers) {
            size += size(blob(layer.digest()), layer.size());
        }
        return size;
    }

    private static long size(String path, long content) throws IOException {
        return TarHeader.bytes(file(path, content)).length + content + TarEntry.padding(content);
    }

    private static byte[] index(Images images, List<ImageReference> names) {
        List<Descriptor> manifests = new ArrayList<>();
        for (ImageReference name : names) {
            manifests.add(images.descriptor()
                    .withAnnotations(Map.of(
                            OciLayout.REF_NAME, name.tag().orElse("latest"),
                            OciLayout.CONTAINERD_NAME, name.toString())));
        }
        return new Index(manifests).toBytes();
    }

    private static byte[] dockerManifest(Image image, List<ImageReference> names) {
        JsonObject entry = new JsonObject();
        entry.addProperty("Config", blob(image.id()));
        JsonArray tags = new JsonArray();
        names.forEach(name -> tags.add(name.toString()));
        entry.add("RepoTags", tags);
        JsonArray layers = new JsonArray();
        image.layers().forEach(layer -> layers.add(blob(layer.digest())));
        entry.add("Layers", layers);
        JsonArray manifest = new JsonArray();
        manifest.add(entry);
        return Json.bytes(manifest);
    }

    private static JsonObject layoutVersion() {
        JsonObject layout = new JsonObject();
        layout.addProperty("imageLayoutVersion", "1.0.0");
        return layout;
    }

    private static String blob(Digest digest) {
        return "blobs/" + digest.algorithm() + "/" + digest.hex();
    }

    private static TarEntry file(String path, long size) {
        return TarEntry.file(path, size, 0644, 0, 0);
    }

    private static void put(TarWriter tar, String path, byte[] bytes) throws IOException {
        tar.put(file(path, bytes.length), Content.of(bytes));
    }
}
