package io.github.layercake.inspect;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.layercake.archive.DockerArchive;
import io.github.layercake.archive.OciLayout;
import io.github.layercake.io.Content;
import io.github.layercake.io.Digest;
import io.github.layercake.io.ImageException;
import io.github.layercake.io.TarReader;
import io.github.layercake.oci.Descriptor;
import io.github.layercake.oci.Image;
import io.github.layercake.oci.ImageConfig;
import io.github.layercake.oci.ImageReference;
import io.github.layercake.oci.Index;
import io.github.layercake.oci.Json;
import io.github.layercake.oci.Manifest;
import io.github.layercake.oci.MediaTypes;
import io.github.layercake.oci.Platform;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Checks an archive that we have written for one image, or for one of several platforms: as a tar file, as an OCI
 * layout, as what {@code docker save} writes, that both name the same things, and then the image itself for each
 * platform.
 *
 * @see io.github.layercake.archive.ImageTarball
 */
public final class TarballValidator {
    private static final Platform NONE = new Platform("", "", "");
    private static final long MAX_METADATA = 4L << 20;

    private final Path tar;
    private final Map<String, Content> files;
    private final Findings findings;
    private final Set<String> order = new LinkedHashSet<>();

    private TarballValidator(Path tar, Map<String, Content> files, Findings findings) {
        this.tar = tar;
        this.files = files;
        this.findings = findings;
    }

    /**
     * Everything that there is to say about the archive {@code tar} and its images.
     *
     * @param baseLayers how many layers of each image, from the lowest, others have made
     * @throws IOException if it cannot be read; a damaged archive is no exception
     */
    public static List<Finding> validate(Path tar, int baseLayers) throws IOException {
        Findings findings = new Findings();
        Optional<List<String>> entries = TarballEntries.check(tar, findings);
        List<Finding> all = new ArrayList<>();
        if (entries.isPresent()) {
            try {
                TarballValidator validator = new TarballValidator(tar, TarReader.files(tar), findings);
                List<Image> images = validator.images();
                validator.order(entries.get());
                for (Image image : images) {
                    all.addAll(ImageValidator.validate(image, baseLayers));
                }
            } catch (ImageException e) {
                findings.error(tar.toString(), e.problem());
            }
        }
        all.addAll(findings.all());
        return all;
    }

    private List<Image> images() throws IOException {
        Index index = index(OciLayout.INDEX, OciLayout.INDEX);
        if (index.manifests().isEmpty()) {
            throw damaged("'index.json' names no image");
        }
        List<Digest> different =
                index.manifests().stream().map(Descriptor::digest).distinct().toList();
        findings.expect(different.size() == 1, OciLayout.INDEX, "it names " + different.size() + " images");
        Descriptor first = index.manifests().get(0);
        List<String> names = new ArrayList<>();
        for (Descriptor descriptor : index.manifests()) {
            name(descriptor).ifPresent(names::add);
            findings.expect(
                    descriptor.equals(first.withAnnotations(descriptor.annotations())),
                    OciLayout.INDEX,
                    "its descriptors differ not only in their names");
        }
        boolean nested = MediaTypes.isIndex(first.mediaType());
        List<Descriptor> platforms = nested ? platforms(first) : List.of(first);
        List<Manifest> manifests = new ArrayList<>();
        for (Descriptor descriptor : platforms) {
            manifests.add(Manifest.parse(bytes(blob(descriptor.digest())), "the manifest"));
        }
        order.add(OciLayout.MARKER);
        layers(manifests).forEach(layer -> order.add(blob(layer)));
        manifests.forEach(manifest -> order.add(blob(manifest.config().digest())));
        platforms.forEach(descriptor -> order.add(blob(descriptor.digest())));
        different.forEach(digest -> order.add(blob(digest)));
        order.add(OciLayout.INDEX);
        order.add(DockerArchive.MANIFEST);
        docker(manifests, names);
        return read(manifests, names);
    }

    private Index index(String path, String place) throws IOException {
        byte[] bytes = bytes(path);
        JsonObject json = Json.parse(bytes, place);
        findings.expect(
                Json.text(json, "mediaType").equals(Optional.of(MediaTypes.INDEX))
                        && json.get("schemaVersion") instanceof JsonPrimitive version
                        && version.equals(new JsonPrimitive(2)),
                place,
                "it does not say that it is an index of version 2");
        return Index.parse(bytes, place);
    }

    /** What an index of platforms points to. */
    private List<Descriptor> platforms(Descriptor index) throws IOException {
        List<Descriptor> manifests =
                Index.parse(bytes(blob(index.digest())), "the index").manifests();
        findings.expect(manifests.size() > 1, "the index", "it is of " + manifests.size() + " platforms");
        Set<Platform> seen = new HashSet<>();
        for (Descriptor manifest : manifests) {
            String place = "the index, at " + manifest.digest();
            if (!MediaTypes.isManifest(manifest.mediaType())) {
                throw damaged("'" + manifest.mediaType() + "' in the index is not a manifest");
            }
            Optional<Platform> platform = manifest.platform();
            findings.expect(platform.isPresent(), place, "it names no platform");
            findings.expect(seen.add(platform.orElse(NONE)), place, "its platform is there twice");
        }
        return manifests;
    }

    /** Each layer once: what is below, image by image, then what all have on top. */
    private static List<Digest> layers(List<Manifest> manifests) {
        List<List<Digest>> stacks = new ArrayList<>();
        for (Manifest manifest : manifests) {
            stacks.add(new ArrayList<>(
                    manifest.layers().stream().map(Descriptor::digest).toList()));
        }
        ArrayDeque<Digest> top = new ArrayDeque<>();
        while (stacks.stream().noneMatch(List::isEmpty)
                && stacks.stream()
                                .map(stack -> stack.get(stack.size() - 1))
                                .distinct()
                                .count()
                        == 1) {
            top.addFirst(stacks.get(0).get(stacks.get(0).size() - 1));
            stacks.forEach(stack -> stack.remove(stack.size() - 1));
        }
        Set<Digest> all = new LinkedHashSet<>();
        stacks.forEach(all::addAll);
        all.addAll(top);
        return List.copyOf(all);
    }

    /** The image's name in the index; the tag beside it must be the same. */
    private Optional<String> name(Descriptor descriptor) {
        Optional<String> name = Optional.ofNullable(descriptor.annotations().get(OciLayout.CONTAINERD_NAME));
        Optional<String> tag = Optional.ofNullable(descriptor.annotations().get(OciLayout.REF_NAME));
        if (name.isEmpty() || tag.isEmpty()) {
            findings.error(OciLayout.INDEX, "a descriptor has no name for containerd, or no tag");
            return name;
        }
        try {
            ImageReference reference = ImageReference.parse(name.get());
            findings.expect(
                    reference.toString().equals(name.get()), OciLayout.INDEX, "'" + name.get() + "' is not canonical");
            findings.expect(
                    reference.tag().equals(tag),
                    OciLayout.INDEX,
                    "the tag of '" + name.get() + "' is not '" + tag.get() + "'");
        } catch (ImageException e) {
            findings.error(OciLayout.INDEX, e.problem());
        }
        return name;
    }

    private void docker(List<Manifest> manifests, List<String> names) throws IOException {
        List<JsonElement> entries = Json.parseArray(bytes(DockerArchive.MANIFEST), DockerArchive.MANIFEST)
                .asList();
        if (entries.size() != 1 || !(entries.get(0) instanceof JsonObject entry)) {
            findings.error(DockerArchive.MANIFEST, "it should name one image");
            return;
        }
        Optional<String> config = Json.text(entry, "Config");
        Optional<Manifest> manifest = manifests.stream()
                .filter(candidate ->
                        config.equals(Optional.of(blob(candidate.config().digest()))))
                .findFirst();
        findings.expect(manifest.isPresent(), DockerArchive.MANIFEST, "its config is not the manifest's");
        findings.expect(
                Json.texts(entry, "Layers")
                        .equals(manifest.orElse(manifests.get(0)).layers().stream()
                                .map(layer -> blob(layer.digest()))
                                .toList()),
                DockerArchive.MANIFEST,
                "its layers are not the manifest's");
        findings.expect(
                Json.texts(entry, "RepoTags").equals(names),
                DockerArchive.MANIFEST,
                "its RepoTags are " + Json.texts(entry, "RepoTags") + ", the index has " + names);
    }

    /** Reads the images in both formats, of which {@code docker save}'s has one only. */
    private List<Image> read(List<Manifest> manifests, List<String> names) throws IOException {
        String origin = tar.toString();
        List<Platform> platforms = new ArrayList<>();
        for (Manifest manifest : manifests) {
            platforms.add(ImageConfig.parse(bytes(blob(manifest.config().digest())), "the config")
                    .platform());
        }
        Optional<String> name = names.stream().findFirst();
        List<Image> images = OciLayout.read(tar, name, platforms, origin);
        Image docker = DockerArchive.read(tar, name, origin);
        findings.expect(
                images.stream()
                        .anyMatch(image ->
                                image.config().diffIds().equals(docker.config().diffIds())),
                origin,
                "as a layout and as a docker archive it has other layers");
        return images;
    }

    private void order(List<String> entries) {
        findings.expect(
                entries.equals(List.copyOf(order)), tar.toString(), "its entries are " + entries + ", not " + order);
    }

    private byte[] bytes(String path) throws IOException {
        Content content = files.get(path);
        if (content == null) {
            throw damaged("'" + path + "' is missing");
        }
        if (content.size() > MAX_METADATA) {
            throw damaged("'" + path + "' has " + content.size() + " bytes");
        }
        return content.readAll();
    }

    private static ImageException damaged(String fault) {
        return new ImageException(fault, "Build the image again.");
    }

    private static String blob(Digest digest) {
        return TarballEntries.BLOBS + digest.algorithm() + "/" + digest.hex();
    }
}
