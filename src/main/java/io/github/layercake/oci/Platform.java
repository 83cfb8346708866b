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
 * @param osVersion of Windows, such as {@code 10.0.17763.1}, or empty
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.0/image-index.md">OCI image-spec, Image Index,
 *     platform</a>
 * @see <a href="https://github.com/containerd/platforms/blob/v1.0.0-rc.1/platforms.go">containerd's platforms, their
 *     notation</a>
 */
public record Platform(String os, String architecture, String variant, String osVersion) {
    private static final String OS_VERSION = "os.version";

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
            case "armel" -> {
                architecture = "arm";
                variant = "v6";
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

    /** Any version of the operating system. */
    public Platform(String os, String architecture, String variant) {
        this(os, architecture, variant, "");
    }

    /** Linux on the architecture of the machine that we run on. */
    public static Platform host() {
        return new Platform("linux", System.getProperty("os.arch"), "");
    }

    /**
     * Reads {@code os[(version)]/architecture[/variant]}.
     *
     * @throws ImageException if it is anything else
     */
    public static Platform parse(String text) {
        List<String> parts = List.of(text.strip().split("/", -1));
        String os = parts.get(0);
        String version = "";
        int bracket = os.indexOf('(');
        if (bracket > 0 && os.endsWith(")")) {
            version = os.substring(bracket + 1, os.length() - 1);
            os = os.substring(0, bracket);
        }
        Platform platform =
                new Platform(os, parts.size() > 1 ? parts.get(1) : "", parts.size() > 2 ? parts.get(2) : "", version);
        if (parts.size() < 2
                || parts.size() > 3
                || (parts.size() == 3 && parts.get(2).isEmpty())
                || (bracket >= 0 && version.isEmpty())
                || !isWord(os)
                || !isWord(platform.architecture)
                || !isWord(parts.get(parts.size() - 1))
                || (!version.isEmpty() && !isWord(version))) {
            throw new ImageException(
                    "'" + text + "' is not a platform.", "Write it as os/architecture[/variant], such as linux/arm64.");
        }
        return platform;
    }

    private static boolean isWord(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && (c < '0' || c > '9') && c != '.' && c != '_' && c != '-') {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** Whether what is for {@code other} will do where this is wanted: without a version here, any will. */
    public boolean accepts(Platform other) {
        return os.equals(other.os)
                && architecture.equals(other.architecture)
                && variant.equals(other.variant)
                && (osVersion.isEmpty()
                        || other.osVersion.equals(osVersion)
                        || other.osVersion.startsWith(osVersion + "."));
    }

    /** Reads the platform of an index's entry, or the same fields of an image's config. */
    static Platform of(JsonObject json) {
        return new Platform(
                Json.text(json, "os").orElse(""),
                Json.text(json, "architecture").orElse(""),
                Json.text(json, "variant").orElse(""),
                Json.text(json, OS_VERSION).orElse(""));
    }

    JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("architecture", architecture);
        json.addProperty("os", os);
        if (!osVersion.isEmpty()) {
            json.addProperty(OS_VERSION, osVersion);
        }
        if (!variant.isEmpty()) {
            json.addProperty("variant", variant);
        }
        return json;
    }

    @Override
    public String toString() {
        return os + (osVersion.isEmpty() ? "" : "(" + osVersion + ")") + "/" + architecture
                + (variant.isEmpty() ? "" : "/" + variant);
    }
}
