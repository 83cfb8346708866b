package io.github.layercake.destination;

import io.github.layercake.archive.ImageTarball;
import io.github.layercake.io.AtomicFile;
import io.github.layercake.oci.Image;
import io.github.layercake.oci.ImageReference;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A tar archive at a path, complete or absent.
 *
 * @param file the archive
 */
public record TarDestination(Path file) implements Destination {

    @Override
    public void publish(Image image, List<ImageReference> names) throws IOException {
        AtomicFile.write(file, out -> ImageTarball.write(image, names, out));
    }
}
