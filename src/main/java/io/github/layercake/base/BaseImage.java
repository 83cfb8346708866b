package io.github.layercake.base;

import io.github.layercake.archive.DockerArchive;
import io.github.layercake.archive.OciLayout;
import io.github.layercake.io.FileStat;
import io.github.layercake.io.ImageException;
import io.github.layercake.oci.Image;
import io.github.layercake.oci.ImageConfig;
import io.github.layercake.oci.ImageReference;
import io.github.layercake.oci.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the image that an application is laid upon, by skopeo's transports: {@code scratch}, {@code oci:DIR[:tag]},
 * {@code oci-archive:FILE[:tag]}, {@code docker-archive:FILE[:name]}.
 *
 * @see <a href="https://github.com/containers/image/blob/v5.32.0/docs/containers-transports.5.md">containers-transports
 *     (5)</a>
 */
public final class BaseImage {
    private static final String SCRATCH = "scratch";

    private BaseImage() {}

    /**
     * Opens a base. Its layers are verified when they are copied, everything else now.
     *
     * @param from what the user wrote
     * @param directory where relative paths start
     * @param platform which platform of it
     * @throws ImageException if there is no such image, or it is damaged
     */
    public static Image open(String from, Path directory, Platform platform) throws IOException {
        String name = from.strip();
        int colon = name.indexOf(':');
        String transport = name.equals(SCRATCH) ? SCRATCH : name.substring(0, Math.max(0, colon));
        String rest = name.substring(colon + 1);
        return switch (transport) {
            case SCRATCH -> scratch(name, platform);
            case "oci", "oci-archive", "docker-archive" ->
                open(transport, Place.of(rest, directory, name), platform, name);
            case "docker-daemon" ->
                throw new ImageException(
                        "<from> is '" + name + "', an image of a Docker daemon, and this version cannot ask one.",
                        "Save it once: docker save -o base.tar " + rest
                                + ", then set <from>docker-archive:base.tar</from>.");
            default -> throw noRegistries(name);
        };
    }

    /**
     * The files that decide which image {@code from} is: as long as none of them changes, it is the same one. Absent if
     * it depends on something else, or is not there.
     */
    public static Optional<List<FileStat>> files(String from, Path directory) {
        String name = from.strip();
        if (name.equals(SCRATCH)) {
            return Optional.of(List.of());
        }
        String rest = name.substring(name.indexOf(':') + 1);
        try {
            if (name.startsWith("oci:")) {
                Path layout = Place.of(rest, directory, name).path();
                return Optional.of(List.of(FileStat.of(layout.resolve(OciLayout.INDEX))));
            }
            if (name.startsWith("oci-archive:") || name.startsWith("docker-archive:")) {
                return Optional.of(
                        List.of(FileStat.of(Place.of(rest, directory, name).path())));
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Image scratch(String name, Platform platform) {
        if (!name.equals(SCRATCH)) {
            throw new ImageException("'" + name + "': 'scratch' has no tag.", "Write <from>scratch</from>.");
        }
        return Image.of(List.of(), ImageConfig.empty(platform), Map.of());
    }

    private static Image open(String transport, Place place, Platform platform, String name) throws IOException {
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
                ? DockerArchive.read(place.path(), place.tag(), platform, name)
                : OciLayout.read(place.path(), place.tag(), platform, name);
    }

    private static ImageException noRegistries(String name) {
        String problem = "<from> is '" + name + "', an image in a registry, and this version cannot pull from one.";
        String reference = name.startsWith("docker://") ? name.substring("docker://".length()) : name;
        return new ImageException(
                problem,
                "Copy it once: skopeo copy docker://" + ImageReference.parse(reference)
                        + " oci:base:latest, then set <from>oci:base:latest</from>. Or use <from>scratch</from>.");
    }

    /** A path, and the tag behind its last colon. A path that exists as it is has no tag. */
    private record Place(Path path, Optional<String> tag) {

        static Place of(String text, Path directory, String from) {
            try {
                Path whole = directory.resolve(text);
                if (Files.exists(whole)) {
                    return new Place(whole, Optional.empty());
                }
                // A docker-archive's name may itself contain colons; the first split that names a file wins.
                for (int colon = text.indexOf(':', 1); colon > 0; colon = text.indexOf(':', colon + 1)) {
                    Path path = directory.resolve(text.substring(0, colon));
                    if (Files.exists(path)) {
                        return new Place(path, Optional.of(text.substring(colon + 1)));
                    }
                }
                int last = text.lastIndexOf(':');
                return new Place(directory.resolve(last > 1 ? text.substring(0, last) : text), Optional.empty());
            } catch (InvalidPathException e) {
                throw new ImageException(
                        "'" + from + "' does not name a path: " + e.getMessage() + ".",
                        "Write it as oci:DIR[:tag], oci-archive:FILE[:tag] or docker-archive:FILE[:name].");
            }
        }
    }
}
