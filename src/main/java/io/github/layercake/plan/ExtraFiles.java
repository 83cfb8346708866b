package io.github.layercake.plan;

import java.util.List;

/**
 * A directory of the user's that goes into the image as it is.
 *
 * @param into absolute directory in the image, such as {@code /} or {@code /etc/app}
 * @param tree what goes there
 */
public record ExtraFiles(String into, List<TreeEntry> tree) {
    public ExtraFiles {
        tree = List.copyOf(tree);
    }
}
