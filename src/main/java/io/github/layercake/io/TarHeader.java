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

    /**
     * Names how facts become bytes, and where layers are cut: part of every key under which some are kept, other if any
     * facts give others.
     */
    public static final String FORMAT = "tar-2";

    /** Bytes of a tar block. */
    public static final int BLOCK = 512;

    /** What ends a tar stream: two empty blocks. */
    public static final int END = 2 * BLOCK;

    // Fields of a ustar header (POSIX.1-2001, pax, "ustar Interchange Format"): where they start, and how many bytes.
    private static final int NAME_SIZE = 100;
    private static final int MODE = 100;
    private static final int UID = 108;
    private static final int GID = 116;
    private static final int ID_SIZE = 8;
    private static final int SIZE = 124;
    private static final int MTIME = 136;
    private static final int NUMBER_SIZE = 12;
    private static final int CHECKSUM = 148;
    private static final int TYPE = 156;
    private static final int MAGIC = 257;
    private static final int DEVICE_MAJOR = 329;
    private static final int DEVICE_MINOR = 337;
    private static final byte[] USTAR = {'u', 's', 't', 'a', 'r', 0, '0', '0'};
    private static final long MAX_ID = 07777777;
    private static final long MAX_NUMBER = 077777777777L;

    private TarHeader() {}

    /** The header of {@code entry}. */
    public static byte[] bytes(TarEntry entry) throws IOException {
        String name = name(entry);
        return isPlain(entry, name) ? plain(entry, name) : extended(entry);
    }

    /** How many bytes the header of {@code entry} has. */
    public static int size(TarEntry entry) throws IOException {
        return isPlain(entry, name(entry)) ? BLOCK : extended(entry).length;
    }

    private static String name(TarEntry entry) {
        return entry.type() == TarEntry.Type.DIRECTORY ? entry.path() + "/" : entry.path();
    }

    /** What an image is full of: one block says it all. */
    private static boolean isPlain(TarEntry entry, String name) {
        return (entry.type() == TarEntry.Type.FILE || entry.type() == TarEntry.Type.DIRECTORY)
                && name.length() < NAME_SIZE
                && (entry.mode() & ~07777) == 0
                && entry.uid() >= 0
                && entry.uid() <= MAX_ID
                && entry.gid() >= 0
                && entry.gid() <= MAX_ID
                && entry.size() <= MAX_NUMBER
                && entry.mtime() >= 0
                && entry.mtime() <= MAX_NUMBER
                && entry.linkTarget().isEmpty()
                && isAscii(name);
    }

    private static boolean isAscii(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) == 0 || name.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /** Written here, since a thousand of them are made in a JVM that has just started: the library takes 50 ms. */
    private static byte[] plain(TarEntry entry, String name) {
        byte[] header = new byte[BLOCK];
        // Zeros need not be added: most of a header is zeros.
        int sum = ID_SIZE * ' ';
        for (int i = 0; i < name.length(); i++) {
            sum += put(name.charAt(i), header, i);
        }
        sum += octal(entry.mode(), header, MODE, ID_SIZE);
        sum += octal(entry.uid(), header, UID, ID_SIZE);
        sum += octal(entry.gid(), header, GID, ID_SIZE);
        sum += octal(entry.size(), header, SIZE, NUMBER_SIZE);
        sum += octal(entry.mtime(), header, MTIME, NUMBER_SIZE);
        sum += put(entry.type() == TarEntry.Type.DIRECTORY ? '5' : '0', header, TYPE);
        for (int i = 0; i < USTAR.length; i++) {
            sum += put(USTAR[i], header, MAGIC + i);
        }
        sum += octal(0, header, DEVICE_MAJOR, ID_SIZE);
        sum += octal(0, header, DEVICE_MINOR, ID_SIZE);
        octal(sum, header, CHECKSUM, ID_SIZE - 1);
        // Six digits, a zero and a space: this field alone has always been written so.
        header[CHECKSUM + ID_SIZE - 2] = 0;
        header[CHECKSUM + ID_SIZE - 1] = ' ';
        return header;
    }

    /** One ASCII character, which is returned. */
    private static int put(int character, byte[] header, int index) {
        header[index] = (byte) character;
        return character;
    }

    /** Octal digits, and a space to end them. Returns their sum. */
    private static int octal(long value, byte[] header, int start, int size) {
        int sum = put(' ', header, start + size - 1);
        long rest = value;
        for (int i = start + size - 2; i >= start; i--) {
            sum += put('0' + (int) (rest & 7), header, i);
            rest >>>= 3;
        }
        return sum;
    }

    /** The same by the library, and what needs a pax header. */
    static byte[] extended(TarEntry entry) throws IOException {
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
