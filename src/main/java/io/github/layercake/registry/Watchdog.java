package io.github.layercake.registry;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Closes sockets in which writing hangs: the JDK has a timeout for reading only. */
final class Watchdog implements AutoCloseable {
    private static final long PERIOD_MILLIS = 500;

    private final Map<Socket, Long> deadlines = new ConcurrentHashMap<>();
    private final Set<Socket> ended = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;
    private boolean started;

    /** Writing begins; it may take so long. */
    void watch(Socket socket, Duration patience) {
        deadlines.put(socket, System.nanoTime() + patience.toNanos());
        start();
    }

    /** Writing has ended. */
    void release(Socket socket) {
        deadlines.remove(socket);
    }

    boolean hasEnded(Socket socket) {
        return ended.contains(socket);
    }

    private synchronized void start() {
        if (!started && !closed) {
            started = true;
            Thread thread = new Thread(this::run, "image-registry-watchdog");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void run() {
        while (!closed) {
            try {
                Thread.sleep(PERIOD_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
            long now = System.nanoTime();
            for (Map.Entry<Socket, Long> entry : deadlines.entrySet()) {
                if (now - entry.getValue() > 0) {
                    end(entry.getKey());
                }
            }
        }
    }

    private void end(Socket socket) {
        ended.add(socket);
        deadlines.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            // Whoever writes will notice, or has already.
            return;
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
