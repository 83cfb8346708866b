package io.github.layercake.registry;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ServerSocketFactory;

/** Takes connections on the loopback interface, each with a thread of its own, until it is closed. */
final class TestConnections implements AutoCloseable {
    private final ServerSocket socket;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Thread acceptor;

    /** What is done with a connection; it ends when somebody closes that. */
    interface Serving {
        void serve(Socket connection) throws IOException, InterruptedException;
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    TestConnections(ServerSocketFactory sockets, Serving serving) throws IOException {
        socket = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        acceptor = daemon(() -> {
            while (!socket.isClosed()) {
                serveInBackground(socket.accept(), serving);
            }
        });
    }

    /** Serves one more connection. */
    void serveInBackground(Socket connection, Serving serving) {
        open.add(connection);
        daemon(() -> serving.serve(connection));
    }

    private static Thread daemon(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException | InterruptedException e) {
                        // Somebody has closed the connection.
                        return;
                    }
                },
                "test-server");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    int port() {
        return socket.getLocalPort();
    }

    /** Nobody is answered from here on; a thread in accept() takes one more connection while the socket is closed. */
    @Override
    public void close() throws IOException {
        socket.close();
        try {
            acceptor.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Socket connection : open) {
            connection.close();
        }
    }
}
