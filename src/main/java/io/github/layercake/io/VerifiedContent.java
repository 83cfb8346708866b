package io.github.layercake.io;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/**
 * Content that is known by its digest, and is never delivered whole unless it matches: the read that would report the
 * end of the stream fails instead when the bytes are too few, too many, or others than the digest says.
 *
 * @param content the bytes
 * @param digest what they must hash to
 * @param size how many there must be
 * @param origin for the error message: where the bytes come from
 */
public record VerifiedContent(Content content, Digest digest, long size, String origin) implements Content {

    @Override
    public InputStream open() throws IOException {
        return new VerifyingStream(content.open());
    }

    private ImageException mismatch(String found) {
        return new ImageException(
                origin + ": the blob " + digest + " (" + size + " bytes) is damaged: its bytes are " + found + ".",
                "Fetch or build that image again; it was changed or truncated after it was written.");
    }

    private final class VerifyingStream extends FilterInputStream {
        private final MessageDigest hash = digest.newHash();
        private long seen;
        private boolean verified;

        VerifyingStream(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = in.read(buffer, offset, length);
            if (n > 0) {
                hash.update(buffer, offset, n);
                seen += n;
                if (seen > size) {
                    throw mismatch("more than " + size);
                }
            } else if (n < 0) {
                verify();
            }
            return n;
        }

        private void verify() {
            if (verified) {
                return;
            }
            if (seen != size) {
                throw mismatch("only " + seen);
            }
            Digest found = digest.finish(hash);
            if (!found.equals(digest)) {
                throw mismatch(found.toString());
            }
            verified = true;
        }

        @Override
        public long skip(long n) throws IOException {
            byte[] buffer = new byte[(int) Math.max(0, Math.min(n, 1 << 16))];
            int read = read(buffer, 0, buffer.length);
            return Math.max(0, read);
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
