package io.github.layercake.registry;

import io.github.layercake.fixture.RandomImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;
import org.jspecify.annotations.Nullable;

/** A registry in memory that keeps what it is given, and may be told to behave badly. */
public final class TestRegistry implements AutoCloseable {
    /** Digest to bytes. */
    public final Map<String, byte[]> blobs = new ConcurrentHashMap<>();

    /** {@code repository:tag}, or {@code repository:digest}, to bytes. */
    public final Map<String, byte[]> manifests = new ConcurrentHashMap<>();

    private final Map<String, byte[]> uploads = new ConcurrentHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final TestServer server;

    /** What a request is answered instead. */
    public interface Behaviour {
        /** Returns 0 to answer properly, 1 if an answer was written, -1 to drop the connection. */
        int before(TestServer.Asked asked, OutputStream out) throws IOException, InterruptedException;
    }

    public static final int PROPERLY = 0;
    public static final int ANSWERED = 1;
    public static final int DROP = -1;

    public volatile Behaviour behaviour = (asked, out) -> PROPERLY;

    /** For a field that is set where nothing may be thrown. */
    public static TestRegistry open() {
        try {
            return new TestRegistry();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    public TestRegistry() throws IOException {
        this(ServerSocketFactory.getDefault());
    }

    /** With TLS, if that is what the factory makes. */
    public TestRegistry(ServerSocketFactory sockets) throws IOException {
        server = new TestServer(this::answer, sockets);
    }

    public TestServer server() {
        return server;
    }

    public String host() {
        return server.host();
    }

    /** What it takes to talk to it: it has no TLS. */
    public RegistrySettings settings() {
        return new RegistrySettings(
                List.of(), List.of(), Map.of(), Optional.empty(), Set.of(host()), false, Limits.DEFAULT);
    }

    public void add(String repository, String tag, RandomImage image) {
        for (int i = 0; i < image.tars().size(); i++) {
            blobs.put(RandomImage.sha256(image.layer(i)), image.layer(i));
        }
        blobs.put(RandomImage.sha256(image.configBytes()), image.configBytes());
        addManifest(repository, tag, image.manifestBytes());
    }

    public void addManifest(String repository, String tag, byte[] bytes) {
        manifests.put(repository + ":" + tag, bytes);
        manifests.put(repository + ":" + RandomImage.sha256(bytes), bytes);
    }

    private boolean answer(TestServer.Asked asked, OutputStream out) throws IOException, InterruptedException {
        int done = behaviour.before(asked, out);
        if (done != PROPERLY) {
            return done == ANSWERED;
        }
        String path = asked.path();
        if (path.equals("/v2/")) {
            return TestServer.send(out, 200, "{}", "Docker-Distribution-Api-Version: registry/2.0");
        }
        int manifest = path.indexOf("/manifests/");
        if (manifest > 0) {
            return manifest(asked, path.substring(4, manifest) + ":" + path.substring(manifest + 11), out);
        }
        return path.contains("/blobs/uploads/")
                ? upload(asked, out)
                : bytes(asked, blobs.get(path.substring(path.lastIndexOf('/') + 1)), "application/octet-stream", out);
    }

    private boolean manifest(TestServer.Asked asked, String name, OutputStream out) throws IOException {
        if (asked.method().equals("PUT")) {
            addManifest(name.substring(0, name.indexOf(':')), name.substring(name.indexOf(':') + 1), asked.body());
            return TestServer.send(out, 201, "", "Docker-Content-Digest: " + RandomImage.sha256(asked.body()));
        }
        return bytes(asked, manifests.get(name), "application/vnd.oci.image.manifest.v1+json", out);
    }

    private static boolean bytes(TestServer.Asked asked, byte @Nullable [] bytes, String type, OutputStream out)
            throws IOException {
        if (bytes == null) {
            String body = "{\"errors\":[{\"code\":\"UNKNOWN\",\"message\":\"it is not here\"}]}";
            return TestServer.send(out, 404, asked.method().equals("HEAD") ? "" : body);
        }
        String digest = "Docker-Content-Digest: " + RandomImage.sha256(bytes);
        if (asked.method().equals("HEAD")) {
            TestServer.raw(
                    out,
                    "HTTP/1.1 200 OK\r\nContent-Length: " + bytes.length + "\r\nContent-Type: " + type + "\r\n" + digest
                            + "\r\n\r\n");
            return true;
        }
        String range = asked.header("Range");
        if (!range.isEmpty()) {
            int from = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
            byte[] rest = java.util.Arrays.copyOfRange(bytes, from, bytes.length);
            return TestServer.send(
                    out, 206, rest, "Content-Range: bytes " + from + "-" + (bytes.length - 1) + "/" + bytes.length);
        }
        return TestServer.send(out, 200, bytes, "Content-Type: " + type, digest);
    }

    private boolean upload(TestServer.Asked asked, OutputStream out) throws IOException {
        String path = asked.path();
        String query = asked.target().contains("?")
                ? asked.target().substring(asked.target().indexOf('?') + 1)
                : "";
        if (asked.method().equals("POST")) {
            String mounted = parameter(query, "mount");
            if (blobs.containsKey(mounted)) {
                return TestServer.send(out, 201, "", "Location: /v2/blobs/" + mounted);
            }
            String id = "u" + numbers.incrementAndGet();
            uploads.put(id, new byte[0]);
            return TestServer.send(out, 202, "", "Location: " + path + id + "?_state=a%20b");
        }
        String id = path.substring(path.lastIndexOf('/') + 1);
        byte[] before = uploads.get(id);
        if (before == null) {
            return TestServer.send(out, 404, "{\"errors\":[{\"code\":\"BLOB_UPLOAD_UNKNOWN\"}]}");
        }
        if (asked.method().equals("GET")) {
            return TestServer.send(
                    out, 204, "", "Location: " + asked.target(), "Range: 0-" + Math.max(0, before.length - 1));
        }
        byte[] all = java.util.Arrays.copyOf(before, before.length + asked.body().length);
        System.arraycopy(asked.body(), 0, all, before.length, asked.body().length);
        uploads.put(id, all);
        if (asked.method().equals("PATCH")) {
            return TestServer.send(out, 202, "", "Location: " + asked.target());
        }
        String digest = parameter(query, "digest");
        if (!RandomImage.sha256(all).equals(digest)) {
            return TestServer.send(out, 400, "{\"errors\":[{\"code\":\"DIGEST_INVALID\"}]}");
        }
        uploads.remove(id);
        blobs.put(digest, all);
        return TestServer.send(out, 201, "", "Location: /v2/blobs/" + digest);
    }

    /** What arrived of an upload that was lost. */
    void received(TestServer.Asked asked, int bytes) {
        String id = asked.path().substring(asked.path().lastIndexOf('/') + 1);
        uploads.put(id, java.util.Arrays.copyOf(asked.body(), bytes));
    }

    static String parameter(String query, String name) {
        for (String pair : query.split("&")) {
            if (pair.startsWith(name + "=")) {
                return java.net.URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
            }
        }
        return "";
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
