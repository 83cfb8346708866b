package io.github.layercake.consumers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

/** A registry of our own on the loopback interface, without authentication and TLS unless a test wants them. */
record RealRegistry(int port, Daemon daemon) implements AutoCloseable {

    static RealRegistry start(Path directory) throws IOException, InterruptedException {
        return start(directory, "", "");
    }

    /**
     * Starts one.
     *
     * @param http more of the section {@code http}
     * @param sections more of them
     */
    static RealRegistry start(Path directory, String http, String sections) throws IOException, InterruptedException {
        int port = freePort();
        Path configuration = Files.writeString(
                directory.resolve("registry.yml"),
                "{version: 0.1, storage: {filesystem: {rootdirectory: %s}}, http: {addr: 127.0.0.1:%d%s}%s}"
                        .formatted(directory.resolve("registry"), port, http, sections));
        Path log = directory.resolve("registry.log");
        Process registry = Tool.ofDebian("docker-registry", "docker-registry").launch(log, "serve", configuration);
        return new RealRegistry(port, new Daemon(registry, log).waitUntil(() -> answers(port)));
    }

    /** As in an image's name. */
    String host() {
        return "127.0.0.1:" + port;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        daemon.close();
    }
}
