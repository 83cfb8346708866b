package io.github.layercake.io;

/**
 * What stands around segments to make them one gzip member (RFC 1952): {@link #header()}, the bytes of the segments,
 * {@link #trailer()}.
 *
 * <p>The header is fixed: no name, no time, unknown operating system. The trailer closes the deflate stream with an
 * empty final block and carries the checksum of all plain bytes, combined from those of the segments, and their number
 * modulo 2<sup>32</sup>. Several gzip members in a row would be legal too, but some readers stop silently after the
 * first.
 *
 * <pre>{@code
 * GzipMember member = new GzipMember();
 * out.write(GzipMember.header());
 * member.append(encoder.encode(content, digest, out));
 * out.write(member.trailer());
 * }</pre>
 */
public final class GzipMember {
    private static final int HEADER_SIZE = 10;
    private static final int TRAILER_SIZE = 10;

    private long plainSize;
    private long segmentsSize;
    private int crc32;

    /** The ten bytes that start every member (RFC 1952, section 2.3): deflate, no flags, time 0, OS 255. */
    public static byte[] header() {
        byte[] header = new byte[HEADER_SIZE];
        header[0] = 0x1f;
        header[1] = (byte) 0x8b;
        header[2] = 8;
        header[9] = (byte) 255;
        return header;
    }

    /** Notes that the bytes of this segment come next. */
    public void append(Segment segment) {
        crc32 = Crc32Combine.combine(crc32, segment.crc32(), segment.plainSize());
        plainSize += segment.plainSize();
        segmentsSize += segment.size();
    }

    /** Number of plain bytes so far. */
    public long plainSize() {
        return plainSize;
    }

    /** All segments so far, of which there is at least one, as what they are together: a segment. */
    public Segment joined() {
        return new Segment(plainSize, segmentsSize, crc32);
    }

    /** Size of the whole member, header and trailer included, if it ended here. */
    public long size() {
        return HEADER_SIZE + segmentsSize + TRAILER_SIZE;
    }

    /** The bytes that end the member here: an empty final block, CRC-32 and size of what is before. */
    public byte[] trailer() {
        byte[] trailer = new byte[TRAILER_SIZE];
        trailer[0] = 0x03;
        LittleEndian.putInt(trailer, 2, crc32);
        LittleEndian.putInt(trailer, 6, (int) plainSize);
        return trailer;
    }
}
