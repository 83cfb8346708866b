package io.github.layercake.mojo;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code <extraDirectory>} in the POM. */
public final class ExtraDirectoryParameter {
    /** The directory; relative to the project's. */
    @Nullable
    String from;

    /** Absolute directory in the image. */
    @Nullable
    String into;

    /** Ant-style patterns of what goes in; by default everything. */
    @Nullable
    List<String> includes;

    /** Ant-style patterns of what stays out. */
    @Nullable
    List<String> excludes;

    /** Ant-style patterns of what is executable, besides what is so on disk. */
    @Nullable
    List<String> executables;
}
