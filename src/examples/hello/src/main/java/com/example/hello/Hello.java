package com.example.hello;

import com.google.gson.Gson;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A web server that greets: {@code /hello/Anna}, and {@code /health} for whoever watches it. {@code PORT} in the
 * environment is the port; 8080 without it.
 */
public final class Hello {
    private static final Logger LOG = LoggerFactory.getLogger(Hello.class);
    private static final String GREETING = "/hello/";

    private final Gson gson = new Gson();

    private Hello() {}

    public static void main(String[] args) throws IOException {
        int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "8080"));
        HttpServer server = HttpServer.create(new InetSocketAddress(port), 0);
        server.setExecutor(Executors.newFixedThreadPool(8, task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", new Hello()::answer);
        server.start();
        LOG.info("Listening on port {}", server.getAddress().getPort());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            server.stop(1);
            LOG.info("Stopped");
        }));
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        LOG.info("{} {}", exchange.getRequestMethod(), path);
        if (path.equals("/health")) {
            send(exchange, 200, Map.of("status", "UP", "java", System.getProperty("java.version")));
        } else if (path.startsWith(GREETING) && path.length() > GREETING.length()) {
            send(exchange, 200, Map.of("greeting", "Hello, " + path.substring(GREETING.length()) + "!"));
        } else {
            send(exchange, 404, Map.of("error", "Try " + GREETING + "Anna"));
        }
    }

    private void send(HttpExchange exchange, int status, Map<String, String> json) throws IOException {
        byte[] body = gson.toJson(json).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
