package io.github.layercake.plan;

import io.github.layercake.io.Content;
import io.github.layercake.io.TarEntry;

/**
 * One path of a layer.
 *
 * @param tar path in the image, without the leading slash, and attributes
 * @param content its bytes; none for what is not a file
 * @param label coordinates of a dependency, to tell versions apart; else empty
 */
public record LayerEntry(TarEntry tar, Content content, String label) {}
