package io.github.layercake.registry;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ServerSocketFactory;

/** An HTTP server that answers whatever a test wants, byte for byte, made without the code that it tests. */
public final class TestServer implements AutoCloseable {

    /** What the server was asked. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Asked(String method, String target, Map<String, String> headers, byte[] body) {
        public String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }

        public String path() {
            return target.split("\\?")[0];
        }

        public String line() {
            return method + " " + target;
        }
    }

    /** What a test does when it is asked. */
    public interface Answer {
        /** Writes to {@code out} or not; returns whether the connection stays. */
        boolean to(Asked asked, OutputStream out) throws IOException, InterruptedException;
    }

    private final TestConnections connections;
    private final List<Asked> asked = Collections.synchronizedList(new ArrayList<>());
    private final Answer answer;

    public TestServer(Answer answer) throws IOException {
        this(answer, ServerSocketFactory.getDefault());
    }

    /** With TLS, if that is what the factory makes. */
    public TestServer(Answer answer, ServerSocketFactory sockets) throws IOException {
        this.answer = answer;
        this.connections = new TestConnections(sockets, this::serve);
    }

    public int port() {
        return connections.port();
    }

    public String host() {
        return "127.0.0.1:" + port();
    }

    public String url() {
        return "http://" + host();
    }

    public List<Asked> asked() {
        synchronized (asked) {
            return List.copyOf(asked);
        }
    }

    public List<String> lines() {
        return asked().stream().map(Asked::line).toList();
    }

    private void serve(Socket connection) throws IOException, InterruptedException {
        try (connection) {
            InputStream in = new BufferedInputStream(connection.getInputStream());
            boolean more = true;
            while (more) {
                Asked next = read(in);
                asked.add(next);
                OutputStream out = connection.getOutputStream();
                more = answer.to(next, out);
                out.flush();
            }
        }
    }

    private static Asked read(InputStream in) throws IOException {
        String[] first = line(in).split(" ");
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        return new Asked(first[0], first[1], headers, body);
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("closed");
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.ISO_8859_1).strip();
    }

    /** A whole answer. Headers are {@code Name: value}. */
    public static boolean send(OutputStream out, int status, byte[] body, String... headers) throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Status\r\nContent-Length: " + body.length);
        for (String header : headers) {
            head.append("\r\n").append(header);
        }
        raw(out, head + "\r\n\r\n");
        out.write(body);
        return true;
    }

    public static boolean send(OutputStream out, int status, String body, String... headers) throws IOException {
        return send(out, status, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    public static void raw(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    /** Nobody is answered from here on. */
    @Override
    public void close() throws IOException {
        connections.close();
    }
}
