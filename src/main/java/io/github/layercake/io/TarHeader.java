package io.github.layercake.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * Turns the facts of an entry into the bytes that stand before its content: a ustar header, and a pax header before it
 * where a name is long or not ASCII, or a number does not fit.
 *
 * <p>A tar stream is, for each entry, this header, the content and zeros up to the next 512-byte block; then
 * {@link #END}. The bytes depend on the facts alone.
 */
public final class TarHeader {

    /** Bytes of a tar block. */
    public static final int BLOCK = 512;

    /** What ends a tar stream: two empty blocks. */
    public static final int END = 2 * BLOCK;

    private TarHeader() {}

    /** The header of {@code entry}. */
    public static byte[] bytes(TarEntry entry) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(3 * BLOCK);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, BLOCK, StandardCharsets.UTF_8.name());
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
        tar.putArchiveEntry(archiveEntry(entry));
        return bytes.toByteArray();
    }

    private static TarArchiveEntry archiveEntry(TarEntry entry) {
        TarArchiveEntry tar = switch (entry.type()) {
            case FILE -> new TarArchiveEntry(entry.path(), TarConstants.LF_NORMAL);
            case DIRECTORY -> new TarArchiveEntry(entry.path() + "/", TarConstants.LF_DIR);
            case SYMBOLIC_LINK -> new TarArchiveEntry(entry.path(), TarConstants.LF_SYMLINK);
            case HARD_LINK -> new TarArchiveEntry(entry.path(), TarConstants.LF_LINK);
            case SPECIAL -> throw new IllegalArgumentException("Devices are never written: " + entry.path());
        };
        tar.setLinkName(entry.linkTarget());
        tar.setSize(entry.size());
        tar.setMode(entry.mode());
        tar.setUserId(entry.uid());
        tar.setGroupId(entry.gid());
        tar.setUserName("");
        tar.setGroupName("");
        tar.setModTime(entry.mtime() * 1000);
        return tar;
    }
}
