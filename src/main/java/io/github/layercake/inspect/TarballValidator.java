package io.github.layercake.inspect;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
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
import io.github.layercake.oci.Platform;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Checks an archive that we have written for one image: as a tar file, as an OCI layout, as what {@code docker save}
 * writes, that both name the same things, and then the image itself.
 *
 * @see io.github.layercake.archive.ImageTarball
 */
public final class TarballValidator {
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
     * Everything that there is to say about the archive {@code tar} and its image.
     *
     * @param baseLayers how many layers, from the lowest, others have made
     * @throws IOException if it cannot be read; a damaged archive is no exception
     */
    public static List<Finding> validate(Path tar, int baseLayers) throws IOException {
        Findings findings = new Findings();
        Optional<List<String>> entries = TarballEntries.check(tar, findings);
        List<Finding> all = new ArrayList<>();
        if (entries.isPresent()) {
            try {
                TarballValidator validator = new TarballValidator(tar, TarReader.files(tar), findings);
                Image image = validator.image();
                validator.order(entries.get());
                all.addAll(ImageValidator.validate(image, baseLayers));
            } catch (ImageException e) {
                findings.error(tar.toString(), e.problem());
            }
        }
        all.addAll(findings.all());
        return all;
    }

    private Image image() throws IOException {
        Index index = Index.parse(bytes(OciLayout.INDEX), OciLayout.INDEX);
        if (index.manifests().isEmpty()) {
            throw damaged("'index.json' names no image");
        }
        order.add(OciLayout.MARKER);
        List<Digest> manifests =
                index.manifests().stream().map(Descriptor::digest).distinct().toList();
        findings.expect(manifests.size() == 1, OciLayout.INDEX, "it names " + manifests.size() + " images");
        List<String> names = new ArrayList<>();
        for (Descriptor descriptor : index.manifests()) {
            name(descriptor).ifPresent(names::add);
        }
        Manifest manifest = Manifest.parse(bytes(blob(index.manifests().get(0).digest())), "the manifest");
        manifest.layers().forEach(layer -> order.add(blob(layer.digest())));
        order.add(blob(manifest.config().digest()));
        manifests.forEach(digest -> order.add(blob(digest)));
        order.add(OciLayout.INDEX);
        order.add(DockerArchive.MANIFEST);
        docker(manifest, names);
        return read(manifest, names);
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

    private void docker(Manifest manifest, List<String> names) throws IOException {
        List<JsonElement> entries = Json.parseArray(bytes(DockerArchive.MANIFEST), DockerArchive.MANIFEST)
                .asList();
        if (entries.size() != 1 || !(entries.get(0) instanceof JsonObject entry)) {
            findings.error(DockerArchive.MANIFEST, "it should name one image");
            return;
        }
        findings.expect(
                Json.text(entry, "Config")
                        .equals(Optional.of(blob(manifest.config().digest()))),
                DockerArchive.MANIFEST,
                "its config is not the manifest's");
        findings.expect(
                Json.texts(entry, "Layers")
                        .equals(manifest.layers().stream()
                                .map(layer -> blob(layer.digest()))
                                .toList()),
                DockerArchive.MANIFEST,
                "its layers are not the manifest's");
        findings.expect(
                Json.texts(entry, "RepoTags").equals(names),
                DockerArchive.MANIFEST,
                "its RepoTags are " + Json.texts(entry, "RepoTags") + ", the index has " + names);
    }

    /** Reads the image in both formats. */
    private Image read(Manifest manifest, List<String> names) throws IOException {
        Platform platform = ImageConfig.parse(bytes(blob(manifest.config().digest())), "the config")
                .platform();
        String origin = tar.toString();
        Optional<String> name = names.stream().findFirst();
        Image image = OciLayout.read(tar, name, platform, origin);
        Image docker = DockerArchive.read(tar, name, platform, origin);
        findings.expect(
                image.config().diffIds().equals(docker.config().diffIds()),
                origin,
                "as a layout and as a docker archive it has other layers");
        return image;
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
