package io.github.layercake.build;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Looks into the layers of an archive. */
final class TarFiles {
    private TarFiles() {}

    /** The bytes of a file in one of the layers of an image. */
    static byte[] find(Path image, String path) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(image));
                TarArchiveInputStream blobs = new TarArchiveInputStream(in)) {
            for (TarArchiveEntry blob = blobs.getNextEntry(); blob != null; blob = blobs.getNextEntry()) {
                byte[] bytes = blobs.readNBytes((int) blob.getSize());
                if (bytes.length > 2 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b) {
                    TarArchiveInputStream layer =
                            new TarArchiveInputStream(new GZIPInputStream(new ByteArrayInputStream(bytes)));
                    for (TarArchiveEntry entry = layer.getNextEntry(); entry != null; entry = layer.getNextEntry()) {
                        if (entry.getName().equals(path)) {
                            return layer.readAllBytes();
                        }
                    }
                }
            }
        }
        throw new IOException("No " + path + " in " + image);
    }
}
