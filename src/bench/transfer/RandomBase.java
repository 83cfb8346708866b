import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * A base image whose layers hold random bytes, so that nothing makes them smaller; always the same.
 *
 * @param layers how many
 * @param layerSize bytes in each
 */
record RandomBase(int layers, long layerSize) {
    private static final String REPOSITORY = "/base/random";

    /** Its name in a registry. */
    String at(String registry) {
        return registry + REPOSITORY + ":1";
    }

    /** Pushes it, for linux/amd64. */
    void push(String registry) throws IOException, InterruptedException {
        RegistryClient client = new RegistryClient(registry + REPOSITORY);
        List<String> diffIds = new ArrayList<>();
        List<String> descriptors = new ArrayList<>();
        Path file = Files.createTempFile("image-bench-", ".blob");
        try {
            for (int number = 0; number < layers; number++) {
                writeLayer(file, number);
                try (InputStream tar = ImageCheck.uncompressed(Files.newInputStream(file))) {
                    diffIds.add("\"sha256:" + ImageCheck.digest(tar) + "\"");
                }
                descriptors.add(push(client, "application/vnd.oci.image.layer.v1.tar+gzip", file));
            }
            Files.writeString(
                    file,
                    "{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":"
                            + diffIds + "}}");
            String config = push(client, "application/vnd.oci.image.config.v1+json", file);
            client.putManifest(
                    "1",
                    "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"config\":" + config
                            + ",\"layers\":" + descriptors + "}");
        } finally {
            Files.delete(file);
        }
    }

    /** Pushes a blob and returns its descriptor. */
    private static String push(RegistryClient client, String mediaType, Path file)
            throws IOException, InterruptedException {
        String digest = digest(Files.newInputStream(file));
        client.putBlob(digest, file);
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
                .formatted(mediaType, digest, Files.size(file));
    }

    /** Fails unless the tar holds every layer, byte for byte, under whatever name. */
    void verifyIn(Path tar) throws IOException {
        Set<String> missing = new HashSet<>();
        Path file = Files.createTempFile("image-bench-", ".blob");
        try {
            for (int number = 0; number < layers; number++) {
                writeLayer(file, number);
                missing.add(digest(Files.newInputStream(file)));
            }
        } finally {
            Files.delete(file);
        }
        try (TarReader entries = new TarReader(Files.newInputStream(tar))) {
            while (entries.next()) {
                missing.remove(digest(entries.content()));
            }
        }
        if (!missing.isEmpty()) {
            throw new BenchException("WRONG IMAGE " + tar + ": without layers of its base " + missing);
        }
    }

    /** Writes {@code size} random bytes, the same for the same number. */
    static void writeRandom(OutputStream out, long number, long size) throws IOException {
        Random random = new Random(number);
        byte[] block = new byte[1 << 20];
        for (long left = size; left > 0; left -= block.length) {
            random.nextBytes(block);
            out.write(block, 0, (int) Math.min(left, block.length));
        }
    }

    private void writeLayer(Path file, int number) throws IOException {
        try (OutputStream out = new GZIPOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            {
                def.setLevel(Deflater.NO_COMPRESSION);
            }
        }) {
            out.write(tarHeader("opt/random" + number, layerSize));
            writeRandom(out, number, layerSize);
            out.write(new byte[(int) (512 - layerSize % 512) % 512 + 1024]);
        }
    }

    private static byte[] tarHeader(String name, long size) {
        byte[] header = new byte[512];
        put(header, 0, name);
        put(header, 100, "0000644\0" + "0000000\0" + "0000000\0" + "%011o\0".formatted(size) + "00000000001\0");
        Arrays.fill(header, 148, 156, (byte) ' ');
        put(header, 156, "0");
        put(header, 257, "ustar\00000");
        int sum = 0;
        for (byte value : header) {
            sum += value & 0xff;
        }
        put(header, 148, "%06o\0 ".formatted(sum));
        return header;
    }

    private static void put(byte[] header, int offset, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, offset, bytes.length);
    }

    private static String digest(InputStream content) throws IOException {
        try (content) {
            return "sha256:" + ImageCheck.digest(content);
        }
    }
}
