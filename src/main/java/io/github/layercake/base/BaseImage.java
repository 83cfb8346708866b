package io.github.layercake.base;

import io.github.layercake.archive.DockerArchive;
import io.github.layercake.archive.OciLayout;
import io.github.layercake.io.FileStat;
import io.github.layercake.io.ImageException;
import io.github.layercake.io.Progress;
import io.github.layercake.oci.Image;
import io.github.layercake.oci.ImageConfig;
import io.github.layercake.oci.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds base images on this machine, by skopeo's transports: {@code scratch}, {@code oci:DIR[:tag]},
 * {@code oci-archive:FILE[:tag]}, {@code docker-archive:FILE[:name]}.
 *
 * @see <a href="https://github.com/containers/image/blob/v5.32.0/docs/containers-transports.5.md">containers-transports
 *     (5)</a>
 */
public final class BaseImage {
    private static final String SCRATCH = "scratch";

    private BaseImage() {}

    /** Opens a base for one platform. */
    public static Image open(String from, Path directory, Platform platform) throws IOException {
        return open(from, directory, List.of(platform)).get(0);
    }

    /** Opens a base for some platforms. */
    public static List<Image> open(String from, Path directory, List<Platform> platforms) throws IOException {
        return open(from, directory, platforms, Progress.untold());
    }

    /**
     * Opens a base. Its layers are verified when they are copied, everything else now.
     *
     * @param from what the user wrote
     * @param directory where relative paths start
     * @param platforms which platforms of it, at least one
     * @param progress is told what is read now
     * @return the images, in the order of the platforms
     * @throws ImageException if there is no such image, it lacks a platform, or is damaged
     */
    static List<Image> open(String from, Path directory, List<Platform> platforms, Progress progress)
            throws IOException {
        String name = from.strip();
        String rest = name.substring(name.indexOf(':') + 1);
        return switch (transport(name)) {
            case SCRATCH -> scratch(name, platforms);
            case "oci", "oci-archive", "docker-archive" ->
                open(transport(name), Place.of(rest, directory, name), platforms, name, progress);
            case "docker-daemon" ->
                throw new ImageException(
                        "<from> is '" + name + "', an image of a Docker daemon, and this version cannot ask one.",
                        "Save it once: docker save -o base.tar " + rest
                                + ", then set <from>docker-archive:base.tar</from>.");
            default -> throw new IllegalArgumentException("'" + name + "' is not on this machine");
        };
    }

    /** Whether {@code from} is about this machine, and not a registry. */
    static boolean isLocal(String from) {
        return switch (transport(from)) {
            case SCRATCH, "oci", "oci-archive", "docker-archive", "docker-daemon" -> true;
            default -> false;
        };
    }

    private static String transport(String from) {
        return from.equals(SCRATCH) ? SCRATCH : from.substring(0, Math.max(0, from.indexOf(':')));
    }

    /**
     * The files that decide which image {@code from} is: as long as none of them changes, it is the same one. Absent if
     * it depends on something else, or is not there.
     */
    public static Optional<List<FileStat>> files(String from, Path directory) {
        String name = from.strip();
        String rest = name.substring(name.indexOf(':') + 1);
        try {
            return switch (transport(name)) {
                case SCRATCH -> Optional.of(List.of());
                case "oci" -> {
                    Path layout = Place.of(rest, directory, name).path();
                    yield Optional.of(List.of(FileStat.of(layout.resolve(OciLayout.INDEX))));
                }
                case "oci-archive", "docker-archive" ->
                    Optional.of(
                            List.of(FileStat.of(Place.of(rest, directory, name).path())));
                default -> Optional.empty();
            };
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static List<Image> scratch(String name, List<Platform> platforms) {
        if (!name.equals(SCRATCH)) {
            throw new ImageException("'" + name + "': 'scratch' has no tag.", "Write <from>scratch</from>.");
        }
        List<Image> images = new ArrayList<>();
        for (Platform platform : platforms) {
            images.add(Image.of(List.of(), ImageConfig.empty(platform), Map.of()));
        }
        return images;
    }

    private static List<Image> open(
            String transport, Place place, List<Platform> platforms, String name, Progress progress)
            throws IOException {
        if (transport.equals("oci") != Files.isDirectory(place.path())) {
            throw new ImageException(
                    "'" + name + "': '" + place.path() + "' "
                            + (Files.exists(place.path())
                                    ? "is not a " + (transport.equals("oci") ? "directory." : "file.")
                                    : "does not exist."),
                    "A layout directory is oci:DIR, a tar archive of one is oci-archive:FILE, and what 'docker save' "
                            + "writes is docker-archive:FILE. A relative path starts at the project's directory.");
        }
        return transport.equals("docker-archive")
                ? List.of(DockerArchive.read(place.path(), place.tag(), platforms, name, progress))
                : OciLayout.read(place.path(), place.tag(), platforms, name);
    }

    /** A path, and the tag behind its last colon. A path that exists as it is has no tag. */
    private record Place(Path path, Optional<String> tag) {

        static Place of(String text, Path directory, String from) {
            Optional<Path> whole = resolve(directory, text);
            if (whole.filter(Files::exists).isPresent()) {
                return new Place(whole.get(), Optional.empty());
            }
            // A docker-archive's name may itself contain colons; the first split that names a file wins.
            for (int colon = text.indexOf(':', 1); colon > 0; colon = text.indexOf(':', colon + 1)) {
                Optional<Path> path = resolve(directory, text.substring(0, colon));
                if (path.filter(Files::exists).isPresent()) {
                    return new Place(path.get(), Optional.of(text.substring(colon + 1)));
                }
            }
            int last = text.lastIndexOf(':');
            Path missing = resolve(directory, last > 1 ? text.substring(0, last) : text)
                    .orElseThrow(() -> new ImageException(
                            "'" + from + "' does not name a path.",
                            "Write it as oci:DIR[:tag], oci-archive:FILE[:tag] or docker-archive:FILE[:name]."));
            return new Place(missing, Optional.empty());
        }

        /** Absent if it cannot be a path: on Windows, none has a colon but that of the drive. */
        private static Optional<Path> resolve(Path directory, String text) {
            try {
                return Optional.of(directory.resolve(text));
            } catch (InvalidPathException e) {
                return Optional.empty();
            }
        }
    }
}
