package io.github.layercake.consumers;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * An HTTPS server on the loopback interface with a certificate that only {@code trustStore} vouches for.
 *
 * @param trustStore PKCS 12, its password is {@code changeit}
 */
record SecureServer(HttpsServer server, Path trustStore) implements AutoCloseable {
    static final String ANSWER = "a secret";
    private static final String PASSWORD = "changeit";

    static SecureServer start(Path directory) throws Exception {
        Tool keytool = new Tool(List.of(System.getProperty("java.home") + "/bin/keytool"));
        Path keys = directory.resolve("keys.p12");
        Path certificate = directory.resolve("certificate");
        Path trust = directory.resolve("trust.p12");
        keytool.run(
                "-genkeypair",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-alias",
                "server",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost",
                "-keystore",
                keys,
                "-storepass",
                PASSWORD);
        keytool.run("-exportcert", "-alias", "server", "-keystore", keys, "-storepass", PASSWORD, "-file", certificate);
        keytool.run("-importcert", "-noprompt", "-file", certificate, "-keystore", trust, "-storepass", PASSWORD);
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            store.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", exchange -> {
            byte[] body = ANSWER.getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return new SecureServer(server, trust);
    }

    String address() {
        return "https://localhost:" + server.getAddress().getPort() + "/";
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
