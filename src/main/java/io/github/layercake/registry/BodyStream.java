package io.github.layercake.registry;

import io.github.layercake.io.WatchedStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;

/** The body of an answer, in any of HTTP's framings. What is not whole, stalls or drips is an exception. */
final class BodyStream extends WatchedStream {
    /** In the time after which we call it a stall, a connection that is worth waiting for brings more. */
    private static final int LEAST = 8 << 10;

    private static final int WORTH_DRAINING = 64 << 10;
    private static final int MAX_CHUNK_LINE = 1 << 10;
    private static final long UNTIL_CLOSED = -1;

    /** Is told how reading ended. */
    interface End {
        /**
         * Reading has ended.
         *
         * @param whole whether the connection is at the end of this message, and may serve for another
         */
        void reached(boolean whole);
    }

    private final boolean chunked;
    private final boolean persistent;
    private final Duration stall;
    private final End end;
    private long left;
    private boolean ended;
    private boolean firstChunk = true;
    private long waited;
    private long windowBytes;

    private BodyStream(InputStream in, boolean chunked, long left, boolean persistent, Duration stall, End end) {
        super(in);
        this.chunked = chunked;
        this.left = left;
        this.persistent = persistent;
        this.stall = stall;
        this.end = end;
        if (left == 0 && !chunked) {
            ended(persistent);
        }
    }

    static BodyStream of(InputStream in, ResponseHead head, boolean toHead, Duration stall, End end)
            throws IOException {
        Headers headers = head.headers();
        if (toHead || head.status() == 204 || head.status() == 304) {
            return new BodyStream(in, false, 0, head.persistent(), stall, end);
        }
        Optional<String> encoding = headers.first("Transfer-Encoding");
        Optional<Long> length = length(headers);
        if (encoding.isPresent()) {
            if (!encoding.get().equalsIgnoreCase("chunked")
                    || headers.all("Transfer-Encoding").size() > 1) {
                throw new IOException("The server sends a body in the encoding '" + Text.printable(encoding.get())
                        + "', which was not asked for");
            }
            return new BodyStream(in, true, 0, head.persistent() && length.isEmpty(), stall, end);
        }
        return new BodyStream(
                in, false, length.orElse(UNTIL_CLOSED), head.persistent() && length.isPresent(), stall, end);
    }

    /** The length that the server promises. */
    static Optional<Long> length(Headers headers) throws IOException {
        Optional<Long> length = Optional.empty();
        for (String value : headers.all("Content-Length")) {
            long number = number(value, 10);
            if (number < 0 || (length.isPresent() && length.get() != number)) {
                throw new IOException("The server sends a length that is none: '" + Text.printable(value) + "'");
            }
            length = Optional.of(number);
        }
        return length;
    }

    private static long number(String text, int radix) {
        if (text.isEmpty() || text.length() > 15) {
            return -1;
        }
        long number = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = Character.digit(text.charAt(i), radix);
            if (digit < 0 || text.charAt(i) > 'f') {
                return -1;
            }
            number = number * radix + digit;
        }
        return number;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (ended) {
            return -1;
        }
        if (length == 0) {
            return 0;
        }
        try {
            return next(buffer, offset, length);
        } catch (IOException e) {
            ended(false);
            throw e;
        }
    }

    private int next(byte[] buffer, int offset, int length) throws IOException {
        if (chunked && left == 0 && !nextChunk()) {
            return -1;
        }
        int wanted = left == UNTIL_CLOSED ? length : (int) Math.min(length, left);
        int n = receive(buffer, offset, wanted);
        if (n < 0) {
            ended(false);
            if (left == UNTIL_CLOSED) {
                return -1;
            }
            throw new EOFException("The connection was dropped with " + left + " bytes or more still to come");
        }
        if (left != UNTIL_CLOSED) {
            left -= n;
            if (left == 0 && !chunked) {
                ended(persistent);
            }
        }
        return n;
    }

    private int receive(byte[] buffer, int offset, int length) throws IOException {
        int n;
        long start = System.nanoTime();
        try {
            n = in.read(buffer, offset, length);
        } catch (SocketTimeoutException e) {
            throw stalled(e);
        }
        windowBytes += Math.max(0, n);
        waited += System.nanoTime() - start;
        if (waited > stall.toNanos()) {
            if (windowBytes < LEAST && n >= 0) {
                throw stalled(new SocketTimeoutException("It drips"));
            }
            waited = 0;
            windowBytes = 0;
        }
        return n;
    }

    private SocketTimeoutException stalled(SocketTimeoutException cause) {
        SocketTimeoutException stalled = new SocketTimeoutException(
                "The download stalled: fewer than " + LEAST + " bytes in " + stall.toSeconds() + " s");
        stalled.initCause(cause);
        return stalled;
    }

    private boolean nextChunk() throws IOException {
        if (!firstChunk && !line().isEmpty()) {
            throw new IOException("The server's answer is not chunked as it says");
        }
        firstChunk = false;
        String size = line();
        int extension = size.indexOf(';');
        left = number((extension < 0 ? size : size.substring(0, extension)).strip(), 16);
        if (left < 0) {
            throw new IOException("The server's answer is not chunked as it says");
        }
        if (left > 0) {
            return true;
        }
        for (int trailers = 0; !line().isEmpty(); trailers++) {
            if (trailers > 100) {
                throw new IOException("The server's answer does not end");
            }
        }
        ended(persistent);
        return false;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        byte[] one = new byte[1];
        while (line.length() < MAX_CHUNK_LINE) {
            if (receive(one, 0, 1) < 0) {
                throw new EOFException("The connection was dropped within the body");
            }
            if (one[0] == '\n') {
                int length = line.length();
                return line.substring(0, length > 0 && line.charAt(length - 1) == '\r' ? length - 1 : length);
            }
            line.append((char) one[0]);
        }
        throw new IOException("The server's answer is not chunked as it says");
    }

    private void ended(boolean whole) {
        if (!ended) {
            ended = true;
            end.reached(whole);
        }
    }

    /** Reads the little that may be left, so that the connection can serve again. */
    @Override
    public void close() {
        byte[] buffer = new byte[ended ? 0 : WORTH_DRAINING];
        int drained = 0;
        try {
            while (!ended && persistent && (chunked || left <= WORTH_DRAINING) && drained < WORTH_DRAINING) {
                drained += Math.max(0, read(buffer, 0, buffer.length));
            }
        } catch (IOException e) {
            // Then the connection serves no more.
            return;
        } finally {
            ended(false);
        }
    }
}
