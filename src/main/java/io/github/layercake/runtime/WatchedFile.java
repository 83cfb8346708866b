package io.github.layercake.runtime;

import io.github.layercake.io.FileStat;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A file or directory of this machine that a runtime was made from.
 *
 * @param path absolute
 * @param stat when it was used
 */
public record WatchedFile(Path path, FileStat stat) {

    /** Whether it is still what it was. */
    public boolean isUnchanged() {
        try {
            return FileStat.of(path).equals(stat);
        } catch (IOException e) {
            return false;
        }
    }
}
