package io.github.layercake.mojo;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code <jlink>} in the POM: empty, {@code true} or {@code false}, or with the elements below. */
public final class JlinkParameter {
    /** What {@code <jlink>true</jlink>} says; by default, {@code true}. */
    @Nullable
    String enabled;

    /** The modules to link, instead of those that the class path needs. */
    @Nullable
    List<String> modules;

    /** Modules besides those that the class path needs, such as {@code jdk.charsets}. */
    @Nullable
    List<String> addModules;

    /** Languages whose data is kept, such as {@code de} or {@code pt-BR}; {@code *} for all. By default English. */
    @Nullable
    List<String> locales;

    /** Whether stack traces have line numbers of the JDK's own classes. */
    @Nullable
    Boolean debugSymbols;

    /**
     * {@code zip} compresses the modules within the image, {@code none} (default) does not: then the layer is smaller,
     * and Java starts faster.
     */
    @Nullable
    String compression;

    /** Maven calls this for text between the tags. */
    public void set(String text) {
        enabled = text;
    }
}
