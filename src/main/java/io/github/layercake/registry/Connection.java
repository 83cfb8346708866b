package io.github.layercake.registry;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A connection to a server, or to a proxy, for one exchange after the other.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9112">RFC 9112, HTTP/1.1</a>
 */
final class Connection implements AutoCloseable {
    private static final int CHUNK = 64 << 10;
    private static final int CONTINUE = 100;

    private final Socket plain;
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final Headers forProxy;
    private final boolean absolute;
    private final Limits limits;
    private final Watchdog watchdog;
    private boolean used;
    private volatile boolean reusable = true;

    /**
     * Takes over a connected socket.
     *
     * @param plain what is below TLS; closing it ends whatever hangs
     * @param socket the same, or TLS above it
     * @param absolute whether a proxy reads our requests
     * @param forProxy header fields for it
     */
    Connection(Socket plain, Socket socket, boolean absolute, Headers forProxy, Limits limits, Watchdog watchdog)
            throws IOException {
        this.plain = plain;
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream(), CHUNK);
        this.out = socket.getOutputStream();
        this.absolute = absolute;
        this.forProxy = forProxy;
        this.limits = limits;
        this.watchdog = watchdog;
    }

    /** Whether it served before: the server may have closed it meanwhile, without fault. */
    boolean isUsed() {
        return used;
    }

    boolean isReusable() {
        return reusable && !socket.isClosed();
    }

    /**
     * Sends a request and reads the head of the answer.
     *
     * @param done is told when the body was read or dropped
     * @throws UnreadableBodyException if what we wanted to send cannot be read
     */
    Response exchange(Request request, Runnable done) throws IOException {
        reusable = false;
        boolean whole = send(request);
        used = true;
        Duration patience = request.body().isPresent() ? limits.answer() : limits.stall();
        ResponseHead head = ResponseHead.read(in, socket, patience);
        for (int provisional = 0; head.status() < 200; provisional++) {
            if (head.status() < CONTINUE || head.status() == 101 || provisional > 10) {
                throw new IOException("The server answers with status " + head.status() + ", which makes no sense");
            }
            head = ResponseHead.read(in, socket, patience);
        }
        socket.setSoTimeout((int) limits.stall().toMillis());
        BodyStream body = BodyStream.of(in, head, request.isHead(), limits.stall(), ended -> {
            reusable = whole && ended;
            done.run();
        });
        return new Response(head.status(), head.headers(), body, request.url());
    }

    /** Returns whether everything was sent; a server may answer before it has seen all. */
    private boolean send(Request request) throws IOException {
        StringBuilder head = new StringBuilder();
        String target = absolute ? request.url().absolute() : request.url().target();
        head.append(request.method()).append(' ').append(target).append(" HTTP/1.1\r\n");
        head.append("Host: ").append(request.url().authority()).append("\r\n");
        head.append("User-Agent: image-maven-plugin\r\n");
        request.headers().writeTo(head);
        forProxy.writeTo(head);
        if (request.body().isPresent() || !(request.isHead() || request.method().equals("GET"))) {
            head.append("Content-Length: ")
                    .append(request.body().map(Request.Body::length).orElse(0L))
                    .append("\r\n");
        }
        byte[] bytes = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        write(bytes, bytes.length);
        return request.body().isEmpty() || send(request.body().get());
    }

    private boolean send(Request.Body body) throws IOException {
        byte[] buffer = new byte[(int) Math.max(1, Math.min(CHUNK, body.length()))];
        try (BodySource source = BodySource.open(body)) {
            for (int n = source.read(buffer); n >= 0; n = source.read(buffer)) {
                if (in.available() > 0) {
                    return false;
                }
                try {
                    write(buffer, n);
                } catch (IOException e) {
                    return answered(e);
                }
                body.sent().accept(n);
            }
        }
        return true;
    }

    /** A server that refuses a body closes the connection, but says why before. */
    private boolean answered(IOException failed) throws IOException {
        if (watchdog.hasEnded(plain)) {
            throw new IOException("The upload stalled for " + limits.stall().toSeconds() + " s", failed);
        }
        try {
            in.mark(1);
            socket.setSoTimeout(1000);
            if (in.read() >= 0) {
                in.reset();
                return false;
            }
        } catch (IOException e) {
            failed.addSuppressed(e);
        }
        throw failed;
    }

    private void write(byte[] bytes, int length) throws IOException {
        watchdog.watch(plain, limits.stall());
        try {
            out.write(bytes, 0, length);
            out.flush();
        } finally {
            watchdog.release(plain);
        }
    }

    @Override
    public void close() {
        // TLS would wait for a writer that hangs; nothing of worth is lost without its farewell.
        try {
            plain.close();
        } catch (IOException e) {
            // Then it is closed already.
            return;
        }
    }
}
