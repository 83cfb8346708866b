package io.github.layercake.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * What the file system tells about a file without opening it. Two equal stats of one path mean that its content is the
 * same, provided that the first {@linkplain #settledBefore was settled} when the content was read.
 *
 * <p>A program can set the mtime, but not the ctime, which changes with every write, rename and change of attributes.
 * Where the platform has no ctime (Windows), it is 0, and a file that was changed with its size and mtime preserved is
 * not noticed there.
 *
 * @param size in bytes
 * @param mtime of the last modification, nanoseconds since 1970
 * @param ctime of the last change of the inode, nanoseconds since 1970
 * @param key a hash of device and inode, or 0
 */
public record FileStat(long size, long mtime, long ctime, int key) {
    private static final long COARSE = TimeUnit.SECONDS.toNanos(1);
    private static final long COARSE_MARGIN = TimeUnit.SECONDS.toNanos(3);
    private static final long FINE_MARGIN = TimeUnit.MILLISECONDS.toNanos(100);

    /** The stat of a file; a symbolic link is followed. */
    public static FileStat of(Path file) throws IOException {
        return of(file, Files.readAttributes(file, BasicFileAttributes.class));
    }

    /** The stat of a file whose attributes were read already, with or without following a link. */
    public static FileStat of(Path file, BasicFileAttributes attributes, LinkOption... options) throws IOException {
        return new FileStat(
                attributes.size(),
                attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS),
                ctime(file, options),
                Objects.hashCode(attributes.fileKey()));
    }

    private static long ctime(Path file, LinkOption... options) throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return 0;
        }
        // One attribute, asked of the provider: a tenth of what "unix:*" costs in a cold JVM.
        Object ctime = file.getFileSystem()
                .provider()
                .readAttributes(file, "unix:ctime", options)
                .get("ctime");
        return ctime instanceof FileTime time ? time.to(TimeUnit.NANOSECONDS) : 0;
    }

    /**
     * Whether a change after {@code time} would be seen in this stat. A file that was changed at nearly that time could
     * be changed again within the same tick of the file system's clock ("racy git").
     *
     * @param time nanoseconds since 1970
     */
    public boolean settledBefore(long time) {
        long margin = mtime % COARSE == 0 || (ctime != 0 && ctime % COARSE == 0) ? COARSE_MARGIN : FINE_MARGIN;
        return mtime < time - margin && ctime < time - margin;
    }
}
