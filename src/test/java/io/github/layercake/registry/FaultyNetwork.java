package io.github.layercake.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import javax.net.ServerSocketFactory;
import org.jspecify.annotations.Nullable;

/** What lies between us and a server: of three connections two suffer a fault, at a place that a seed decides. */
public final class FaultyNetwork implements AutoCloseable {
    /** Above it, a connection with a fault comes to its end without one. */
    private static final int FARTHEST = 100_000;

    private static final int PAUSE_MILLIS = 50;

    /** What may happen to a connection. */
    public enum Fault {
        CLOSE,
        RESET,
        STALL,
        DRIP,
        ALTER,
        BUSY("503 Service Unavailable"),
        TOO_MANY("429 Too Many Requests\r\nRetry-After: 0");

        private final String answer;

        Fault() {
            this("");
        }

        Fault(String answer) {
            this.answer = answer.isEmpty() ? "" : "HTTP/1.1 " + answer + "\r\nContent-Length: 0\r\n\r\n";
        }
    }

    /**
     * The fault of a connection.
     *
     * @param upwards whether it hits what the client sends
     * @param after so many bytes
     */
    private record Plan(Fault fault, boolean upwards, long after) {}

    private final TestConnections connections;
    private final int target;
    private final SplittableRandom random;
    private int next;
    private final Map<Fault, Integer> suffered = new EnumMap<>(Fault.class);
    private volatile boolean healthy;

    /** Leads to a port of this machine. */
    public FaultyNetwork(int target, long seed) throws IOException {
        this.target = target;
        random = new SplittableRandom(seed);
        next = (int) seed;
        connections = new TestConnections(ServerSocketFactory.getDefault(), this::serve);
    }

    /** For who talks to a host without TLS, and does not wait as long as one should. */
    public static RegistrySettings impatient(String host) {
        return Reg.settings(host);
    }

    public String host() {
        return "127.0.0.1:" + connections.port();
    }

    /** No connection suffers from here on. */
    public void heal() {
        healthy = true;
    }

    /** How often each fault has happened. */
    public synchronized Map<Fault, Integer> suffered() {
        return new EnumMap<>(suffered);
    }

    private synchronized @Nullable Plan plan() {
        if (healthy || random.nextInt(3) == 0) {
            return null;
        }
        // In turn, so that no seed has one kind alone.
        Fault fault = Fault.values()[Math.floorMod(next++, Fault.values().length)];
        // As often within the first answer as within a layer.
        long after = (long) Math.exp(random.nextDouble(Math.log(FARTHEST)));
        // A name or a tag that is altered on its way up is another one for the server, and a right one.
        boolean upwards = random.nextBoolean() && fault != Fault.ALTER;
        return new Plan(fault, upwards, after);
    }

    private synchronized void happened(Fault fault) {
        suffered.merge(fault, 1, Integer::sum);
    }

    private void serve(Socket client) throws IOException, InterruptedException {
        Plan plan = plan();
        if (plan != null && !plan.fault.answer.isEmpty()) {
            try (client) {
                byte[] asked = new byte[8192];
                if (client.getInputStream().read(asked) > 0) {
                    client.getOutputStream().write(plan.fault.answer.getBytes(StandardCharsets.US_ASCII));
                    happened(plan.fault);
                }
            }
            return;
        }
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        connections.serveInBackground(server, from -> pipe(from, client, plan == null || plan.upwards ? null : plan));
        pipe(client, server, plan == null || !plan.upwards ? null : plan);
    }

    private void pipe(Socket from, Socket to, @Nullable Plan plan) throws IOException, InterruptedException {
        byte[] buffer = new byte[8192];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            long left = plan == null ? Long.MAX_VALUE : plan.after;
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (n <= left || healthy) {
                    out.write(buffer, 0, n);
                    left -= n;
                    continue;
                }
                int good = (int) Math.max(left, 0);
                out.write(buffer, 0, good);
                if (plan == null || !suffer(plan.fault, from, to, buffer, good, n)) {
                    return;
                }
                left = plan.fault == Fault.ALTER ? Long.MAX_VALUE : 0;
            }
        }
    }

    /** Returns whether the connection goes on. */
    private boolean suffer(Fault fault, Socket from, Socket to, byte[] buffer, int good, int end)
            throws IOException, InterruptedException {
        happened(fault);
        switch (fault) {
            case ALTER -> {
                buffer[good] ^= 4;
                to.getOutputStream().write(buffer, good, end - good);
                return true;
            }
            case DRIP -> {
                for (int i = good; i < end; i++) {
                    to.getOutputStream().write(buffer[i]);
                    Thread.sleep(PAUSE_MILLIS);
                }
                return true;
            }
            case STALL -> {
                while (!from.isClosed() && !to.isClosed()) {
                    Thread.sleep(PAUSE_MILLIS);
                }
                return false;
            }
            case RESET -> {
                from.setSoLinger(true, 0);
                to.setSoLinger(true, 0);
                return false;
            }
            default -> {
                return false;
            }
        }
    }

    @Override
    public void close() throws IOException {
        connections.close();
    }
}
