package io.github.layercake.destination;

import io.github.layercake.archive.ImageTarball;
import io.github.layercake.io.AtomicFile;
import io.github.layercake.io.FileStat;
import io.github.layercake.io.TemporaryFile;
import io.github.layercake.oci.ImageReference;
import io.github.layercake.oci.Images;
import io.github.layercake.oci.Layer;
import io.github.layercake.oci.SavedImage;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A tar archive at a path, complete or absent. If exactly this image is there, the archive is not touched; else a new
 * one is written beside it, whose unchanged beginning is copied from it, and takes its place. It is never written in
 * place.
 *
 * @param file the archive
 * @param previous what is known of the archive that is there
 */
public record TarDestination(Path file, Optional<SavedImage> previous) implements Destination {

    @Override
    public Published publish(Images images, List<ImageReference> names) throws IOException {
        Optional<SavedImage> usable = previous.filter(this::isUntouched);
        if (usable.filter(tar -> isSame(tar, images, names)).isPresent()) {
            TemporaryFile.sweep(TemporaryFile.directoryOf(file), Objects.toString(file.getFileName()));
            return new Published(0, Files.size(file), usable.map(SavedImage::archive));
        }
        List<Layer> blobs = images.layers();
        int shared = usable.map(tar -> shared(tar, blobs)).orElse(0);
        long prefix = shared == 0 ? 0 : ImageTarball.prefixSize(blobs.subList(0, shared));
        Optional<FileStat> left = AtomicFile.write(file, temporary -> {
            if (prefix > 0) {
                copy(prefix, temporary.channel());
                requireUntouched(usable.orElseThrow());
            }
            ImageTarball.write(images, names, shared, temporary.out());
        });
        return new Published(Files.size(file) - prefix, prefix, left);
    }

    /** What was copied is what was known only if nobody replaced or changed it meanwhile. */
    private void requireUntouched(SavedImage tar) throws IOException {
        if (!isUntouched(tar)) {
            throw new IOException("'" + file + "' was changed by somebody else while it was copied; build again");
        }
    }

    private boolean isUntouched(SavedImage tar) {
        try {
            return Files.isRegularFile(file) && FileStat.of(file).equals(tar.archive());
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isSame(SavedImage tar, Images images, List<ImageReference> names) {
        return tar.digest().equals(images.digest())
                && tar.id().equals(images.main().id())
                && tar.names()
                        .equals(names.stream().map(ImageReference::toString).toList());
    }

    /** How many blobs are the same from the beginning on; a base may claim another size for the same digest. */
    private static int shared(SavedImage tar, List<Layer> blobs) {
        int shared = 0;
        while (shared < Math.min(tar.blobs().size(), blobs.size())
                && tar.blobs().get(shared).equals(SavedImage.Blob.of(blobs.get(shared)))) {
            shared++;
        }
        return shared;
    }

    private void copy(long size, FileChannel out) throws IOException {
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            for (long at = 0; at < size; ) {
                long copied = in.transferTo(at, size - at, out);
                if (copied <= 0) {
                    throw new EOFException("'" + file + "' was changed while it was copied; build again");
                }
                at += copied;
            }
        }
    }
}
