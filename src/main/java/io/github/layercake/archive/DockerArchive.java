package io.github.layercake.archive;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.layercake.io.Content;
import io.github.layercake.io.Digest;
import io.github.layercake.io.ImageException;
import io.github.layercake.io.Progress;
import io.github.layercake.io.VerifiedContent;
import io.github.layercake.oci.Image;
import io.github.layercake.oci.ImageConfig;
import io.github.layercake.oci.ImageReference;
import io.github.layercake.oci.Json;
import io.github.layercake.oci.Layer;
import io.github.layercake.oci.MediaTypes;
import io.github.layercake.oci.Platform;
import io.github.layercake.oci.Platforms;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads what {@code docker save} writes: a tar archive with a {@code manifest.json}, a config, and layers that are tar
 * streams, compressed or not. Layers are verified against the diffIDs of the config.
 *
 * @see <a href="https://github.com/moby/docker-image-spec/blob/v1.3.1/v1.2.md">Docker image specification v1.2,
 *     Combined Image JSON + Filesystem Changeset Format</a>
 */
public final class DockerArchive {
    public static final String MANIFEST = "manifest.json";

    /** As Docker names it before version 25, and since. */
    private static final Pattern CONFIG_NAME = Pattern.compile("(?:blobs/sha256/)?([0-9a-f]{64})(?:\\.json)?");

    private final ArchiveFiles files;
    private final Progress progress;

    private DockerArchive(ArchiveFiles files, Progress progress) {
        this.files = files;
        this.progress = progress;
    }

    /**
     * Reads one image.
     *
     * @param path the archive
     * @param name which image, where the archive has several
     * @param platforms what the image must be for; it can be for one only
     * @param origin what the user called it, for error messages
     * @param progress is told how much of compressed layers was read
     * @throws ImageException if it is no image, lacks the name or a platform, or is damaged
     */
    public static Image read(
            Path path, Optional<String> name, List<Platform> platforms, String origin, Progress progress)
            throws IOException {
        DockerArchive archive = new DockerArchive(ArchiveFiles.openTar(path, origin), progress);
        JsonObject entry = archive.choose(name);
        ImageConfig config = archive.config(entry);
        boolean layout = archive.files.find(OciLayout.INDEX).isPresent();
        if (platforms.size() > 1 || (layout && !Platforms.isFor(platforms.get(0), config, false))) {
            throw Platforms.onlyOne(origin, platforms, config.platform(), layout);
        }
        if (!Platforms.isFor(platforms.get(0), config, false)) {
            throw Platforms.missing(origin, platforms, List.of(config.platform()));
        }
        return Image.of(archive.layers(entry, config), config, Map.of());
    }

    /** Reads one image, whatever it is for. */
    public static Image read(Path path, Optional<String> name, String origin) throws IOException {
        DockerArchive archive = new DockerArchive(ArchiveFiles.openTar(path, origin), Progress.untold());
        JsonObject entry = archive.choose(name);
        ImageConfig config = archive.config(entry);
        return Image.of(archive.layers(entry, config), config, Map.of());
    }

    private ImageConfig config(JsonObject entry) throws IOException {
        String path = Json.text(entry, "Config")
                .orElseThrow(() -> damaged(files.origin(), "its manifest.json names no config"));
        return ImageConfig.parse(config(path), files.origin() + ": " + path);
    }

    /** The config's bytes; the file is named by its digest, where it is named as Docker does. */
    private byte[] config(String path) throws IOException {
        byte[] bytes = files.metadata(path);
        Matcher name = CONFIG_NAME.matcher(path);
        if (name.matches() && !Digest.of(bytes).hex().equals(name.group(1))) {
            throw damaged(files.origin(), "the bytes of its config '" + path + "' are " + Digest.of(bytes));
        }
        return bytes;
    }

    private JsonObject choose(Optional<String> name) throws IOException {
        List<JsonObject> entries = entries();
        List<String> names = new ArrayList<>();
        for (JsonObject entry : entries) {
            List<String> tags = Json.texts(entry, "RepoTags");
            names.addAll(tags);
            if (name.isPresent() && tags.stream().anyMatch(tag -> isSame(tag, name.get()))) {
                return entry;
            }
        }
        if (name.isEmpty() && entries.size() == 1) {
            return entries.get(0);
        }
        throw new ImageException(
                files.origin() + (name.isPresent() ? " has no image '" + name.get() + "'." : " holds several images."),
                "Add a colon and the name of one of them: " + String.join(", ", names) + ".");
    }

    /** Whether two texts name the same image: {@code app} is {@code docker.io/library/app:latest}. */
    private static boolean isSame(String tag, String name) {
        try {
            return tag.equals(name) || ImageReference.parse(tag).equals(ImageReference.parse(name));
        } catch (ImageException e) {
            return false;
        }
    }

    private List<JsonObject> entries() throws IOException {
        List<JsonObject> entries = new ArrayList<>();
        for (JsonElement element : Json.parseArray(files.metadata(MANIFEST), files.origin() + ": " + MANIFEST)) {
            if (element instanceof JsonObject object) {
                entries.add(object);
            }
        }
        if (entries.isEmpty()) {
            throw damaged(files.origin(), "its manifest.json lists no image");
        }
        return entries;
    }

    private List<Layer> layers(JsonObject entry, ImageConfig config) throws IOException {
        List<String> paths = Json.texts(entry, "Layers");
        List<Digest> diffIds = config.diffIds();
        if (diffIds.size() != paths.size()) {
            throw damaged(files.origin(), "it has " + paths.size() + " layers, but its config names " + diffIds.size());
        }
        List<Layer> layers = new ArrayList<>();
        for (String path : paths) {
            layers.add(layer(files.require(path), diffIds.get(layers.size())));
        }
        return layers;
    }

    private Layer layer(Content content, Digest diffId) throws IOException {
        String mediaType = mediaType(content);
        if (mediaType.equals(MediaTypes.LAYER)) {
            return new Layer(
                    mediaType,
                    diffId,
                    diffId,
                    content.size(),
                    VerifiedContent.of(content, diffId, content.size(), files.origin()));
        }
        progress.begin("base, reading", content.size());
        Digest digest = Digest.of(progress.counted(content));
        if (mediaType.equals(MediaTypes.LAYER_GZIP)) {
            progress.begin("base, verifying", content.size());
            verifyGzip(progress.counted(content), diffId);
        }
        return new Layer(
                mediaType,
                digest,
                diffId,
                content.size(),
                VerifiedContent.of(content, digest, content.size(), files.origin()));
    }

    private void verifyGzip(Content content, Digest diffId) throws IOException {
        Digest found;
        try {
            found = diffId.compute(new Content() {
                @Override
                public long size() {
                    throw new UnsupportedOperationException("Known after decompression only");
                }

                @Override
                public InputStream open() throws IOException {
                    return new GZIPInputStream(content.open(), 1 << 16);
                }
            });
        } catch (ZipException | java.io.EOFException e) {
            throw damaged(files.origin(), "the layer " + diffId + " is not a whole gzip stream");
        }
        if (!found.equals(diffId)) {
            throw damaged(files.origin(), "the bytes of the layer " + diffId + " are " + found);
        }
    }

    /** Known by its first bytes: the archive does not tell. */
    private static String mediaType(Content content) throws IOException {
        byte[] magic;
        try (InputStream in = content.open()) {
            magic = in.readNBytes(4);
        }
        if (magic.length >= 2 && magic[0] == 0x1f && magic[1] == (byte) 0x8b) {
            return MediaTypes.LAYER_GZIP;
        }
        boolean zstd = magic.length == 4
                && magic[0] == 0x28
                && magic[1] == (byte) 0xb5
                && magic[2] == 0x2f
                && magic[3] == (byte) 0xfd;
        return zstd ? MediaTypes.LAYER_ZSTD : MediaTypes.LAYER;
    }

    private static ImageException damaged(String origin, String fault) {
        return new ImageException(
                origin + " is not an image, or it is damaged: " + fault + ".", "Save it again with 'docker save'.");
    }
}
