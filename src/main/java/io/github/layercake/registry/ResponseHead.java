package io.github.layercake.registry;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The first line of an answer and its header fields.
 *
 * @param persistent whether the server lets the connection serve again
 */
record ResponseHead(int status, Headers headers, boolean persistent) {
    private static final int MAX = 64 << 10;

    /**
     * Reads a head.
     *
     * @param patience in which all of it must arrive
     */
    static ResponseHead read(InputStream in, Socket socket, Duration patience) throws IOException {
        Reader reader = new Reader(in, socket, System.nanoTime() + patience.toNanos(), patience);
        String line = reader.line();
        int status = status(line);
        Headers headers = new Headers();
        for (String field = reader.line(); !field.isEmpty(); field = reader.line()) {
            int colon = field.indexOf(':');
            if (colon <= 0 || field.charAt(0) == ' ' || field.charAt(0) == '\t' || !Headers.isOneLine(field)) {
                throw new IOException("The server's answer has a header that is none: '" + Text.printable(field) + "'");
            }
            headers.add(
                    field.substring(0, colon).strip(),
                    field.substring(colon + 1).strip());
        }
        boolean close = false;
        boolean keep = false;
        for (String value : headers.all("Connection")) {
            close |= value.equalsIgnoreCase("close");
            keep |= value.equalsIgnoreCase("keep-alive");
        }
        return new ResponseHead(status, headers, !close && (line.startsWith("HTTP/1.1") || keep));
    }

    private static int status(String line) throws IOException {
        if (line.length() >= 12 && line.startsWith("HTTP/1.") && line.charAt(8) == ' ') {
            int status = 0;
            for (int i = 9; i < 12; i++) {
                int digit = Character.digit(line.charAt(i), 10);
                status = digit < 0 ? -1000 : status * 10 + digit;
            }
            if (status >= 100 && (line.length() == 12 || line.charAt(12) == ' ')) {
                return status;
            }
        }
        throw new NotHttpException(line);
    }

    /** What answered speaks another protocol. */
    static final class NotHttpException extends IOException {
        private static final long serialVersionUID = 1L;

        NotHttpException(String line) {
            super("The server does not answer with HTTP, but with '" + Text.printable(line) + "'");
        }
    }

    private static final class Reader {
        private final InputStream in;
        private final Socket socket;
        private final long deadline;
        private final Duration patience;
        private int seen;

        Reader(InputStream in, Socket socket, long deadline, Duration patience) {
            this.in = in;
            this.socket = socket;
            this.deadline = deadline;
            this.patience = patience;
        }

        String line() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream(128);
            for (int b = read(); b != '\n'; b = read()) {
                line.write(b);
            }
            String text = line.toString(StandardCharsets.ISO_8859_1);
            return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
        }

        private int read() throws IOException {
            // Each wait is for what is left of the time, or a byte now and then could last for ever.
            if (in.available() == 0) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    throw late();
                }
                socket.setSoTimeout((int) left);
            }
            int b;
            try {
                b = in.read();
            } catch (SocketTimeoutException e) {
                throw late();
            }
            if (b < 0) {
                throw new EOFException(
                        seen == 0
                                ? "The server closed the connection without an answer"
                                : "The server closed the connection within the header of its answer");
            }
            if (++seen > MAX) {
                throw new IOException("The server's answer has a header of more than " + MAX + " bytes");
            }
            return b;
        }

        private SocketTimeoutException late() {
            return new SocketTimeoutException("No answer within " + patience.toSeconds() + " s");
        }
    }
}
