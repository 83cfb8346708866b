import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Reads a tar, one entry after the other: ustar, with GNU's long names and the PAX keywords path and size. */
final class TarReader implements AutoCloseable {
    private static final int BLOCK = 512;

    private final InputStream in;
    private String name = "";
    private char type;
    private long size;
    private long left;

    TarReader(InputStream in) {
        this.in = new BufferedInputStream(in, 1 << 16);
    }

    /** Moves to the next entry; false at the end. */
    boolean next() throws IOException {
        String longName = null;
        long longSize = -1;
        while (true) {
            in.skipNBytes(left + padding());
            byte[] header = in.readNBytes(BLOCK);
            left = 0;
            size = 0;
            if (header.length == 0 || header.length == BLOCK && header[0] == 0) {
                return false;
            }
            if (header.length < BLOCK) {
                throw new EOFException("a tar that ends in the middle of a header");
            }
            type = (char) header[156];
            size = number(header, 124, 12);
            left = size;
            if (type == 'L') {
                longName = text(content().readAllBytes(), 0, (int) size);
            } else if (type == 'x') {
                for (String record :
                        text(content().readAllBytes(), 0, (int) size).split("\n")) {
                    String keyword = record.substring(record.indexOf(' ') + 1);
                    longName = keyword.startsWith("path=") ? keyword.substring(5) : longName;
                    longSize = keyword.startsWith("size=") ? Long.parseLong(keyword.substring(5)) : longSize;
                }
            } else if (type != 'g') {
                String prefix = header[257] == 'u' && header[263] == '0' ? text(header, 345, 155) : "";
                String shortName = text(header, 0, 100);
                name = longName != null ? longName : prefix.isEmpty() ? shortName : prefix + "/" + shortName;
                name = name.startsWith("/") ? name.substring(1) : name;
                size = longSize >= 0 ? longSize : size;
                left = size;
                return true;
            }
        }
    }

    /** The path, without a leading slash. */
    String name() {
        return name;
    }

    boolean isFile() {
        return type == '0' || type == 0;
    }

    /** The bytes of the entry, valid until the next one; closing it has no effect. */
    InputStream content() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                if (length == 0 || left == 0) {
                    return length == 0 ? 0 : -1;
                }
                int count = in.read(buffer, offset, (int) Math.min(length, left));
                if (count < 0) {
                    throw new EOFException("a tar that ends in the middle of " + name);
                }
                left -= count;
                return count;
            }
        };
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private long padding() {
        return (BLOCK - size % BLOCK) % BLOCK;
    }

    private static long number(byte[] header, int offset, int length) {
        if ((header[offset] & 0x80) != 0) {
            long value = header[offset] & 0x7f;
            for (int i = offset + 1; i < offset + length; i++) {
                value = value << 8 | header[i] & 0xff;
            }
            return value;
        }
        String octal = text(header, offset, length).strip();
        return octal.isEmpty() ? 0 : Long.parseLong(octal, 8);
    }

    private static String text(byte[] bytes, int offset, int length) {
        int end = offset;
        while (end < offset + length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, offset, end - offset, StandardCharsets.UTF_8);
    }
}
