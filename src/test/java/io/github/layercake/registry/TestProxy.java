package io.github.layercake.registry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ServerSocketFactory;

/** A proxy that opens tunnels to one server, whatever its name, for those who know the password. */
final class TestProxy implements AutoCloseable {
    static final String USER = "proxy-user";
    static final String PASSWORD = "proxy:password";

    /** What it does instead of opening a tunnel: the bytes that it answers. */
    volatile String answer = "";

    volatile boolean hangs;

    /** The heads of the requests to itself. */
    final List<String> heads = new CopyOnWriteArrayList<>();

    /** What went through tunnels, in both directions. */
    final ByteArrayOutputStream tunnelled = new ByteArrayOutputStream();

    private final TestConnections connections;
    private final int target;

    TestProxy(int target) throws IOException {
        this.target = target;
        connections = new TestConnections(ServerSocketFactory.getDefault(), this::serve);
    }

    int port() {
        return connections.port();
    }

    Proxy settings(String password) {
        return new Proxy(
                "http",
                "127.0.0.1",
                port(),
                java.util.Optional.of(Credential.password(USER, password, "settings.xml, <proxy>")),
                List.of());
    }

    private void serve(Socket client) throws IOException {
        String head = head(client.getInputStream());
        heads.add(head);
        OutputStream out = client.getOutputStream();
        if (hangs) {
            return;
        }
        if (!answer.isEmpty()) {
            out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
            client.close();
            return;
        }
        String right = Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        if (!head.contains("\r\nProxy-Authorization: Basic " + right + "\r\n")) {
            String refusal = "HTTP/1.1 407 Who are you\r\nProxy-Authenticate: Basic realm=proxy\r\n\r\n";
            out.write(refusal.getBytes(StandardCharsets.ISO_8859_1));
            client.close();
            return;
        }
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        out.write("HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        connections.serveInBackground(server, from -> pipe(from, client));
        pipe(client, server);
    }

    private void pipe(Socket from, Socket to) throws IOException {
        byte[] buffer = new byte[8192];
        try (from;
                to) {
            for (int n = from.getInputStream().read(buffer);
                    n >= 0;
                    n = from.getInputStream().read(buffer)) {
                synchronized (tunnelled) {
                    tunnelled.write(buffer, 0, n);
                }
                to.getOutputStream().write(buffer, 0, n);
            }
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("closed");
            }
            head.append((char) b);
        }
        return head.toString();
    }

    @Override
    public void close() throws IOException {
        connections.close();
    }
}
