package io.github.layercake.plan;

import java.util.List;

/**
 * A layer before it has bytes.
 *
 * @param name what people call it, such as {@code dependencies}
 * @param summary what it holds, in words: {@code 106 jars}
 * @param entries sorted by path, each path once
 */
public record LayerPlan(String name, String summary, List<LayerEntry> entries) {
    public LayerPlan {
        entries = List.copyOf(entries);
    }
}
