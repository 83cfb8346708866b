package io.github.layercake.io;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * A tar stream that trusts nothing that it reads: whatever is wrong with it is an {@link IOException}, and what stands
 * before an entry (a long name, extended headers) never takes much memory or stack.
 */
final class TarStream extends TarArchiveInputStream {
    /** Names and extended attributes are kilobytes; more is an attack on our memory. */
    private static final long MAX_EXTENDED_HEADER = 1L << 20;

    /** An entry has at most a long name, a long link and two pax headers before it; more would end in our stack. */
    private static final int MAX_HEADERS_OF_AN_ENTRY = 8;

    private final Position position;
    private int depth;

    /** Reads {@code in} from where it stands, and not a byte further than was asked for. */
    TarStream(InputStream in) {
        this(new Position(in));
    }

    private TarStream(Position position) {
        super(position, TarHeader.BLOCK, TarHeader.BLOCK, StandardCharsets.UTF_8.name(), false);
        this.position = position;
    }

    /** How many bytes of the tar stream are behind us; after an entry was found: where its content starts. */
    long position() {
        return position.bytes;
    }

    @Override
    public TarArchiveEntry getNextEntry() throws IOException {
        if (depth == MAX_HEADERS_OF_AN_ENTRY) {
            throw new IOException("an entry has more than " + MAX_HEADERS_OF_AN_ENTRY + " headers");
        }
        depth++;
        try {
            TarArchiveEntry entry = super.getNextEntry();
            // Null at the end, although the library does not say so.
            if (entry != null) {
                check(entry);
            }
            return entry;
        } catch (ImageException | UncheckedIOException e) {
            // Not about the tar stream, but about where its bytes come from.
            throw e;
        } catch (RuntimeException e) {
            throw new IOException("a header makes no sense (" + e.getMessage() + ")", e);
        } finally {
            depth--;
        }
    }

    private static void check(TarArchiveEntry entry) throws IOException {
        if (!entry.isCheckSumOK()) {
            throw new IOException("the checksum of a header is wrong");
        }
        if (entry.getSize() < 0) {
            throw new IOException("'" + entry.getName() + "' has a negative size");
        }
        if (entry.isSparse()) {
            throw new IOException("'" + entry.getName() + "' is a sparse file, which images do not have");
        }
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        TarArchiveEntry entry = getCurrentEntry();
        if (entry != null && isExtendedHeader(entry) && entry.getSize() > MAX_EXTENDED_HEADER) {
            throw new IOException("an extended header has " + entry.getSize() + " bytes");
        }
        return super.read(buffer, offset, length);
    }

    private static boolean isExtendedHeader(TarArchiveEntry entry) {
        return entry.isPaxHeader()
                || entry.isGlobalPaxHeader()
                || entry.isGNULongNameEntry()
                || entry.isGNULongLinkEntry();
    }

    @Override
    protected byte[] readRecord() throws IOException {
        TarArchiveEntry entry = getCurrentEntry();
        if (entry != null && entry.isOldGNUSparse()) {
            check(entry);
        }
        return super.readRecord();
    }

    /** Counts. */
    private static final class Position extends FilterInputStream {
        private long bytes;

        Position(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int b = in.read();
            if (b >= 0) {
                bytes++;
            }
            return b;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = in.read(buffer, offset, length);
            if (n > 0) {
                bytes += n;
            }
            return n;
        }

        @Override
        public long skip(long n) throws IOException {
            long skipped = in.skip(n);
            bytes += skipped;
            return skipped;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
