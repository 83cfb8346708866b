package io.github.layercake.mojo;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code <layer>} in the POM's {@code <layers>}. */
public final class LayerParameter {
    /** What it is called. */
    @Nullable
    String name;

    /** Which of our layers it lies on. */
    @Nullable
    String above;

    /** Patterns of dependencies ({@code groupId:artifactId[:version]}) and of paths in the image ({@code /…}). */
    @Nullable
    List<String> includes;

    /** The same, of what does not belong to it. */
    @Nullable
    List<String> excludes;
}
