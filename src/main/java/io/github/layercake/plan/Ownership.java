package io.github.layercake.plan;

/**
 * Who owns what we put into the image.
 *
 * @param uid numeric user
 * @param gid numeric group
 */
public record Ownership(long uid, long gid) {
    /** Root owns everything: what runs cannot change what it runs from. */
    public static final Ownership ROOT = new Ownership(0, 0);
}
