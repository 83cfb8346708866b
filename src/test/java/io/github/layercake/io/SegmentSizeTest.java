package io.github.layercake.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** Sizes against zlib level 6, on the jars of the test class path. */
class SegmentSizeTest {

    @Test
    void jars_are_at_most_one_percent_of_their_size_larger() throws Exception {
        List<Path> jars = jars();
        assertThat(jars).hasSizeGreaterThan(5);
        long plain = 0;
        long ours = 0;
        long zlib = 0;
        for (Path jar : jars) {
            byte[] bytes = Files.readAllBytes(jar);
            plain += bytes.length;
            ours += Encoded.of(bytes).bytes().length;
            zlib += Encoded.zlibSize(bytes);
        }
        assertThat((double) ours / plain).isLessThan((double) zlib / plain + 0.01);
    }

    @Test
    void class_files_are_at_most_three_percent_larger() throws Exception {
        byte[] classes = classesAsInTar();
        assertThat(classes).hasSizeGreaterThan(1_000_000);

        assertThat((double) Encoded.of(classes).bytes().length).isLessThan(1.03 * Encoded.zlibSize(classes));
    }

    @Test
    void incompressible_bytes_hardly_grow() {
        byte[] noise = Inputs.random(new java.util.SplittableRandom(3), 5_000_000);

        assertThat(Encoded.of(noise).bytes().length).isLessThan(noise.length + noise.length / 2000);
    }

    private static List<Path> jars() {
        List<Path> jars = new ArrayList<>();
        for (String element : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (element.endsWith(".jar")) {
                jars.add(Path.of(element));
            }
        }
        return jars;
    }

    /** Headers of 512 bytes, class files, padding. */
    private static byte[] classesAsInTar() throws Exception {
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        for (Path jar : jars()) {
            try (ZipFile zip = new ZipFile(jar.toFile())) {
                for (ZipEntry entry : Collections.list(zip.entries())) {
                    if (entry.getName().endsWith(".class") && tar.size() < 8_000_000) {
                        try (InputStream in = zip.getInputStream(entry)) {
                            byte[] header = new byte[512];
                            byte[] name = entry.getName().getBytes(java.nio.charset.StandardCharsets.UTF_8);
                            System.arraycopy(name, 0, header, 0, Math.min(name.length, 100));
                            tar.writeBytes(header);
                            tar.writeBytes(in.readAllBytes());
                            tar.writeBytes(new byte[-tar.size() & 511]);
                        }
                    }
                }
            }
        }
        return tar.toByteArray();
    }
}
