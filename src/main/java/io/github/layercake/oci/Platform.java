package io.github.layercake.oci;

import com.google.gson.JsonObject;
import io.github.layercake.io.ImageException;
import java.util.List;
import java.util.Locale;

/**
 * What an image runs on, in Go's words.
 *
 * <p>The architecture is normalized ({@code x86_64} is {@code amd64}, {@code aarch64} is {@code arm64}), and so is the
 * variant: {@code arm64/v8} and {@code arm64} are the same platform, {@code arm} alone is {@code arm/v7}.
 *
 * @param os such as {@code linux}
 * @param architecture such as {@code amd64}
 * @param variant such as {@code v7}, or empty
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.0/image-index.md">OCI image-spec, Image Index,
 *     platform</a>
 */
public record Platform(String os, String architecture, String variant) {

    public Platform {
        os = os.toLowerCase(Locale.ROOT);
        architecture = architecture.toLowerCase(Locale.ROOT);
        variant = variant.toLowerCase(Locale.ROOT);
        switch (architecture) {
            case "x86_64", "x86-64", "x64" -> architecture = "amd64";
            case "aarch64" -> architecture = "arm64";
            case "armhf" -> {
                architecture = "arm";
                variant = "v7";
            }
            case "i386", "i686", "x86" -> architecture = "386";
            default -> {}
        }
        if (architecture.equals("arm64") && (variant.equals("v8") || variant.equals("8"))) {
            variant = "";
        } else if (architecture.equals("amd64") && variant.equals("v1")) {
            variant = "";
        } else if (architecture.equals("arm")) {
            variant = variant.isEmpty() ? "v7" : variant.startsWith("v") ? variant : "v" + variant;
        }
    }

    /** Linux on the architecture of the machine that we run on. */
    public static Platform host() {
        return new Platform("linux", System.getProperty("os.arch"), "");
    }

    /**
     * Reads {@code os/architecture[/variant]}.
     *
     * @throws ImageException if it is anything else
     */
    public static Platform parse(String text) {
        List<String> parts = List.of(text.strip().split("/", -1));
        if (parts.size() < 2 || parts.size() > 3 || parts.stream().anyMatch(String::isBlank)) {
            throw new ImageException(
                    "'" + text + "' is not a platform.", "Write it as os/architecture[/variant], such as linux/arm64.");
        }
        return new Platform(parts.get(0), parts.get(1), parts.size() == 3 ? parts.get(2) : "");
    }

    /** Reads the platform of an index's entry, or the same fields of an image's config. */
    static Platform of(JsonObject json) {
        return new Platform(
                Json.text(json, "os").orElse(""),
                Json.text(json, "architecture").orElse(""),
                Json.text(json, "variant").orElse(""));
    }

    JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("architecture", architecture);
        json.addProperty("os", os);
        if (!variant.isEmpty()) {
            json.addProperty("variant", variant);
        }
        return json;
    }

    @Override
    public String toString() {
        return os + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant);
    }
}
