package io.github.layercake.io;

/**
 * The facts about one encoded segment: a byte-aligned run of deflate blocks (RFC 1951, section 3.2.3) that refers to
 * nothing before itself, none of them final, the last one an empty stored block; or one Zstandard frame. Segments
 * therefore follow each other in any order; {@link SegmentFormat} makes a file of them.
 *
 * @param plainSize number of plain bytes
 * @param size number of encoded bytes, never 0
 * @param crc32 checksum of the plain bytes (RFC 1952, section 8)
 */
public record Segment(long plainSize, long size, int crc32) {
    public Segment {
        if (plainSize < 0 || size <= 0) {
            throw new IllegalArgumentException("Not the sizes of a segment: " + plainSize + " plain, " + size);
        }
    }
}
