import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * Compares an image tarball (anything that {@code docker load} takes) with what was to be packed, so that a build that
 * is fast because it reuses the wrong thing is an error. It shares no code with either plugin.
 */
final class ImageCheck {
    private static final Pattern LAYERS = Pattern.compile("\"Layers\"\\s*:\\s*\\[([^\\]]*)\\]");
    private static final Pattern STRING = Pattern.compile("\"([^\"]*)\"");
    private static final Pattern CLASS_OR_RESOURCE = Pattern.compile("app/(?:classes|resources)/(.+)");
    private static final Pattern JAR = Pattern.compile("app/libs/([^/]+)");

    private ImageCheck() {}

    /** A layer, compressed or not. */
    interface Layer {
        InputStream open() throws IOException;
    }

    /** Fails unless the image holds exactly these files in /app/classes, /app/resources and /app/libs. */
    static void verify(Path tar, Path classes, List<Path> jars) throws IOException {
        List<Layer> layers = layers(tar).stream()
                .map(name -> (Layer) () -> entry(tar, name))
                .toList();
        verify(tar.toString(), layers, classes, jars);
    }

    /** The same of an image whose layers are somewhere else. */
    static void verify(String image, List<Layer> layers, Path classes, List<Path> jars) throws IOException {
        Map<String, String> packedClasses = new TreeMap<>();
        Map<String, String> packedJars = new TreeMap<>();
        for (Layer layer : layers) {
            try (InputStream entries = uncompressed(layer.open())) {
                readEntries(new TarReader(entries), packedClasses, packedJars);
                entries.transferTo(OutputStream.nullOutputStream()); // up to gzip's checksum
            }
        }
        Map<String, String> expectedClasses = new TreeMap<>();
        for (Path file : Trees.files(classes)) {
            expectedClasses.put(classes.relativize(file).toString(), digest(file));
        }
        compare(image, "classes and resources", expectedClasses, packedClasses);
        // a plugin may rename a jar whose file name is taken: jars are compared by content
        Map<String, String> expectedJars = new TreeMap<>();
        for (Path jar : jars) {
            expectedJars.put(digest(jar), jar.getFileName().toString());
        }
        compare(image, "jars", expectedJars.keySet(), new TreeSet<>(packedJars.values()));
    }

    private static void compare(String image, String what, Map<String, String> expected, Map<String, String> packed) {
        compare(image, what, lines(expected), lines(packed));
    }

    private static Collection<String> lines(Map<String, String> files) {
        return files.entrySet().stream()
                .map(file -> file.getKey() + " " + file.getValue())
                .toList();
    }

    private static void compare(String image, String what, Collection<String> expected, Collection<String> packed) {
        TreeSet<String> missing = new TreeSet<>(expected);
        missing.removeAll(packed);
        TreeSet<String> superfluous = new TreeSet<>(packed);
        superfluous.removeAll(expected);
        if (!missing.isEmpty() || !superfluous.isEmpty()) {
            throw new BenchException("WRONG IMAGE " + image + "\n" + what + " that should be there: " + missing
                    + "\nthat should not: " + superfluous);
        }
    }

    /** The names of the layers inside the tar, bottom to top. */
    private static List<String> layers(Path tar) throws IOException {
        try (TarReader reader = new TarReader(Files.newInputStream(tar))) {
            while (reader.next()) {
                if (reader.name().equals("manifest.json")) {
                    String json = new String(reader.content().readAllBytes(), StandardCharsets.UTF_8);
                    Matcher list = LAYERS.matcher(json);
                    if (list.find()) {
                        return STRING.matcher(list.group(1))
                                .results()
                                .map(name -> name.group(1))
                                .toList();
                    }
                }
            }
        }
        throw new BenchException("no manifest.json with Layers in " + tar);
    }

    private static InputStream entry(Path tar, String name) throws IOException {
        TarReader reader = new TarReader(Files.newInputStream(tar));
        while (reader.next()) {
            if (reader.name().equals(name)) {
                return new FilterInputStream(reader.content()) {
                    @Override
                    public void close() throws IOException {
                        reader.close();
                    }
                };
            }
        }
        reader.close();
        throw new BenchException(tar + " names layer " + name + " but does not hold it");
    }

    private static void readEntries(TarReader entries, Map<String, String> classes, Map<String, String> jars)
            throws IOException {
        while (entries.next()) {
            Matcher classOrResource = CLASS_OR_RESOURCE.matcher(entries.name());
            Matcher jar = JAR.matcher(entries.name());
            if (entries.isFile() && classOrResource.matches()) {
                classes.put(classOrResource.group(1), digest(entries.content()));
            } else if (entries.isFile() && jar.matches()) {
                jars.put(jar.group(1), digest(entries.content()));
            }
        }
    }

    /** The tar inside a layer. */
    static InputStream uncompressed(InputStream blob) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(blob, 1 << 16);
        buffered.mark(2);
        boolean gzip = buffered.read() == 0x1f && buffered.read() == 0x8b;
        buffered.reset();
        return gzip ? new GZIPInputStream(buffered, 1 << 16) : buffered;
    }

    private static String digest(Path file) throws IOException {
        try (InputStream content = Files.newInputStream(file)) {
            return digest(content);
        }
    }

    /** SHA-256, in hexadecimal digits. */
    static String digest(InputStream content) throws IOException {
        MessageDigest sha256 = sha256();
        new DigestInputStream(content, sha256).transferTo(OutputStream.nullOutputStream());
        return HexFormat.of().formatHex(sha256.digest());
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
