package io.github.layercake.plan;

import io.github.layercake.io.Content;

/**
 * Something in a directory of the application.
 *
 * @param path relative to that directory, {@code /} between names
 * @param body what it is
 */
public record TreeEntry(String path, Body body) {

    /** What a path of a directory is. */
    public sealed interface Body permits File, Directory, Link {}

    /**
     * A regular file.
     *
     * @param content its bytes
     * @param size how many there are
     * @param executable whether its owner may execute it
     */
    public record File(Content content, long size, boolean executable) implements Body {}

    /**
     * A directory.
     *
     * @param empty whether nothing is in it
     */
    public record Directory(boolean empty) implements Body {}

    /**
     * A symbolic link that stays within the directory.
     *
     * @param target as it is written in the link
     */
    public record Link(String target) implements Body {}
}
