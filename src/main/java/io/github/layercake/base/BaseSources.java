package io.github.layercake.base;

import io.github.layercake.io.ImageException;
import io.github.layercake.io.Progress;
import io.github.layercake.oci.ImageReference;
import io.github.layercake.oci.Platform;
import io.github.layercake.registry.BlobStore;
import io.github.layercake.registry.ImagePull;
import io.github.layercake.registry.Registries;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds base images by skopeo's transports: {@code docker://NAME} or just a name is an image in a registry, all else is
 * {@linkplain BaseImage on this machine}.
 *
 * @see <a href="https://github.com/containers/image/blob/v5.32.0/docs/containers-transports.5.md">containers-transports
 *     (5)</a>
 */
public final class BaseSources {
    private static final String REGISTRY = "docker://";
    private static final Set<String> OTHER_TRANSPORTS =
            Set.of("dir", "containers-storage", "ostree", "sif", "tarball", "docker");

    private final Registries registries;
    private final BlobStore blobs;
    private final Progress progress;

    /**
     * Sources of bases.
     *
     * @param progress is told what is read to open one
     */
    public BaseSources(Registries registries, BlobStore blobs, Progress progress) {
        this.registries = registries;
        this.blobs = blobs;
        this.progress = progress;
    }

    /**
     * Opens a base. Its layers are fetched and verified when they are read, everything else now.
     *
     * @param from what the user wrote
     * @param directory where relative paths start
     * @param platforms which platforms of it, at least one
     * @throws ImageException if there is no such image, it lacks a platform, it cannot be had, or it is damaged
     */
    public Base open(String from, Path directory, List<Platform> platforms) throws IOException {
        Optional<ImageReference> image = image(from);
        if (image.isEmpty()) {
            return new Base(BaseImage.open(from, directory, platforms, progress), Optional.empty());
        }
        ImageReference reference = image.get();
        ImagePull.Pulled pulled = new ImagePull(registries, blobs).open(reference, platforms);
        return new Base(pulled.images(), Optional.of(new Base.Named(reference, pulled.digest(), pulled.stale())));
    }

    /**
     * Finds out which image a base is, without opening it. Absent if that cannot be told.
     *
     * @throws ImageException if it is in a registry, and there is no such image, or nobody can be asked
     */
    public Optional<Base.Identity> identity(String from, Path directory) throws IOException {
        Optional<ImageReference> image = image(from);
        if (image.isEmpty()) {
            return BaseImage.files(from, directory).map(files -> new Base.Identity(files, Optional.empty()));
        }
        ImagePull.Resolved resolved = new ImagePull(registries, blobs).resolve(image.get());
        return Optional.of(new Base.Identity(
                List.of(), Optional.of(new Base.Named(image.get(), resolved.digest(), resolved.stale()))));
    }

    /**
     * The image in a registry that {@code from} is; absent if it is on this machine.
     *
     * @throws ImageException if it is neither
     */
    public static Optional<ImageReference> image(String from) {
        String name = from.strip();
        return BaseImage.isLocal(name) ? Optional.empty() : Optional.of(reference(name));
    }

    private static ImageReference reference(String name) {
        if (name.startsWith(REGISTRY)) {
            return ImageReference.parse(name.substring(REGISTRY.length()));
        }
        int colon = name.indexOf(':');
        if (colon > 0 && OTHER_TRANSPORTS.contains(name.substring(0, colon))) {
            throw new ImageException(
                    "<from> is '" + name + "', and we know no transport '" + name.substring(0, colon) + ":'.",
                    "Use the name of an image in a registry, oci:DIR, oci-archive:FILE, docker-archive:FILE or scratch."
                            + " An image that is called so in Docker Hub is docker://" + name + ".");
        }
        return ImageReference.parse(name);
    }
}
