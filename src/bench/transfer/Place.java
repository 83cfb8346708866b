import java.io.IOException;
import java.nio.file.Path;

/** An address at which there is one registry after the other, with a proxy that counts before it or without. */
final class Place {
    private final Path home;
    private final int port = RegistryServer.freePort();
    private RegistryServer server;
    private CountingProxy proxy;
    private int number;

    /** Nobody listens there yet. */
    Place(Path home) throws IOException {
        this.home = home;
    }

    /** {@code host:port}. */
    String address() {
        return "127.0.0.1:" + port;
    }

    /** What listens now, maybe behind a proxy. */
    RegistryServer server() {
        return server;
    }

    /** Puts an empty registry there. */
    void renew() throws IOException, InterruptedException {
        if (server != null) {
            stop();
            Trees.delete(server.directory());
        }
        server = RegistryServer.start(home.resolve("registry-" + port + "-" + ++number), port);
    }

    /** Puts a proxy before the registry. */
    CountingProxy count() throws IOException, InterruptedException {
        int behind = RegistryServer.freePort();
        server.stop();
        server = RegistryServer.start(server.directory(), behind);
        proxy = new CountingProxy(port, behind);
        return proxy;
    }

    /** Takes it away. */
    void countNoMore() throws IOException, InterruptedException {
        stop();
        server = RegistryServer.start(server.directory(), port);
    }

    void stop() throws IOException, InterruptedException {
        if (proxy != null) {
            proxy.close();
            proxy = null;
        }
        if (server != null) {
            server.stop();
        }
    }
}
