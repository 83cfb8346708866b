package io.github.layercake.io;

import static io.github.layercake.io.LittleEndian.intAt;
import static io.github.layercake.io.LittleEndian.longOfIntAt;
import static io.github.layercake.io.LittleEndian.shortAt;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Where a zip file's central directory says that deflated data lies (PKWARE APPNOTE, sections 4.3.12 and 4.3.16).
 *
 * <p>Only a hint: whoever uses it must expect that it is wrong, since files lie and change. What cannot be understood
 * (zip64 offsets, a directory above 32 MiB, a truncated file) is left out.
 */
final class ZipMap {
    static final ZipMap EMPTY = new ZipMap(new long[0], 0, 0, 0);

    private static final int DIRECTORY_HEADER = 0x02014b50;
    private static final int DIRECTORY_HEADER_SIZE = 46;
    private static final int DIRECTORY_END = 0x06054b50;
    private static final int DIRECTORY_END_SIZE = 22;
    private static final int MAX_COMMENT = 0xffff;
    private static final int MAX_DIRECTORY_SIZE = 1 << 25;
    private static final int DEFLATED = 8;

    /** {@code offset of the local header << 31 | size of the data}, ascending; offsets relative to {@link #base}. */
    private final long[] entries;

    private final int count;

    private final long base;
    private final long end;

    private ZipMap(long[] entries, int count, long base, long end) {
        this.entries = entries;
        this.count = count;
        this.base = base;
        this.end = end;
    }

    /** An array for one central directory after the other; most are small. */
    static final class Room {
        private static final int LEAST = 1 << 18;
        private static final int MOST_KEPT = 1 << 20;

        private byte[] bytes = new byte[0];

        /** At least {@code size} bytes, whatever is in them. */
        byte[] take(int size) {
            if (size > MOST_KEPT) {
                return new byte[size];
            }
            if (size > bytes.length) {
                bytes = new byte[Math.max(LEAST, Integer.highestOneBit(size - 1) << 1)];
            }
            return bytes;
        }
    }

    /** Reads the end of a content that started like a zip file. */
    static ZipMap of(Content content, Room room) throws IOException {
        try {
            // Hardly any has a comment.
            Tail tail = Tail.of(content, 0);
            int at = tail.directoryEnd(0);
            if (at < 0) {
                tail = Tail.of(content, MAX_COMMENT);
                at = tail.directoryEnd(MAX_COMMENT);
            }
            if (at < 0) {
                return EMPTY;
            }
            long directorySize = longOfIntAt(tail.bytes, at + 12);
            long offset = longOfIntAt(tail.bytes, at + 16);
            if (directorySize > MAX_DIRECTORY_SIZE) {
                return EMPTY;
            }
            ZipMap map = directory(content, room, tail, offset, directorySize, 0);
            // Something may have been put in front of the file: then every offset is too small by as much.
            long shifted = tail.start + at - directorySize;
            return map == EMPTY && shifted != offset
                    ? directory(content, room, tail, shifted, directorySize, shifted - offset)
                    : map;
        } catch (EOFException e) {
            return EMPTY;
        }
    }

    int count() {
        return count;
    }

    /** Where the central directory starts, 0 if there is none. */
    long end() {
        return end;
    }

    /** Where the local header of an entry should be; ascending, may be equal. */
    long header(int entry) {
        return base + (entries[entry] >>> 31);
    }

    /** How many bytes of deflated data an entry should have. */
    long size(int entry) {
        return entries[entry] & 0x7fffffff;
    }

    /** Where the next header is, after which the data of an entry cannot go on. */
    long limit(int entry) {
        return entry + 1 < count ? Math.min(header(entry + 1), end) : end;
    }

    private static ZipMap directory(Content content, Room room, Tail tail, long offset, long size, long base)
            throws IOException {
        if (offset < 0 || offset > tail.start + tail.length - size) {
            return EMPTY;
        }
        if (offset >= tail.start) {
            return parse(tail.bytes, (int) (offset - tail.start), (int) size, base, offset);
        }
        return parse(read(content, offset, (int) size, room.take((int) size)), 0, (int) size, base, offset);
    }

    private static ZipMap parse(byte[] bytes, int from, int size, long base, long offset) {
        long[] entries = new long[size / DIRECTORY_HEADER_SIZE];
        int count = 0;
        boolean sorted = true;
        int at = from;
        int last = from + size - DIRECTORY_HEADER_SIZE;
        while (at <= last && intAt(bytes, at) == DIRECTORY_HEADER) {
            long dataSize = longOfIntAt(bytes, at + 20);
            if (shortAt(bytes, at + 10) == DEFLATED && dataSize < longOfIntAt(bytes, at + 24) && dataSize >>> 31 == 0) {
                entries[count] = longOfIntAt(bytes, at + 42) << 31 | dataSize;
                sorted &= count == 0 || entries[count - 1] <= entries[count];
                count++;
            }
            at += DIRECTORY_HEADER_SIZE + shortAt(bytes, at + 28) + shortAt(bytes, at + 30) + shortAt(bytes, at + 32);
        }
        if (count == 0) {
            return EMPTY;
        }
        if (!sorted) {
            Arrays.sort(entries, 0, count);
        }
        return new ZipMap(entries, count, base, offset);
    }

    private static byte[] read(Content content, long offset, int size, byte[] bytes) throws IOException {
        try (InputStream in = content.open()) {
            in.skipNBytes(offset);
            if (in.readNBytes(bytes, 0, size) < size) {
                throw new EOFException();
            }
            return bytes;
        }
    }

    /** The last bytes of a content, from {@code start} on, or all if it is in memory. */
    private static final class Tail {
        final byte[] bytes;
        final int length;
        final long start;

        private Tail(byte[] bytes, int length, long start) {
            this.bytes = bytes;
            this.length = length;
            this.start = start;
        }

        static Tail of(Content content, int comment) throws IOException {
            if (content instanceof ArrayContent array) {
                return new Tail(array.bytes, array.length, 0);
            }
            int length = (int) Math.min(content.size(), DIRECTORY_END_SIZE + comment);
            long start = content.size() - length;
            return new Tail(read(content, start, length, new byte[length]), length, start);
        }

        /** Where the end-of-directory record starts whose comment fills the rest, or -1. */
        int directoryEnd(int comment) {
            int last = length - DIRECTORY_END_SIZE;
            for (int at = last; at >= Math.max(0, last - comment); at--) {
                if (intAt(bytes, at) == DIRECTORY_END && shortAt(bytes, at + 20) == last - at) {
                    return at;
                }
            }
            return -1;
        }
    }
}
