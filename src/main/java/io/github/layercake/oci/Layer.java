package io.github.layercake.oci;

import io.github.layercake.io.Content;
import io.github.layercake.io.Digest;

/**
 * One file system changeset of an image, as it is stored.
 *
 * @param mediaType an OCI layer type: says how the tar stream is compressed
 * @param digest of the stored bytes
 * @param diffId of the tar stream, uncompressed
 * @param size of the stored bytes
 * @param content the stored bytes; whoever reads them to the end may rely on the digest
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.0/layer.md">OCI image-spec, Image Layer
 *     Filesystem Changeset</a>
 */
public record Layer(String mediaType, Digest digest, Digest diffId, long size, Content content) {

    public Descriptor descriptor() {
        return Descriptor.of(mediaType, digest, size);
    }
}
