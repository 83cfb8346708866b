package io.github.layercake.io;

/** Unsigned numbers, the lowest byte first, as zip and gzip have them. */
final class LittleEndian {
    private LittleEndian() {}

    static int shortAt(byte[] b, int at) {
        return b[at] & 0xff | (b[at + 1] & 0xff) << 8;
    }

    static int intAt(byte[] b, int at) {
        return b[at] & 0xff | (b[at + 1] & 0xff) << 8 | (b[at + 2] & 0xff) << 16 | b[at + 3] << 24;
    }

    static long longOfIntAt(byte[] b, int at) {
        return intAt(b, at) & 0xffffffffL;
    }

    static void putInt(byte[] b, int at, int value) {
        b[at] = (byte) value;
        b[at + 1] = (byte) (value >>> 8);
        b[at + 2] = (byte) (value >>> 16);
        b[at + 3] = (byte) (value >>> 24);
    }
}
