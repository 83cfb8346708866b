package io.github.layercake.io;

/**
 * The facts of one entry of a tar stream; never a file of the host.
 *
 * @param path relative, {@code /} between names, no trailing slash; UTF-8 of any length
 * @param type what the entry is
 * @param size bytes of content that follow; 0 for anything but a file
 * @param mode permission bits, such as {@code 0644}
 * @param uid numeric owner
 * @param gid numeric group
 * @param mtime seconds since 1970-01-01T00:00:00Z
 * @param linkTarget where a link points, else empty
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html">POSIX pax, ustar and pax
 *     interchange formats</a>
 */
public record TarEntry(String path, Type type, long size, int mode, long uid, long gid, long mtime, String linkTarget) {

    /** The mtime of everything that we write: one second after the epoch, because some tools take 0 for "unknown". */
    public static final long MTIME = 1;

    /** What an entry is. */
    public enum Type {
        FILE,
        DIRECTORY,
        SYMBOLIC_LINK,
        HARD_LINK,
        /** Character or block device, or a named pipe: read from hostile or exotic bases, never written. */
        SPECIAL
    }

    /** A file of {@code size} bytes. */
    public static TarEntry file(String path, long size, int mode, long uid, long gid) {
        return new TarEntry(path, Type.FILE, size, mode, uid, gid, MTIME, "");
    }

    /** A directory. */
    public static TarEntry directory(String path, int mode, long uid, long gid) {
        return new TarEntry(path, Type.DIRECTORY, 0, mode, uid, gid, MTIME, "");
    }

    /** A symbolic link. */
    public static TarEntry link(String path, String target, long uid, long gid) {
        return new TarEntry(path, Type.SYMBOLIC_LINK, 0, 0777, uid, gid, MTIME, target);
    }

    /** All that a tar header says, but the path. */
    public String facts() {
        return type.name() + ' ' + size + ' ' + mode + ' ' + uid + ' ' + gid + ' ' + mtime + ' ' + linkTarget;
    }

    /** The last name of the path. */
    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The zero bytes that follow {@code size} bytes of content, up to the next 512-byte block. */
    public static int padding(long size) {
        return (int) (-size & (TarHeader.BLOCK - 1));
    }
}
