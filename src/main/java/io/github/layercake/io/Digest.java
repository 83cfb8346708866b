package io.github.layercake.io;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The address of some bytes: an algorithm and the lower-case hexadecimal hash.
 *
 * <p>Written {@code sha256:0123…}. We only make {@code sha256}; {@code sha512} is accepted in what others made.
 *
 * <p>It keeps the bytes: a build compares and stores many more digests than it spells.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.0/descriptor.md#digests">OCI image-spec,
 *     Digests</a>
 */
public final class Digest implements Comparable<Digest> {
    private static final MessageDigest SHA256 = newInstance("SHA-256");
    /** Of nothing in particular: whom to ask for others. */
    private static final Digest NONE = new Digest("sha256", new byte[32]);

    private final String algorithm;
    private final byte[] hash;

    /**
     * A digest from its two parts.
     *
     * @param algorithm {@code sha256} or {@code sha512}
     * @param hex 64 or 128 lower-case hexadecimal digits
     * @throws ImageException if they are not that
     */
    public Digest(String algorithm, String hex) {
        int digits = 2 * length(algorithm);
        if (hex.length() != digits || digits == 0) {
            throw invalid(algorithm + ":" + hex);
        }
        byte[] bytes = new byte[digits / 2];
        for (int i = 0; i < digits; i++) {
            char c = hex.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                throw invalid(algorithm + ":" + hex);
            }
            bytes[i / 2] = (byte) (bytes[i / 2] << 4 | (c <= '9' ? c - '0' : c - 'a' + 10));
        }
        this.algorithm = algorithm;
        this.hash = bytes;
    }

    private Digest(String algorithm, byte[] hash) {
        this.algorithm = algorithm;
        this.hash = hash;
    }

    /** Of a hash in bytes, 0 if there is no such algorithm. */
    private static int length(String algorithm) {
        return switch (algorithm) {
            case "sha256" -> 32;
            case "sha512" -> 64;
            default -> 0;
        };
    }

    /**
     * A digest from the hash itself: {@code length} bytes of an array.
     *
     * @param algorithm {@code sha256} or {@code sha512}
     * @throws ImageException if a hash of the algorithm has another length
     */
    public static Digest of(String algorithm, byte[] bytes, int from, int length) {
        byte[] hash = Arrays.copyOfRange(bytes, from, from + length);
        if (length != length(algorithm) || length == 0) {
            throw invalid(algorithm + ":" + HexFormat.of().formatHex(hash));
        }
        return new Digest(algorithm, hash);
    }

    /** {@code sha256} or {@code sha512}. */
    public String algorithm() {
        return algorithm;
    }

    /** 64 or 128 lower-case hexadecimal digits. */
    public String hex() {
        return HexFormat.of().formatHex(hash);
    }

    /** The 32 or 64 bytes of the hash. */
    public byte[] hash() {
        return hash.clone();
    }

    /**
     * Reads {@code algorithm:hex}.
     *
     * @throws ImageException if it is not a digest
     */
    public static Digest parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw invalid(text);
        }
        return new Digest(text.substring(0, colon), text.substring(colon + 1));
    }

    /** The SHA-256 of {@code bytes}. */
    public static Digest of(byte[] bytes) {
        return of(bytes, bytes.length);
    }

    /** The SHA-256 of the first bytes of an array. */
    public static Digest of(byte[] bytes, int size) {
        MessageDigest hash = newSha256();
        hash.update(bytes, 0, size);
        return sha256(hash.digest());
    }

    /** The SHA-256 of everything that {@code content} holds. */
    public static Digest of(Content content) throws IOException {
        return NONE.compute(content);
    }

    /** The SHA-256 of everything that {@code content} holds, read through a buffer. */
    public static Digest of(Content content, byte[] buffer) throws IOException {
        return NONE.compute(content, buffer);
    }

    /** Whether this is the digest of {@code size} bytes of an array from {@code offset} on. */
    public boolean isOf(byte[] bytes, int offset, int size) {
        MessageDigest found = newHash();
        found.update(bytes, offset, size);
        return Arrays.equals(found.digest(), hash);
    }

    /** Hashes {@code content} with the algorithm of this digest, so that the two can be compared. */
    public Digest compute(Content content) throws IOException {
        return compute(content, new byte[1 << 16]);
    }

    /** Hashes {@code content} with the algorithm of this digest through a buffer, whatever is in it. */
    private Digest compute(Content content, byte[] buffer) throws IOException {
        MessageDigest hash = newHash();
        try (InputStream in = content.open()) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                hash.update(buffer, 0, n);
            }
        }
        return finish(hash);
    }

    /** Hashes {@code bytes} with the algorithm of this digest. */
    public Digest compute(byte[] bytes) {
        MessageDigest hash = newHash();
        hash.update(bytes);
        return finish(hash);
    }

    /** A hash of this digest's algorithm with nothing in it. */
    public MessageDigest newHash() {
        return algorithm.equals("sha512") ? newInstance("SHA-512") : newSha256();
    }

    /** What {@code hash}, made by {@link #newHash()}, has seen. */
    public Digest finish(MessageDigest hash) {
        return new Digest(algorithm, hash.digest());
    }

    /** A fresh SHA-256. */
    public static MessageDigest newSha256() {
        try {
            // Looking up who provides it costs more than hashing a small file.
            return (MessageDigest) SHA256.clone();
        } catch (CloneNotSupportedException e) {
            return newInstance("SHA-256");
        }
    }

    /** The digest that these 32 raw bytes, a finished SHA-256, spell. */
    public static Digest sha256(byte[] raw) {
        return of("sha256", raw, 0, raw.length);
    }

    private static MessageDigest newInstance(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has " + name, e);
        }
    }

    private static ImageException invalid(String text) {
        return new ImageException(
                "'" + text + "' is not a digest.", "Write it as sha256: and 64 lower-case hexadecimal digits.");
    }

    @Override
    public int compareTo(Digest other) {
        int order = algorithm.compareTo(other.algorithm);
        return order != 0 ? order : Arrays.compareUnsigned(hash, other.hash);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Digest digest && Arrays.equals(hash, digest.hash) && algorithm.equals(digest.algorithm);
    }

    @Override
    public int hashCode() {
        return LittleEndian.intAt(hash, 0);
    }

    @Override
    public String toString() {
        return algorithm + ":" + hex();
    }
}
