package io.github.layercake.oci;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.layercake.io.Digest;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Points to a blob: what it is, what its bytes hash to, and how many there are.
 *
 * @param mediaType what it is
 * @param digest what its bytes hash to
 * @param size how many bytes it has
 * @param platform in an index: what the image runs on
 * @param annotations free text by name
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.0/descriptor.md">OCI image-spec, Content
 *     Descriptors</a>
 */
public record Descriptor(
        String mediaType,
        Digest digest,
        long size,
        Optional<Platform> platform,
        SortedMap<String, String> annotations) {

    public Descriptor {
        annotations = new TreeMap<>(annotations);
    }

    public static Descriptor of(String mediaType, Digest digest, long size) {
        return new Descriptor(mediaType, digest, size, Optional.empty(), new TreeMap<>());
    }

    /** Points to {@code bytes}. */
    public static Descriptor of(String mediaType, byte[] bytes) {
        return of(mediaType, Digest.of(bytes), bytes.length);
    }

    public Descriptor withAnnotations(Map<String, String> more) {
        SortedMap<String, String> all = new TreeMap<>(annotations);
        all.putAll(more);
        return new Descriptor(mediaType, digest, size, platform, all);
    }

    /**
     * Reads a descriptor. Without a media type it is empty text, since some old writers leave it out.
     *
     * @param origin for the error message: where it comes from
     */
    static Descriptor of(JsonElement element, String origin) {
        if (!(element instanceof JsonObject json)) {
            throw Json.damaged(origin, "holds a descriptor that is not an object");
        }
        return new Descriptor(
                Json.text(json, "mediaType").orElse(""),
                Json.digest(Json.requiredText(json, "digest", origin), origin),
                Json.number(json, "size", origin),
                Json.object(json, "platform").map(Platform::of),
                new TreeMap<>(Json.map(json, "annotations")));
    }

    JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("mediaType", mediaType);
        json.addProperty("digest", digest.toString());
        json.addProperty("size", size);
        platform.ifPresent(value -> json.add("platform", value.toJson()));
        if (!annotations.isEmpty()) {
            json.add("annotations", Json.object(annotations));
        }
        return json;
    }
}
