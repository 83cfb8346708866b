package io.github.layercake.oci;

import com.google.gson.JsonObject;

/**
 * What one step of making an image did, for {@code docker history}.
 *
 * @param createdBy what made the layer
 * @param comment what the layer holds
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.0/config.md">OCI image-spec, Image
 *     Configuration, history</a>
 */
public record History(String createdBy, String comment) {

    JsonObject toJson(String created) {
        JsonObject json = new JsonObject();
        json.addProperty("created", created);
        json.addProperty("created_by", createdBy);
        json.addProperty("comment", comment);
        return json;
    }
}
