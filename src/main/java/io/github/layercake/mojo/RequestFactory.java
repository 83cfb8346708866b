package io.github.layercake.mojo;

import io.github.layercake.build.ImageRequest;
import io.github.layercake.build.Launch;
import io.github.layercake.io.ImageException;
import io.github.layercake.io.TemporaryFile;
import io.github.layercake.layer.Compression;
import io.github.layercake.oci.ImageReference;
import io.github.layercake.oci.Platform;
import io.github.layercake.oci.RuntimeConfig;
import io.github.layercake.plan.ApplicationContents;
import io.github.layercake.project.ExtraDirectory;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.project.MavenProject;
import org.apache.maven.toolchain.ToolchainManager;
import org.jspecify.annotations.Nullable;

/** Makes the request for an image from the project and the parameters. */
final class RequestFactory {
    private static final String INHERIT = "INHERIT";
    private static final Set<String> FOR_SERVERS = Set.of("war", "ear", "rar");

    private final MavenProject project;
    private final MavenSession session;
    private final Parameters parameters;
    private final ToolchainManager toolchains;

    RequestFactory(MavenProject project, MavenSession session, Parameters parameters, ToolchainManager toolchains) {
        this.project = project;
        this.session = session;
        this.parameters = parameters;
        this.toolchains = toolchains;
    }

    ImageRequest create(ImageParameters pom, Path tar, boolean push) throws IOException {
        requireClassPath();
        ProjectContents contents = new ProjectContents(project, session);
        Path directory = project.getBasedir().toPath();
        List<ImageReference> names = names(pom);
        String from = from(pom);
        List<Platform> platforms = platforms(pom);
        Launch launch = launch(pom);
        RuntimeConfig runtime = new RuntimeParameters(parameters).read(pom);
        ApplicationContents application = contents.read(extraDirectories(pom, directory));
        return new ImageRequest(
                names,
                from,
                directory,
                platforms,
                Platform.host(),
                application,
                launch,
                runtime,
                parameters.map("annotations", pom.annotations),
                CreationTime.of(session.getUserProperties(), project.getProperties()),
                compression(pom),
                tar,
                push,
                parameters
                        .text("cacheDirectory", pom.cacheDirectory)
                        .map(directory::resolve)
                        .orElseGet(() -> CacheDirectory.of(
                                System.getProperties(), System.getenv(), TemporaryFile.directoryOf(tar))),
                new JlinkRequests(parameters).read(pom.jlink, project, session, toolchains));
    }

    /** An archive for a container of another kind is not started by its class path. */
    private void requireClassPath() {
        if (FOR_SERVERS.contains(project.getPackaging())) {
            throw new ImageException(
                    "The project's packaging is '" + project.getPackaging()
                            + "', and this version makes images of what the java command starts with a class path.",
                    "Use packaging 'jar', or leave the module out with the property image.skip.");
        }
    }

    private List<ImageReference> names(ImageParameters pom) {
        ImageReference first = Optional.ofNullable(session.getUserProperties().getProperty("image"))
                .or(() -> Optional.ofNullable(pom.image))
                .filter(name -> !name.isBlank())
                .map(ImageReference::parse)
                .orElseGet(this::projectName);
        if (first.digest().isPresent()) {
            throw new ImageException(
                    "<image> is '" + first + "', but what is built gets its digest from its content.",
                    "Remove the part from '@' on.");
        }
        Set<ImageReference> names = new LinkedHashSet<>();
        names.add(first);
        parameters.list("tags", pom.tags).orElse(List.of()).forEach(tag -> names.add(first.withTag(tag)));
        return new ArrayList<>(names);
    }

    private ImageReference projectName() {
        String name = project.getArtifactId().toLowerCase(Locale.ROOT) + ":"
                + project.getVersion().replace('+', '-');
        try {
            return ImageReference.parse(name);
        } catch (ImageException e) {
            throw new ImageException(
                    "The project's artifactId and version do not make the name of an image: " + e.problem(),
                    "Set <image> (or -Dimage=…), such as registry.example.com/team/app:1.0.");
        }
    }

    private String from(ImageParameters pom) {
        return parameters
                .text("from", pom.from)
                .or(() -> new JlinkRequests(parameters).isWanted(pom.jlink) ? Optional.of("scratch") : Optional.empty())
                .orElseGet(() -> "eclipse-temurin:"
                        + JavaRelease.supported(JavaRelease.of(project, session.getUserProperties())) + "-jre");
    }

    private List<Platform> platforms(ImageParameters pom) {
        Set<Platform> platforms = new LinkedHashSet<>();
        for (String platform : parameters.list("platforms", pom.platforms).orElse(List.of())) {
            platforms.add(Platform.parse(platform));
        }
        return platforms.isEmpty() ? List.of(Platform.host()) : List.copyOf(platforms);
    }

    private Launch launch(ImageParameters pom) {
        // A flag that is empty because its property is would be taken for the main class.
        List<String> jvmFlags =
                new ArrayList<>(parameters.list("jvmFlags", pom.jvmFlags).orElse(List.of()));
        jvmFlags.removeIf(String::isBlank);
        Optional<List<String>> entrypoint = parameters.list("entrypoint", pom.entrypoint);
        if (entrypoint.isPresent()) {
            if (!jvmFlags.isEmpty()) {
                throw new ImageException(
                        "<jvmFlags> and <entrypoint> are both set, and the flags would be lost.",
                        "Put the flags into <entrypoint>, or into <environment> as JAVA_TOOL_OPTIONS.");
            }
            if (!entrypoint.get().isEmpty() && entrypoint.get().get(0).isBlank()) {
                throw new ImageException(
                        "<entrypoint> starts with an empty text, which is not a program.",
                        "Name the program first, or leave <entrypoint> out to start the main class.");
            }
            return entrypoint.get().equals(List.of(INHERIT))
                    ? new Launch.Inherited()
                    : new Launch.Command(entrypoint.get());
        }
        Optional<String> mainClass = parameters
                .text("mainClass", pom.mainClass)
                .or(() -> new JarManifest(project).mainClass())
                .map(RequestFactory::requireClassName);
        int release = JavaRelease.of(project, session.getUserProperties());
        return new Launch.Java(mainClass, jvmFlags, release == 0 || release > 8);
    }

    private static String requireClassName(String name) {
        if (name.codePoints().anyMatch(c -> !Character.isJavaIdentifierPart(c) && c != '.' && c != '-')) {
            throw new ImageException(
                    "<mainClass> is '" + name + "', which is not the name of a class.",
                    "Write its full name, such as com.example.Application.");
        }
        return name;
    }

    private Compression compression(ImageParameters pom) {
        String name = parameters.text("compression", pom.compression).orElse("gzip");
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "gzip" -> Compression.GZIP;
            case "zstd" -> requireReady(Compression.ZSTD);
            case "none" -> Compression.NONE;
            default ->
                throw new ImageException(
                        "<compression> is '" + name + "', which we do not know.", "Use gzip, zstd or none.");
        };
    }

    /** Before anything is built, what it takes has to be there. */
    private static Compression requireReady(Compression compression) {
        Objects.requireNonNull(compression.id());
        return compression;
    }

    private List<ExtraDirectory> extraDirectories(ImageParameters pom, Path directory) {
        List<ExtraDirectory> extras = new ArrayList<>();
        String onCommandLine = session.getUserProperties().getProperty("image.extraDirectories");
        if (pom.extraDirectories != null && onCommandLine == null) {
            for (ExtraDirectoryParameter extra : pom.extraDirectories) {
                extras.add(new ExtraDirectory(
                        place(directory, extra.from),
                        extra.into == null ? "/" : extra.into,
                        orEmpty(extra.includes),
                        orEmpty(extra.excludes),
                        orEmpty(extra.executables)));
            }
            return extras;
        }
        for (String extra : parameters.list("extraDirectories", null).orElse(List.of())) {
            int colon = extra.lastIndexOf(":/");
            Path from = place(directory, colon < 0 ? extra : extra.substring(0, colon));
            String into = colon < 0 ? "/" : extra.substring(colon + 1);
            extras.add(new ExtraDirectory(from, into, List.of(), List.of(), List.of()));
        }
        return extras;
    }

    private static Path place(Path directory, @Nullable String from) {
        if (from == null || from.isBlank()) {
            throw new ImageException(
                    "An extra directory has no <from>.",
                    "Set it to a directory; a relative one starts at the project's.");
        }
        try {
            return directory.resolve(from);
        } catch (InvalidPathException e) {
            throw new ImageException(
                    "<from> of an extra directory is '" + from + "', which cannot be the name of a directory here.",
                    "Correct <extraDirectories>, or build in a UTF-8 locale (LC_ALL=C.UTF-8).");
        }
    }

    private static List<String> orEmpty(@Nullable List<String> list) {
        return list == null ? List.of() : list;
    }
}
