package io.github.layercake.registry;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.UnknownHostException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SSLException;

/**
 * Sends requests: over connections that serve again, along redirects, with credentials for those who may have them, and
 * again when what went wrong may pass. Safe to use by several threads.
 */
final class Transport implements AutoCloseable {
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int PROXY_AUTHENTICATION_REQUIRED = 407;
    private static final int TOO_MANY = 429;
    private static final int MAX_REDIRECTS = 10;
    private static final int MAX_ANSWERS = 4;
    private static final int MAX_IDLE = 8;

    /** Who adds credentials to a request. */
    interface Authorizer {
        /** Adds nothing. */
        Authorizer NONE = new Authorizer() {
            @Override
            public Optional<String> header(Url url) {
                return Optional.empty();
            }

            @Override
            public boolean answer(Response refusal, Optional<String> used) {
                return false;
            }
        };

        /** What to show to this address; nothing to one that is not the registry's. */
        Optional<String> header(Url url) throws IOException;

        /** Whether a request with a body may be repeated there, to which a redirect leads. */
        default boolean mayHaveBody(Url url) {
            return true;
        }

        /** Does what a refusal asks for. Returns whether it is worth asking again. */
        boolean answer(Response refusal, Optional<String> used) throws IOException;
    }

    private final RegistrySettings settings;
    private final Watchdog watchdog = new Watchdog();
    private final Connector connector;
    private final Map<String, Deque<Connection>> idle = new HashMap<>();
    private final Set<Connection> busy = new HashSet<>();
    private volatile boolean closed;

    Transport(RegistrySettings settings) {
        this.settings = settings;
        this.connector = new Connector(settings, watchdog);
    }

    /** Sends a request, and again where that may help. Any status but those is an answer. */
    Response send(Request request, Authorizer authorizer) throws IOException {
        Limits limits = settings.limits();
        for (int attempt = 1; ; attempt++) {
            Duration pause = pause(attempt);
            try {
                Response response = once(request, authorizer);
                if (!isTemporary(response.status()) || attempt >= limits.attempts()) {
                    return response;
                }
                Optional<Duration> asked = retryAfter(response);
                if (asked.filter(wait -> wait.compareTo(limits.longest()) > 0).isPresent()) {
                    return response;
                }
                response.close();
                pause = asked.filter(wait -> wait.compareTo(pause(1)) > 0).orElse(pause);
            } catch (IOException e) {
                if (attempt >= limits.attempts() || !mayPass(e)) {
                    throw e;
                }
            }
            sleep(pause);
        }
    }

    /** Too many requests, or a server that is in trouble. */
    static boolean isTemporary(int status) {
        return status == TOO_MANY || status == 408 || (status >= 500 && status != 501 && status != 505);
    }

    /** Whether the same request may succeed a little later. */
    static boolean mayPass(IOException e) {
        return !((e instanceof ProxyException proxy && !proxy.mayPass())
                || e instanceof UnreadableBodyException
                || e instanceof UnknownHostException
                || e instanceof NoRouteToHostException
                || e instanceof ProtocolException
                || e instanceof ResponseHead.NotHttpException
                || (e instanceof InterruptedIOException
                        && Thread.currentThread().isInterrupted())
                || (e instanceof SSLException
                        && !(e.getMessage() == null ? "" : e.getMessage()).contains("terminated")));
    }

    /** Twice as long each time, and never the same for all who failed at the same moment. */
    Duration pause(int attempt) {
        long millis = settings.limits().pause().toMillis() << Math.min(attempt - 1, 10);
        return Duration.ofMillis(millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1));
    }

    static void sleep(Duration pause) throws InterruptedIOException {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("The build was interrupted");
        }
    }

    private static Optional<Duration> retryAfter(Response response) {
        Optional<String> value = response.header("Retry-After").map(String::strip);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Duration.ofSeconds(Long.parseLong(value.get())));
        } catch (NumberFormatException e) {
            try {
                Instant until = ZonedDateTime.parse(value.get(), DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant();
                return Optional.of(Duration.between(Instant.now(), until));
            } catch (DateTimeException again) {
                return Optional.empty();
            }
        }
    }

    /** Sends a request once, with the credentials that it turns out to need, along all redirects. */
    Response once(Request request, Authorizer authorizer) throws IOException {
        Request current = request;
        int answers = 0;
        for (int redirects = 0; ; ) {
            Optional<String> header = authorizer.header(current.url());
            Response response = exchange(authorized(current, header));
            int status = response.status();
            if (status == PROXY_AUTHENTICATION_REQUIRED) {
                response.close();
                Optional<Proxy> proxy = Proxy.choose(settings.proxies(), current.url());
                if (proxy.isPresent()) {
                    throw Connector.refused(proxy.get());
                }
                throw new IOException("A proxy that nobody told us of asks for authentication");
            }
            if ((status == UNAUTHORIZED || status == FORBIDDEN)
                    && ++answers < MAX_ANSWERS
                    && authorizer.answer(response, header)) {
                response.close();
                continue;
            }
            Optional<Url> next = redirect(current, response);
            if (next.isEmpty()) {
                return response;
            }
            response.close();
            if (++redirects > MAX_REDIRECTS) {
                throw new ProtocolException("More than " + MAX_REDIRECTS + " redirects, the last one to " + next.get());
            }
            if (current.body().isPresent() && !authorizer.mayHaveBody(next.get())) {
                throw new ProtocolException("A redirect leads from " + current.url() + " to " + next.get()
                        + ", which may not have what was meant for the other");
            }
            current = current.at(next.get());
        }
    }

    private static Request authorized(Request request, Optional<String> header) {
        if (header.isEmpty()) {
            return request;
        }
        Headers headers = request.headers().copy().add("Authorization", header.get());
        return new Request(request.method(), request.url(), headers, request.body());
    }

    private Optional<Url> redirect(Request request, Response response) throws IOException {
        int status = response.status();
        boolean reads = request.isHead() || request.method().equals("GET");
        boolean redirected =
                status == 307 || status == 308 || (reads && (status == 301 || status == 302 || status == 303));
        Optional<String> location = response.header("Location");
        if (!redirected || location.isEmpty()) {
            return Optional.empty();
        }
        Url next = request.url().resolve(location.get());
        if (request.url().tls() && !next.tls() && !settings.isInsecure(next)) {
            throw new ProtocolException(
                    "A redirect leads from " + request.url() + " to " + next + ", which is not secure");
        }
        return Optional.of(next);
    }

    private Response exchange(Request request) throws IOException {
        while (true) {
            if (closed) {
                throw new CancellationException("The build has ended");
            }
            Connection connection = take(request.url());
            boolean used = connection.isUsed();
            try {
                return connection.exchange(request, () -> release(request.url(), connection));
            } catch (UnreadableBodyException | RuntimeException e) {
                drop(connection);
                throw e;
            } catch (IOException e) {
                drop(connection);
                // The server may have closed a connection that was idle: that is no failure, and not our last attempt.
                if (!used || request.body().isPresent() || !mayPass(e)) {
                    throw e;
                }
            }
        }
    }

    private Connection take(Url url) throws IOException {
        synchronized (idle) {
            Deque<Connection> connections = idle.get(key(url));
            if (connections != null && !connections.isEmpty()) {
                Connection connection = connections.pop();
                busy.add(connection);
                return connection;
            }
        }
        try {
            Connection connection = connector.open(url);
            synchronized (idle) {
                busy.add(connection);
            }
            if (closed) {
                connection.close();
            }
            return connection;
        } catch (ConnectException e) {
            ConnectException named =
                    new ConnectException("No connection to " + url.authority() + ": " + e.getMessage());
            named.initCause(e);
            throw named;
        }
    }

    private void release(Url url, Connection connection) {
        synchronized (idle) {
            busy.remove(connection);
            Deque<Connection> connections = idle.computeIfAbsent(key(url), key -> new ArrayDeque<>());
            if (!closed && connection.isReusable() && connections.size() < MAX_IDLE) {
                connections.push(connection);
                return;
            }
        }
        connection.close();
    }

    private void drop(Connection connection) {
        synchronized (idle) {
            busy.remove(connection);
        }
        connection.close();
    }

    private static String key(Url url) {
        return url.tls() + " " + url.host() + ":" + url.port();
    }

    @Override
    public void close() {
        watchdog.close();
        synchronized (idle) {
            closed = true;
            idle.values().forEach(connections -> connections.forEach(Connection::close));
            idle.clear();
            busy.forEach(Connection::close);
            busy.clear();
        }
    }
}
