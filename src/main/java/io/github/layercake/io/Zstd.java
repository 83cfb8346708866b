package io.github.layercake.io;

import com.github.luben.zstd.util.ZstdVersion;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Zstandard, where zstd-jni is there: those who want it add it to the plugin's dependencies. This class works without
 * it, and tells.
 */
public final class Zstd {
    /** The version that this was compiled and tested with: the compiler copies the constant. */
    static final String TESTED = ZstdVersion.VERSION;

    private Zstd() {}

    /** The version of zstd-jni, which names its release of zstd, too; absent if it is not there. */
    private static Optional<String> version() {
        try {
            // By reflection: the constant would be that of TESTED.
            Class<?> version = Class.forName("com.github.luben.zstd.util.ZstdVersion");
            return Optional.of(String.valueOf(version.getField("VERSION").get(null)));
        } catch (ReflectiveOperationException | LinkageError e) {
            return Optional.empty();
        }
    }

    static SegmentFormat format() {
        // First of all: that class cannot be loaded without zstd-jni.
        String version = version()
                .orElseThrow(() -> new ImageException(
                        "<compression> is 'zstd', and zstd-jni, which compresses, is not among the plugin's dependencies.",
                        "Use gzip, or add this to the plugin image-maven-plugin in the POM:\n"
                                + "<dependencies>\n"
                                + "  <dependency>\n"
                                + "    <groupId>com.github.luben</groupId>\n"
                                + "    <artifactId>zstd-jni</artifactId>\n"
                                + "    <version>" + TESTED + "</version>\n"
                                + "  </dependency>\n"
                                + "</dependencies>"));
        return new ZstdFormat(version);
    }

    /** Decompresses frames (RFC 8878) until {@code frames} ends; absent where zstd-jni is not there, or cannot work. */
    public static Optional<InputStream> decompress(InputStream frames) throws IOException {
        try {
            return version().isPresent() ? Optional.of(ZstdFormat.decompress(frames)) : Optional.empty();
        } catch (LinkageError e) {
            return Optional.empty();
        }
    }
}
