package io.github.layercake.oci;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * A list of manifests: several platforms of one image, or the entry point of a layout.
 *
 * @param manifests point to manifests or to further indexes
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.0/image-index.md">OCI image-spec, Image
 *     Index</a>
 */
public record Index(List<Descriptor> manifests) {

    public Index {
        manifests = List.copyOf(manifests);
    }

    /**
     * Reads an index.
     *
     * @param origin for the error message: where the bytes come from
     * @throws io.github.layercake.io.ImageException if they are not an index
     */
    public static Index parse(byte[] bytes, String origin) {
        JsonObject json = Json.parse(bytes, origin);
        if (!json.has("manifests")) {
            throw Json.damaged(origin, "is not an image index: it has no 'manifests'");
        }
        List<Descriptor> manifests = new ArrayList<>();
        for (JsonElement manifest : Json.array(json, "manifests")) {
            manifests.add(Descriptor.of(manifest, origin));
        }
        return new Index(manifests);
    }

    /** The index as it is stored, and hashed. */
    public byte[] toBytes() {
        JsonObject json = new JsonObject();
        json.addProperty("schemaVersion", 2);
        json.addProperty("mediaType", MediaTypes.INDEX);
        JsonArray array = new JsonArray();
        manifests.forEach(manifest -> array.add(manifest.toJson()));
        json.add("manifests", array);
        return Json.bytes(json);
    }
}
