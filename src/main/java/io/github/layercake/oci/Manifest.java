package io.github.layercake.oci;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The parts of one image for one platform.
 *
 * @param mediaType OCI's or Docker's manifest
 * @param config points to the image's config
 * @param layers point to the layers, lowest first
 * @param annotations free text by name
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.0/manifest.md">OCI image-spec, Image
 *     Manifest</a>
 */
public record Manifest(
        String mediaType, Descriptor config, List<Descriptor> layers, SortedMap<String, String> annotations) {

    public Manifest {
        layers = List.copyOf(layers);
        annotations = new TreeMap<>(annotations);
    }

    /**
     * Reads a manifest.
     *
     * @param origin for the error message: where the bytes come from
     * @throws io.github.layercake.io.ImageException if they are not a manifest
     */
    public static Manifest parse(byte[] bytes, String origin) {
        JsonObject json = Json.parse(bytes, origin);
        if (!json.has("config") || !json.has("layers")) {
            throw Json.damaged(origin, "is not an image manifest: it has no 'config' or no 'layers'");
        }
        List<Descriptor> layers = new ArrayList<>();
        for (JsonElement layer : Json.array(json, "layers")) {
            layers.add(Descriptor.of(layer, origin));
        }
        return new Manifest(
                Json.text(json, "mediaType").orElse(MediaTypes.MANIFEST),
                Descriptor.of(json.get("config"), origin),
                layers,
                new TreeMap<>(Json.map(json, "annotations")));
    }

    /** The manifest as it is stored, and hashed. */
    public byte[] toBytes() {
        JsonObject json = new JsonObject();
        json.addProperty("schemaVersion", 2);
        json.addProperty("mediaType", mediaType);
        json.add("config", config.toJson());
        JsonArray array = new JsonArray();
        layers.forEach(layer -> array.add(layer.toJson()));
        json.add("layers", array);
        if (!annotations.isEmpty()) {
            json.add("annotations", Json.object(annotations));
        }
        return Json.bytes(json);
    }
}
