package io.github.layercake.build;

import io.github.layercake.fixture.ImageAssert;
import io.github.layercake.io.Content;
import io.github.layercake.io.FileStat;
import io.github.layercake.layer.Compression;
import io.github.layercake.layer.Outcome;
import io.github.layercake.oci.ImageReference;
import io.github.layercake.oci.Platform;
import io.github.layercake.plan.ApplicationContents;
import io.github.layercake.plan.Coordinates;
import io.github.layercake.plan.Dependency;
import io.github.layercake.plan.Layering;
import io.github.layercake.plan.TreeEntry;
import io.github.layercake.project.OutputDirectory;
import io.github.layercake.registry.Registries;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A synthetic application in a directory: jars, classes, resources. It is built with a store, or without one. */
final class SyntheticApplication {
    static final int MEDIUM = 200_000;
    static final int STREAMED = (8 << 20) + 12_345;

    final Path directory;
    final Path classes;
    Layering layering = Layering.single();
    final Path tar;
    Compression compression = Compression.GZIP;
    Supplier<Registries> registries = () -> Application.NO_REGISTRY;
    private final TreeMap<String, String> jars = new TreeMap<>();
    private final List<Dependency> others = new ArrayList<>();
    private final List<TreeEntry> otherClasses = new ArrayList<>();
    private String from = "scratch";
    private List<Platform> platforms = List.of(Platform.parse("linux/amd64"));
    private Platform host = Platform.parse("linux/amd64");

    private SyntheticApplication(Path directory) {
        this.directory = directory;
        this.classes = directory.resolve("target/classes");
        this.tar = directory.resolve("out/app-image.tar");
    }

    /** Three jars, a few classes, a resource; so old that their stats can be relied on. */
    static SyntheticApplication small(Path directory) throws IOException {
        SyntheticApplication application = new SyntheticApplication(directory);
        application.jar("a", "1", MEDIUM);
        application.jar("b", "1", 100_000);
        application.jar("c", "1", 5_000);
        application.write(Main.class.getName().replace('.', '/') + ".class", classFile(Main.class));
        application.write("app/Owner.class", random(1, 3_000));
        application.write("app/Pet.class", random(2, 70_000));
        application.write("messages.properties", random(3, 1_000));
        settle();
        return application;
    }

    /** One without anything. */
    static SyntheticApplication empty(Path directory) {
        return new SyntheticApplication(directory);
    }

    /** One that was written before. */
    static SyntheticApplication existing(Path directory) throws IOException {
        SyntheticApplication application = new SyntheticApplication(directory);
        for (Path jar : files(directory.resolve("repository"))) {
            String[] name =
                    Objects.toString(jar.getFileName()).replace(".jar", "").split("-", 2);
            application.jars.put(name[0], name[1]);
        }
        return application;
    }

    /** The same, and a jar that is not read into memory. */
    static SyntheticApplication large(Path directory) throws IOException {
        SyntheticApplication application = small(directory);
        application.jar("large", "1", STREAMED);
        settle();
        return application;
    }

    /** What the application starts. */
    static final class Main {
        private Main() {}

        public static void main(String[] args) {}
    }

    static byte[] classFile(Class<?> type) throws IOException {
        String name = type.getName().replace('.', '/') + ".class";
        try (InputStream in = Objects.requireNonNull(type.getClassLoader()).getResourceAsStream(name)) {
            return Objects.requireNonNull(in).readAllBytes();
        }
    }

    static byte[] random(long seed, int size) {
        byte[] bytes = new byte[size];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }

    static byte[] zip(long seed, int size) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setMethod(ZipOutputStream.STORED);
            for (int part = 0; part < 4; part++) {
                byte[] data = random(seed + part, size / 4);
                CRC32 crc = new CRC32();
                crc.update(data);
                ZipEntry entry = new ZipEntry("com/example/Part" + part + ".class");
                entry.setSize(data.length);
                entry.setCrc(crc.getValue());
                entry.setTime(0);
                zip.putNextEntry(entry);
                zip.write(data);
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    /** Waits until whatever changes next has another time. */
    static void settle() {
        try {
            TimeUnit.MILLISECONDS.sleep(150);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    Path jarFile(String artifact) {
        return directory.resolve("repository/" + artifact + "-" + jars.get(artifact) + ".jar");
    }

    /** Adds a dependency, or gives it another version. */
    void jar(String artifact, String version, int size) throws IOException {
        jars.put(artifact, version);
        Files.createDirectories(directory.resolve("repository"));
        Files.write(jarFile(artifact), zip((artifact + version).hashCode(), size));
    }

    /** On another base, for other platforms. */
    SyntheticApplication on(String base, String... others) {
        from = base;
        platforms = Stream.of(others).map(Platform::parse).toList();
        return this;
    }

    /** By a machine with another processor. */
    SyntheticApplication by(String machine) {
        host = Platform.parse(machine);
        return this;
    }

    void removeJar(String artifact) {
        jars.remove(artifact);
    }

    /** Adds a dependency whose bytes are not a file's. */
    void content(String artifact, Content content, long size) {
        others.add(dependency(artifact, "1", content, size));
    }

    /** Adds a class whose bytes are not a file's. */
    void classContent(String path, Content content, long size) {
        otherClasses.add(new TreeEntry(path, new TreeEntry.File(content, size, false)));
    }

    void write(String path, byte[] bytes) throws IOException {
        Path file = classes.resolve(path);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.write(file, bytes);
    }

    private ApplicationContents contents() throws IOException {
        List<Dependency> dependencies = new ArrayList<>();
        for (Map.Entry<String, String> jar : jars.entrySet()) {
            Path file = jarFile(jar.getKey());
            FileStat stat = FileStat.of(file);
            dependencies.add(dependency(jar.getKey(), jar.getValue(), Content.of(file, stat), stat.size()));
        }
        dependencies.addAll(others);
        OutputDirectory output = OutputDirectory.read(classes, true);
        List<TreeEntry> all = new ArrayList<>(output.classes());
        all.addAll(otherClasses);
        return new ApplicationContents(dependencies, output.resources(), all, List.of());
    }

    private static Dependency dependency(String artifact, String version, Content content, long size) {
        return new Dependency(
                new Coordinates("com.example", artifact, version, "", "jar"),
                Dependency.Origin.RELEASE,
                new Dependency.Jar(content, size));
    }

    private ImageRequest request(Path to, Path cache) throws IOException {
        return request("example/app:1.0", to, false, cache);
    }

    private ImageRequest request(String name, Path to, boolean push, Path cache) throws IOException {
        return new ImageRequest(
                List.of(ImageReference.parse(name)),
                from,
                directory,
                platforms,
                host,
                contents(),
                new Launch.Java(Optional.empty(), List.of(), true),
                Application.NO_SETTINGS,
                Map.of(),
                Instant.EPOCH,
                compression,
                to,
                push,
                cache,
                Optional.empty());
    }

    /** What a build with a cache would do. */
    ImageForecast forecast(Path cache) throws IOException {
        return ImageForecast.of(request(tar, cache), layering, Application.NO_REGISTRY);
    }

    /** Builds with a cache. */
    Built build(Path cache) throws IOException {
        RecordingLog log = new RecordingLog();
        try (Registries open = registries.get()) {
            BuildReport report = new ImageBuild(layering, log, open).run(request(tar, cache));
            ImageAssert.assertThatTarballIsValid(tar, 0);
            return new Built(report, log);
        }
    }

    /** Builds with a cache, and pushes. */
    BuildReport push(Path cache, String name) throws IOException {
        try (Registries open = registries.get()) {
            return new ImageBuild(layering, new RecordingLog(), open).run(request(name, tar, true, cache));
        }
    }

    /** Stats everything now; builds when asked to. */
    Later prepare(Path cache) throws IOException {
        ImageRequest request = request(tar, cache);
        return () -> new ImageBuild(Layering.single(), new RecordingLog(), Application.NO_REGISTRY).run(request);
    }

    /** A build that is yet to run. */
    interface Later {
        BuildReport run() throws IOException;
    }

    /** The archive that a build without a store makes. */
    byte[] clean() throws IOException {
        Path file = Files.createTempFile(directory, "clean", ".tar");
        RecordingLog log = new RecordingLog();
        try {
            // A directory cannot be where a file is.
            new ImageBuild(Layering.single(), log, Application.NO_REGISTRY).run(request(file, file));
            if (log.withoutCache.isEmpty()) {
                throw new AssertionError("There was a cache");
            }
            return Files.readAllBytes(file);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /**
     * A finished build.
     *
     * @param report what it says
     * @param log what it said
     */
    record Built(BuildReport report, RecordingLog log) {

        BuildReport.Tar tar() {
            return report.tar();
        }

        Outcome outcome(String layer) {
            return report.layers().stream()
                    .filter(built -> built.name().equals(layer))
                    .findFirst()
                    .orElseThrow()
                    .outcome();
        }

        List<Outcome> outcomes() {
            return report.layers().stream().map(built -> built.outcome()).toList();
        }
    }

    /** Files beneath {@code directory}, but those of running builds. */
    static List<Path> files(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    /** What builds have left beneath {@code directory} and should not have. */
    static List<Path> temporaryFiles(Path directory) throws IOException {
        return files(directory).stream()
                .filter(file -> Objects.toString(file.getFileName()).startsWith("."))
                .toList();
    }
}
