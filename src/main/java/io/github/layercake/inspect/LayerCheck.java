package io.github.layercake.inspect;

import io.github.layercake.io.ImageException;
import io.github.layercake.io.TarHeader;
import io.github.layercake.io.TarReader;
import io.github.layercake.io.WatchedStream;
import io.github.layercake.io.Zstd;
import io.github.layercake.oci.Layer;
import io.github.layercake.oci.MediaTypes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Reads a layer once, to its last byte, whatever is wrong on the way. */
final class LayerCheck {
    private final Layer layer;
    private final String place;
    private final boolean ofBase;
    private final Findings findings;

    private LayerCheck(Layer layer, String place, boolean ofBase, Findings findings) {
        this.layer = layer;
        this.place = place;
        this.ofBase = ofBase;
        this.findings = findings;
    }

    /** Checks {@code layer}, which may hold whiteouts and devices if it is {@code ofBase}. */
    static void check(Layer layer, String place, boolean ofBase, Findings findings) throws IOException {
        try (InputStream in = new Source(layer.content().open())) {
            new LayerCheck(layer, place, ofBase, findings).check(in);
        } catch (ImageException e) {
            // Content that verifies itself is not delivered whole.
            findings.error(place, e.problem());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void check(InputStream in) throws IOException {
        HashingStream stored = new HashingStream(in, layer.digest());
        switch (layer.mediaType()) {
            case MediaTypes.LAYER -> checkTar(new HashingStream(stored, layer.diffId()), "whole");
            case MediaTypes.LAYER_GZIP -> {
                try (InputStream member = new GzipMemberStream(stored)) {
                    checkTar(new HashingStream(member, layer.diffId()), "one whole gzip member");
                }
            }
            case MediaTypes.LAYER_ZSTD -> checkZstd(stored);
            default -> findings.error(place, "'" + layer.mediaType() + "' is not a type of layer");
        }
        stored.drain();
        findings.expect(
                stored.size() == layer.size(),
                place,
                "it has " + stored.size() + " bytes, and should have " + layer.size());
        findings.expect(stored.digest().equals(layer.digest()), place, "its bytes are " + stored.digest());
    }

    private void checkZstd(HashingStream stored) throws IOException {
        Optional<InputStream> frames = Zstd.decompress(new Unclosed(stored));
        if (frames.isEmpty()) {
            findings.note(place, "the diffID is not verified, since that takes zstd-jni; the digest is");
            return;
        }
        try (InputStream plain = frames.get()) {
            checkTar(new HashingStream(plain, layer.diffId()), "whole zstd frames");
        }
    }

    /** @param form what the layer must be as it is stored */
    private void checkTar(HashingStream plain, String form) {
        Optional<String> fault = Optional.empty();
        long end = 0;
        try {
            end = TarReader.read(plain, new LayerPaths(place, ofBase, findings));
        } catch (IOException e) {
            fault = Optional.of("it is not a readable tar stream: " + e.getMessage());
        }
        try {
            plain.drain();
        } catch (IOException e) {
            findings.error(place, "it is not " + form + ": " + e.getMessage());
            return;
        }
        fault.ifPresent(it -> findings.error(place, it));
        if (fault.isEmpty()) {
            checkEnd(plain, end);
        }
        findings.expect(
                plain.digest().equals(layer.diffId()),
                place,
                "uncompressed it is " + plain.digest() + ", and should be the diffID " + layer.diffId());
    }

    private void checkEnd(HashingStream plain, long end) {
        long rest = plain.size() - end;
        if (rest < 0) {
            findings.error(place, "its tar stream ends in the middle of a file");
        } else if (plain.trailingZeros() < rest) {
            findings.error(place, "something follows the end of its tar stream");
        } else if (rest < TarHeader.END || plain.size() % TarHeader.BLOCK != 0) {
            findings.error(place, "its tar stream has no proper end: two empty blocks");
        }
    }

    /** What reads from it may be closed, and releases its memory, before all is read. */
    private static final class Unclosed extends WatchedStream {

        Unclosed(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            return in.read(buffer, offset, length);
        }

        @Override
        public void close() {
            // The source stays open.
        }
    }

    /** Tells a failing disk from damaged bytes: the former is an unchecked exception. */
    private static final class Source extends WatchedStream {

        Source(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            try {
                return in.read(buffer, offset, length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
