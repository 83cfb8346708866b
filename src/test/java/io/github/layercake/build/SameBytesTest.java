package io.github.layercake.build;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.layercake.Images;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TimeZone;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same input gives the same archive, byte by byte: whoever builds it, where, when, and on which Java. */
@Isolated
class SameBytesTest {
    @TempDir
    Path directory;

    private Path original;

    @BeforeEach
    void aTree() throws IOException {
        original = directory.resolve("original");
        write(original, new Random(1));
    }

    /** The same tree, its files made in an order that the file system may or may not keep. */
    private static void write(Path root, Random order) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        Random random = new Random(7);
        for (int i = 0; i < 300; i++) {
            byte[] bytes = new byte[random.nextInt(i % 50 == 0 ? 300_000 : 3_000)];
            for (int b = 0; b < bytes.length; b++) {
                bytes[b] = (byte) "etaoin shrdlu".charAt(random.nextInt(13));
            }
            files.put("classes/p" + i % 17 + "/C" + i + (i % 3 == 0 ? ".txt" : ".class"), bytes);
        }
        files.put("classes/gr\u00fc\u00dfe/\u4e16\u754c.txt", "hello".getBytes(UTF_8));
        files.put("classes/gr\u00fc\u00dfe/K\u00e4se.class", "cheese".getBytes(UTF_8));
        files.put("files/\ud83d\ude00/" + "\u00fc".repeat(127) + "x", "smile".getBytes(UTF_8));
        files.put("files/run.sh", "#!".getBytes(UTF_8));
        files.put("modules/core/n\u00e4me.txt", "name".getBytes(UTF_8));
        files.put("libs/a.jar", jar(random));
        files.put("libs/b.jar", jar(random));
        List<String> names = new ArrayList<>(files.keySet());
        Collections.shuffle(names, order);
        for (String name : names) {
            Path file = root.resolve(name);
            Files.createDirectories(file.getParent());
            Files.write(file, files.getOrDefault(name, new byte[0]));
        }
        Files.setPosixFilePermissions(root.resolve("files/run.sh"), PosixFilePermissions.fromString("rwx------"));
        Files.createSymbolicLink(root.resolve("classes/l\u00efnk"), Path.of("gr\u00fc\u00dfe"));
        Files.createSymbolicLink(root.resolve("classes/alias"), Path.of("l\u00efnk"));
        Files.createSymbolicLink(root.resolve("files/to-file"), Path.of("\ud83d\ude00"));
        Files.createDirectories(root.resolve("classes/leer-\u00e4"));
    }

    private static byte[] jar(Random random) throws IOException {
        java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < 200; i++) {
                ZipEntry entry = new ZipEntry("com/example/C" + i + ".class");
                entry.setTime(1_600_000_000_000L);
                zip.putNextEntry(entry);
                byte[] content = new byte[random.nextInt(2000)];
                for (int b = 0; b < content.length; b++) {
                    content[b] = (byte) random.nextInt(20);
                }
                zip.write(content);
            }
        }
        return bytes.toByteArray();
    }

    private static void requireSame(Path one, Path other) throws IOException {
        assertThat(Files.mismatch(one, other)).as("first different byte").isEqualTo(-1);
    }

    private Path expected() throws IOException {
        Path tar = ImageMain.build(original);
        Images.requireValid(tar);
        return Files.move(tar, directory.resolve("expected.tar"));
    }

    private void requireSameFrom(ChildJvm child) throws Exception {
        Path expected = expected();
        child.build(original);
        requireSame(expected, original.resolve("target/app-image.tar"));
    }

    @Test
    void twiceInARow() throws IOException {
        requireSame(expected(), ImageMain.build(original));
    }

    @Test
    void afterATouchOfEveryInput() throws IOException {
        Path expected = expected();
        try (Stream<Path> files = Files.walk(original)) {
            for (Path file : files.filter(path -> !Files.isSymbolicLink(path)).toList()) {
                Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2031-02-03T04:05:06.789Z")));
            }
        }

        requireSame(expected, ImageMain.build(original));
    }

    @Test
    void fromAnotherDirectoryWrittenInAnotherOrder() throws IOException {
        Path other = directory.resolve("an other/d\u00efrectory");
        write(other, new Random(99));

        requireSame(expected(), ImageMain.build(other));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tr-TR", "ar-EG-u-nu-arab", "th-TH-u-ca-buddhist-nu-thai", "ja-JP-u-ca-japanese"})
    void underAnotherDefaultLocale(String tag) throws IOException {
        Path expected = expected();
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag(tag));
        try {
            requireSame(expected, ImageMain.build(original));
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Pacific/Kiritimati", "America/St_Johns"})
    void underAnotherDefaultTimeZone(String zone) throws IOException {
        Path expected = expected();
        TimeZone before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        try {
            requireSame(expected, ImageMain.build(original));
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test
    void underTheLocaleC() throws Exception {
        requireSameFrom(ChildJvm.of(ChildJvm.JAVA_17, Map.of("LC_ALL", "C")));
    }

    @Test
    void underAnotherFileEncodingAndTimeZone() throws Exception {
        requireSameFrom(ChildJvm.of(
                ChildJvm.JAVA_17,
                Map.of("LC_ALL", "C.UTF-8", "TZ", "Asia/Tokyo"),
                "-Dfile.encoding=ISO-8859-15",
                "-Duser.timezone=Pacific/Auckland",
                "-Duser.language=tr"));
    }

    @Test
    void onJava25() throws Exception {
        requireSameFrom(ChildJvm.of(ChildJvm.JAVA_25, Map.of("LC_ALL", "C.UTF-8")));
    }

    @Test
    void onJava25UnderTheLocaleC() throws Exception {
        requireSameFrom(ChildJvm.of(ChildJvm.JAVA_25, Map.of("LC_ALL", "C"), "-Dfile.encoding=COMPAT"));
    }

    @Test
    void underAnotherUmask() throws Exception {
        requireSameFrom(ChildJvm.of(ChildJvm.JAVA_17, Map.of("LC_ALL", "C.UTF-8"))
                .behind("sh", "-c", "umask 0077; exec \"$@\"", "sh"));
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(original.resolve("target/app-image.tar"))))
                .isEqualTo("rw-------");
    }

    @Test
    void asAnotherUser() throws Exception {
        Files.createDirectories(original.resolve("target"));
        requireSameFrom(ChildJvm.asNobody(directory));
        assertThat(Files.getAttribute(original.resolve("target/app-image.tar"), "unix:uid"))
                .isEqualTo(65534);
    }
}
