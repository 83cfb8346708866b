package io.github.layercake.build;

import io.github.layercake.Images;
import io.github.layercake.io.Content;
import io.github.layercake.layer.Compression;
import io.github.layercake.oci.ImageReference;
import io.github.layercake.oci.Platform;
import io.github.layercake.oci.RuntimeConfig;
import io.github.layercake.plan.ApplicationContents;
import io.github.layercake.plan.Coordinates;
import io.github.layercake.plan.Dependency;
import io.github.layercake.plan.ExtraFiles;
import io.github.layercake.plan.Layering;
import io.github.layercake.project.DirectoryTree;
import io.github.layercake.project.ExtraDirectory;
import io.github.layercake.project.OutputDirectory;
import io.github.layercake.registry.Progress;
import io.github.layercake.registry.Registries;
import io.github.layercake.registry.RegistrySettings;
import io.github.layercake.report.ConsoleLog;
import io.github.layercake.report.PlanTable;
import io.github.layercake.runtime.JlinkRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** An application of real files in {@code directory}: {@code classes} and whatever is added. */
final class Application {
    /** A container that takes everything from the base. */
    static final RuntimeConfig NO_SETTINGS = new RuntimeConfig(
            Map.of(),
            new TreeMap<>(),
            new TreeSet<>(),
            new TreeSet<>(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    /** Whatever needs one fails. */
    static final Registries NO_REGISTRY = new Registries(RegistrySettings.PLAIN, Progress.NONE);

    private final Path directory;
    private final List<Dependency> dependencies = new ArrayList<>();
    private final List<ExtraFiles> extras = new ArrayList<>();
    private final List<String> log = new ArrayList<>();
    private Compression compression = Compression.GZIP;
    private boolean executables = true;
    private String from = "scratch";
    private List<Platform> platforms = List.of(new Platform("linux", "amd64", ""));
    private Optional<JlinkRequest> jlink = Optional.empty();
    private Launch launch = new Launch.Java(Optional.of("com.example.App"), List.of(), true);

    Application(Path directory) {
        this.directory = directory;
    }

    Path classes() {
        return directory.resolve("classes");
    }

    Path tar() {
        return directory.resolve("target").resolve("app-image.tar");
    }

    List<String> log() {
        return log;
    }

    /** Writes a file below {@code classes}. */
    Path file(String path, String text) throws IOException {
        return write(classes().resolve(path), text);
    }

    static Path write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    Application compression(Compression other) {
        compression = other;
        return this;
    }

    Application launch(Launch other) {
        launch = other;
        return this;
    }

    Application from(String base) {
        from = base;
        return this;
    }

    Application platforms(String... all) {
        platforms = Stream.of(all).map(Platform::parse).toList();
        return this;
    }

    Application jlink(JlinkRequest request) {
        jlink = Optional.of(request);
        return this;
    }

    Application withoutExecutables() {
        executables = false;
        return this;
    }

    Application jar(String coordinates, Dependency.Origin origin, Path file) throws IOException {
        Dependency.Body body = Files.isDirectory(file)
                ? new Dependency.Directory(DirectoryTree.list(file))
                : new Dependency.Jar(Content.of(file), Files.size(file));
        dependencies.add(new Dependency(coordinates(coordinates), origin, body));
        return this;
    }

    Application release(String coordinates, String text) {
        Content content = Content.of(text);
        long size = text.getBytes(StandardCharsets.UTF_8).length;
        return release(coordinates, content, size);
    }

    Application release(String coordinates, Content content, long size) {
        dependencies.add(
                new Dependency(coordinates(coordinates), Dependency.Origin.RELEASE, new Dependency.Jar(content, size)));
        return this;
    }

    /** {@code group:artifact:version[:classifier]}. */
    private static Coordinates coordinates(String text) {
        String[] parts = text.split(":");
        return new Coordinates(parts[0], parts[1], parts[2], parts.length > 3 ? parts[3] : "", "jar");
    }

    Application extra(Path from, String into) throws IOException {
        extras.add(new ExtraDirectory(from, into, List.of(), List.of(), List.of()).read(executables));
        return this;
    }

    private ImageRequest request() throws IOException {
        OutputDirectory output = OutputDirectory.read(classes(), executables);
        return new ImageRequest(
                List.of(ImageReference.parse("example/app:1.0")),
                from,
                directory,
                platforms,
                new Platform("linux", "amd64", ""),
                new ApplicationContents(dependencies, output.resources(), output.classes(), extras),
                launch,
                NO_SETTINGS,
                Map.of(),
                Instant.EPOCH,
                compression,
                tar(),
                false,
                directory.resolve("cache"),
                jlink);
    }

    BuildReport write() throws IOException {
        return new ImageBuild(Layering.single(), new ConsoleLog(log::add, log::add, false, false), NO_REGISTRY)
                .run(request());
    }

    /** What a build would do, and what people are told of it. */
    ImageForecast forecast() throws IOException {
        ImageForecast forecast = ImageForecast.of(request(), Layering.single(), NO_REGISTRY);
        log.addAll(PlanTable.lines(request(), forecast));
        return forecast;
    }

    Images.ReadImage build() throws IOException {
        write();
        return Images.requireValid(tar());
    }
}
