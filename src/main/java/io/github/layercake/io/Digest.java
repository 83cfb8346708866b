package io.github.layercake.io;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The address of some bytes: an algorithm and the lower-case hexadecimal hash.
 *
 * <p>Written {@code sha256:0123…}. We only make {@code sha256}; {@code sha512} is accepted in what others made.
 *
 * @param algorithm {@code sha256} or {@code sha512}
 * @param hex 64 or 128 lower-case hexadecimal digits
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.0/descriptor.md#digests">OCI image-spec,
 *     Digests</a>
 */
public record Digest(String algorithm, String hex) implements Comparable<Digest> {

    public Digest {
        int digits = switch (algorithm) {
            case "sha256" -> 64;
            case "sha512" -> 128;
            default -> throw invalid(algorithm + ":" + hex);
        };
        if (hex.length() != digits) {
            throw invalid(algorithm + ":" + hex);
        }
        for (int i = 0; i < digits; i++) {
            char c = hex.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                throw invalid(algorithm + ":" + hex);
            }
        }
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
        return new Digest("sha256", "0".repeat(64)).compute(content);
    }

    /** Whether this is the digest of {@code size} bytes of an array from {@code offset} on. */
    public boolean isOf(byte[] bytes, int offset, int size) {
        MessageDigest hash = newHash();
        hash.update(bytes, offset, size);
        byte[] raw = hash.digest();
        for (int i = 0; i < raw.length; i++) {
            if (HexFormat.fromHexDigit(hex.charAt(2 * i)) != (raw[i] >> 4 & 0xf)
                    || HexFormat.fromHexDigit(hex.charAt(2 * i + 1)) != (raw[i] & 0xf)) {
                return false;
            }
        }
        return true;
    }

    /** Hashes {@code content} with the algorithm of this digest, so that the two can be compared. */
    public Digest compute(Content content) throws IOException {
        MessageDigest hash = newHash();
        byte[] buffer = new byte[1 << 16];
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
        return newHash(algorithm.equals("sha512") ? "SHA-512" : "SHA-256");
    }

    /** What {@code hash}, made by {@link #newHash()}, has seen. */
    public Digest finish(MessageDigest hash) {
        return new Digest(algorithm, HexFormat.of().formatHex(hash.digest()));
    }

    /** A fresh SHA-256. */
    public static MessageDigest newSha256() {
        return newHash("SHA-256");
    }

    /** The digest that these 32 raw bytes, a finished SHA-256, spell. */
    public static Digest sha256(byte[] raw) {
        return new Digest("sha256", HexFormat.of().formatHex(raw));
    }

    private static MessageDigest newHash(String name) {
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
        return order != 0 ? order : hex.compareTo(other.hex);
    }

    @Override
    public String toString() {
        return algorithm + ":" + hex;
    }
}
