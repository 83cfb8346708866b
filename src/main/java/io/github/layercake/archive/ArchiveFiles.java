package io.github.layercake.archive;

import io.github.layercake.io.Content;
import io.github.layercake.io.Digest;
import io.github.layercake.io.ImageException;
import io.github.layercake.io.TarReader;
import io.github.layercake.io.VerifiedContent;
import io.github.layercake.oci.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The files of an image archive by path, whether it is a directory or a tar file. */
abstract class ArchiveFiles {
    /** A manifest, index or config is smaller, or it is an attack on our memory; registries refuse more, too. */
    private static final long MAX_METADATA = 4L << 20;

    private final String origin;

    private ArchiveFiles(String origin) {
        this.origin = origin;
    }

    /** What the user called it, for error messages. */
    String origin() {
        return origin;
    }

    abstract Optional<Content> find(String path);

    /** Opens a directory, in which only names that we make ourselves may be looked up, or an uncompressed tar file. */
    static ArchiveFiles open(Path path, String origin) throws IOException {
        if (!Files.isDirectory(path)) {
            return openTar(path, origin);
        }
        return new ArchiveFiles(origin) {
            @Override
            Optional<Content> find(String name) {
                Path file = path.resolve(name);
                return Files.isRegularFile(file) ? Optional.of(Content.of(file)) : Optional.empty();
            }
        };
    }

    /** Opens an uncompressed tar file. */
    static ArchiveFiles openTar(Path path, String origin) throws IOException {
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            throw new ImageException(
                    origin + ": '" + path + "' is not a file that exists and can be read.",
                    "Name an existing image; a relative path starts at the project's directory.");
        }
        requireUncompressed(path, origin);
        Map<String, Content> files = tarFiles(path, origin);
        return new ArchiveFiles(origin) {
            @Override
            Optional<Content> find(String name) {
                return Optional.ofNullable(files.get(name));
            }
        };
    }

    private static Map<String, Content> tarFiles(Path path, String origin) throws IOException {
        try {
            return TarReader.files(path);
        } catch (IOException e) {
            throw new ImageException(
                    origin + ": '" + path + "' is not a tar archive, or it is damaged: " + e.getMessage() + ".",
                    "Save the image again, for example with 'docker save' or 'skopeo copy'.");
        }
    }

    private static void requireUncompressed(Path path, String origin) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            if (in.read() == 0x1f && in.read() == 0x8b) {
                throw new ImageException(
                        origin + ": '" + path + "' is compressed with gzip.",
                        "Decompress it first: gunzip '" + path + "'.");
            }
        }
    }

    /** A file that must be there. */
    Content require(String path) {
        return find(path)
                .orElseThrow(() -> new ImageException(
                        origin + " is not an image, or it is damaged: it has no file '" + path + "'.",
                        "Check the transport (oci:, oci-archive:, docker-archive:) and save the image again."));
    }

    /** The bytes of a small file that must be there. */
    byte[] metadata(String path) throws IOException {
        return metadata(require(path), path);
    }

    /** The verified bytes of a manifest, index or config. */
    byte[] metadata(Descriptor descriptor) throws IOException {
        return metadata(blob(descriptor), descriptor.digest().toString());
    }

    /** The verified bytes of a blob of an OCI layout, which has as many as the descriptor says. */
    Content blob(Descriptor descriptor) throws IOException {
        Digest digest = descriptor.digest();
        Content content = require("blobs/" + digest.algorithm() + "/" + digest.hex());
        return VerifiedContent.of(content, digest, descriptor.size(), origin).requireSize();
    }

    private byte[] metadata(Content content, String name) throws IOException {
        if (content.size() > MAX_METADATA) {
            throw new ImageException(
                    origin + ": '" + name + "' has " + content.size()
                            + " bytes; no real manifest or config has more than " + MAX_METADATA + ".",
                    "It is damaged or hostile: do not use it.");
        }
        return content.readAll();
    }
}
