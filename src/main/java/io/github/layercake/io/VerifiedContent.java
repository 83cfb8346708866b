package io.github.layercake.io;

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
 * @param damage makes the exception
 */
public record VerifiedContent(Content content, Digest digest, long size, Damage damage) implements Content {

    /** What to do about bytes that do not match. */
    @FunctionalInterface
    public interface Damage {
        /**
         * Makes the exception to throw.
         *
         * @param found what the bytes are instead: {@code only 17}, or another digest
         */
        Exception found(String found);
    }

    /** Bytes of somebody else's image, which only the user can replace. */
    public static VerifiedContent of(Content content, Digest digest, long size, String origin) {
        return new VerifiedContent(
                content,
                digest,
                size,
                found -> new ImageException(
                        origin + ": the blob " + digest + " (" + size + " bytes) is damaged: its bytes are " + found
                                + ".",
                        "Fetch or build that image again; it was changed or truncated after it was written."));
    }

    @Override
    public InputStream open() throws IOException {
        return new VerifyingStream(content.open());
    }

    /** This, if the source has as many bytes as it should; fails now, and not when it is read, if it has others. */
    public VerifiedContent requireSize() throws IOException {
        long found = content.size();
        if (found != size) {
            throw mismatch(found < size ? "only " + found : "more than " + size);
        }
        return this;
    }

    private IOException mismatch(String found) {
        Exception damaged = damage.found(found);
        if (damaged instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        return damaged instanceof IOException io ? io : new IOException(damaged);
    }

    private final class VerifyingStream extends WatchedStream {
        private final MessageDigest hash = digest.newHash();
        private long seen;
        private boolean verified;

        VerifyingStream(InputStream in) {
            super(in);
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

        private void verify() throws IOException {
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
    }
}
