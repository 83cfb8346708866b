import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** An image in a registry, of which every blob was read and compared with its size, its digest and its diffID. */
final class PushedImage {
    /** A layer as the manifest names it. */
    record Layer(String digest, long size) {}

    private final String name;
    private final RegistryClient registry;
    private final List<Layer> layers = new ArrayList<>();

    private PushedImage(String name, RegistryClient registry) {
        this.name = name;
        this.registry = registry;
    }

    /** Fails unless all of it is there, and is what it should be. */
    static PushedImage read(String repository, String tag) throws IOException, InterruptedException {
        PushedImage image = new PushedImage(repository + ":" + tag, new RegistryClient(repository));
        image.verify(tag);
        return image;
    }

    /** {@code host:port/repository:tag}. */
    String name() {
        return name;
    }

    /** Their contents, bottom to top. */
    List<ImageCheck.Layer> contents() {
        return layers.stream()
                .map(layer -> (ImageCheck.Layer) () -> open(layer.digest))
                .toList();
    }

    /** The size of the layers with compiled classes of the application. */
    long classesLayers() throws IOException {
        long size = 0;
        for (Layer layer : layers) {
            try (TarReader entries = new TarReader(ImageCheck.uncompressed(open(layer.digest)))) {
                boolean found = false;
                while (!found && entries.next()) {
                    found = entries.name().startsWith("app/classes/") && entries.name().endsWith(".class");
                }
                size += found ? layer.size : 0;
            }
        }
        return size;
    }

    private void verify(String tag) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = registry.manifest(tag);
        String named = answer.headers().firstValue("Docker-Content-Digest").orElse("");
        equal("manifest", named, "sha256:" + ImageCheck.digest(new ByteArrayInputStream(answer.body())));
        Map<?, ?> manifest = object(json(answer.body()));
        Map<?, ?> config = object(manifest.get("config"));
        byte[] configBytes;
        try (InputStream in = open(config.get("digest").toString())) {
            configBytes = in.readAllBytes();
        }
        equal("config", config.get("digest"), "sha256:" + ImageCheck.digest(new ByteArrayInputStream(configBytes)));
        equal("config", config.get("size"), (long) configBytes.length);
        List<?> diffIds = (List<?>) object(object(json(configBytes)).get("rootfs")).get("diff_ids");
        List<?> descriptors = (List<?>) manifest.get("layers");
        equal("number of layers", diffIds.size(), descriptors.size());
        for (int i = 0; i < descriptors.size(); i++) {
            Map<?, ?> layer = object(descriptors.get(i));
            layers.add(new Layer(layer.get("digest").toString(), (Long) layer.get("size")));
            verify(layers.get(i), diffIds.get(i));
        }
    }

    private void verify(Layer layer, Object diffId) throws IOException {
        MessageDigest sha256 = ImageCheck.sha256();
        long[] size = new long[1];
        InputStream compressed = new DigestInputStream(open(layer.digest), sha256) {
            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int count = super.read(buffer, offset, length);
                size[0] += Math.max(0, count);
                return count;
            }
        };
        try (InputStream tar = ImageCheck.uncompressed(compressed)) {
            equal("diffID", diffId, "sha256:" + ImageCheck.digest(tar));
            compressed.transferTo(OutputStream.nullOutputStream());
        }
        equal("layer", layer.digest, "sha256:" + HexFormat.of().formatHex(sha256.digest()));
        equal("layer", layer.size, size[0]);
    }

    private InputStream open(String digest) throws IOException {
        try {
            return registry.blob(digest);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException().initCause(e);
        }
    }

    private void equal(String what, Object expected, Object found) {
        if (!expected.equals(found)) {
            throw new BenchException("WRONG IMAGE " + name + ": " + what + " should be " + expected + ", is " + found);
        }
    }

    private static Object json(byte[] bytes) {
        return new JsonText(new String(bytes, StandardCharsets.UTF_8)).read();
    }

    private static Map<?, ?> object(Object json) {
        return (Map<?, ?>) json;
    }
}
