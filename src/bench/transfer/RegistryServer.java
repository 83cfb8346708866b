import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Debian's {@code docker-registry} on the loopback interface, anonymous and without TLS, with a directory of its own. */
final class RegistryServer {
    private static final int PATIENCE_MILLISECONDS = 20_000;
    private static final Pattern ACCESS = Pattern.compile("(?m)^\\S+ - \\S+ \\[[^]]*\\] \"([A-Z]+) (\\S+) [^\"]*\" (\\d+) ");
    private static final Pattern CLIENT = Pattern.compile("msg=\"response completed.*http\\.request\\.remoteaddr=\"([^\"]+)\"");
    private static final Pattern UPLOADED = Pattern.compile("[?&]digest=sha256(?::|%3A)([0-9a-f]{64})");
    private static final Pattern TAGGED = Pattern.compile("/v2/(.+)/manifests/([^/]+)");

    private final Path directory;
    private final Path log;
    private final Process process;
    private final Thread atExit;

    private RegistryServer(Path directory, Path log, Process process) {
        this.directory = directory;
        this.log = log;
        this.process = process;
        this.atExit = new Thread(process::destroy);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** A port that nobody listens at. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Starts one that holds what is in {@code directory}, and waits until it answers. */
    static RegistryServer start(Path directory, int port) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        Path configuration = Files.writeString(
                directory.resolve("registry.yml"),
                "{version: 0.1, storage: {filesystem: {rootdirectory: %s}}, http: {addr: 127.0.0.1:%d}}"
                        .formatted(directory.resolve("data"), port));
        Path log = Files.createTempFile(directory, "registry-", ".log");
        Process process;
        try {
            process = new ProcessBuilder("docker-registry", "serve", configuration.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new BenchException("docker-registry is needed (apt-get install docker-registry): " + e.getMessage());
        }
        RegistryServer server = new RegistryServer(directory, log, process);
        for (int waited = 0; !answers(port); waited += 20) {
            if (waited > PATIENCE_MILLISECONDS || !process.isAlive()) {
                server.stop();
                throw new BenchException("docker-registry does not start\n" + Files.readString(log));
            }
            Thread.sleep(20);
        }
        return server;
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * What clients did, by its log.
     *
     * @param connections how many they used
     * @param blobBytes size of the blobs that were uploaded
     * @param manifestBytes size of the manifests that were put
     */
    record Traffic(List<String> requests, int connections, long blobBytes, long manifestBytes) {
        long sent() {
            return blobBytes + manifestBytes;
        }

        Traffic plus(Traffic other) {
            return new Traffic(
                    Stream.concat(requests.stream(), other.requests.stream()).toList(),
                    connections + other.connections,
                    blobBytes + other.blobBytes,
                    manifestBytes + other.manifestBytes);
        }
    }

    /** How long the log is now. */
    long mark() throws IOException {
        return Files.size(log);
    }

    /** What happened since. */
    Traffic since(long mark) throws IOException, InterruptedException {
        Thread.sleep(200);
        byte[] all = Files.readAllBytes(log);
        String text = new String(all, (int) mark, (int) (all.length - mark), StandardCharsets.UTF_8);
        long blobs = 0;
        long manifests = 0;
        for (Matcher line = ACCESS.matcher(text); line.find(); ) {
            if (line.group(1).equals("PUT") && line.group(3).equals("201")) {
                Matcher uploaded = UPLOADED.matcher(line.group(2));
                Matcher tagged = TAGGED.matcher(line.group(2));
                if (uploaded.find()) {
                    blobs += Files.size(blob(uploaded.group(1)));
                } else if (tagged.matches()) {
                    manifests += Files.size(blob(tag(tagged.group(1), tagged.group(2))));
                }
            }
        }
        Set<String> clients = new HashSet<>();
        CLIENT.matcher(text).results().forEach(line -> clients.add(line.group(1)));
        List<String> requests = ACCESS.matcher(text)
                .results()
                .map(line -> line.group(1) + " " + line.group(2) + " " + line.group(3))
                .toList();
        return new Traffic(requests, clients.size(), blobs, manifests);
    }

    private Path blob(String digest) {
        return directory.resolve("data/docker/registry/v2/blobs/sha256/" + digest.substring(0, 2) + "/" + digest + "/data");
    }

    private String tag(String repository, String tag) throws IOException {
        Path link = directory.resolve("data/docker/registry/v2/repositories/" + repository + "/_manifests/tags/" + tag
                + "/current/link");
        return Files.readString(link).strip().substring("sha256:".length());
    }

    Path directory() {
        return directory;
    }

    /** Stops it; what it holds stays. */
    void stop() throws InterruptedException {
        process.destroy();
        process.waitFor();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }
}
