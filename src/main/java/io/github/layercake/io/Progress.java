package io.github.layercake.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;

/**
 * How far work has come. It is told when the work takes more than two seconds, and then once a second. Nothing runs in
 * the background: whoever works says so, or whoever {@linkplain Workers#await(java.util.concurrent.Future, Progress)
 * waits}, and a short work costs some readings of the clock. Thread-safe.
 */
public class Progress {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(2);
    private static final long INTERVAL = TimeUnit.SECONDS.toNanos(1);

    private final Listener listener;
    private long next;
    private String what = "";
    private long done;
    private long total;

    /** Is told, by one thread at a time. */
    public interface Listener {
        /**
         * Work goes on.
         *
         * @param what is being done
         * @param done bytes
         * @param total bytes; 0 if unknown
         */
        void working(String what, long done, long total);
    }

    /** Work begins now. */
    public Progress(Listener listener) {
        this.listener = listener;
        this.next = nanoTime() + PATIENCE;
    }

    /** Nobody is told. */
    public static Progress untold() {
        return new Progress((what, done, total) -> {});
    }

    /** A part of the work begins, of {@code total} bytes, or of 0 if nobody knows. */
    public synchronized void begin(String part, long total) {
        this.what = part;
        this.total = total;
        this.done = 0;
        add(0);
    }

    /** So many more bytes are done. */
    public synchronized void add(long bytes) {
        done += bytes;
        long now = nanoTime();
        if (now - next >= 0) {
            next = now + INTERVAL;
            listener.working(what, done, total);
        }
    }

    /** How many nanoseconds whoever waits has nothing to say; at least one. */
    public synchronized long silence() {
        return Math.max(1, next - nanoTime());
    }

    /** Counts what is written to it. */
    public OutputStream counter() {
        return new OutputStream() {
            @Override
            public void write(int b) {
                add(1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                add(length);
            }
        };
    }

    /** The same bytes, which are counted while they are read. */
    public Content counted(Content content) {
        return new Content() {
            @Override
            public long size() throws IOException {
                return content.size();
            }

            @Override
            public InputStream open() throws IOException {
                return new WatchedStream(content.open()) {
                    @Override
                    public int read(byte[] buffer, int offset, int length) throws IOException {
                        int n = in.read(buffer, offset, length);
                        add(Math.max(0, n));
                        return n;
                    }
                };
            }
        };
    }

    /** Nanoseconds since some moment. */
    protected long nanoTime() {
        return System.nanoTime();
    }
}
