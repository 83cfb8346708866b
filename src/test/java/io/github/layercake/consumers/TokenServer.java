package io.github.layercake.consumers;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.layercake.registry.TestCertificate;
import io.github.layercake.registry.TestServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/**
 * Gives tokens that a real registry takes: to everybody for reading, and for writing to {@code me} with
 * {@code pass:word}.
 *
 * @see <a href="https://distribution.github.io/distribution/spec/auth/jwt/">Token authentication, implementation</a>
 */
final class TokenServer implements AutoCloseable {
    static final String ME = "me";
    static final String PASSWORD = "pass:word";

    private static final String SERVICE = "test";
    private static final long LIFE_SECONDS = 300;

    private final TestCertificate certificate;
    private final TestServer server;

    TokenServer(Path directory) throws IOException, InterruptedException, GeneralSecurityException {
        certificate = TestCertificate.of("ip:127.0.0.1", directory);
        server = new TestServer(this::answer);
    }

    /** As in {@code insecureRegistries}. */
    String host() {
        return server.host();
    }

    /** The section of a registry's configuration that makes it send everybody here. */
    String section() {
        return ", auth: {token: {realm: %s/token, service: %s, issuer: %s, rootcertbundle: %s}}"
                .formatted(server.url(), SERVICE, SERVICE, certificate.pem());
    }

    /** Who asked, and for what. */
    List<TestServer.Asked> asked() {
        return server.asked();
    }

    private boolean answer(TestServer.Asked asked, OutputStream out) throws IOException {
        String secret = Base64.getEncoder().encodeToString((ME + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        String shown = asked.header("Authorization");
        boolean known = shown.equals("Basic " + secret);
        if (!shown.isEmpty() && !known) {
            return TestServer.send(out, 401, "{\"details\":\"incorrect username or password\"}");
        }
        JsonObject answer = new JsonObject();
        answer.addProperty("token", token(asked, known));
        answer.addProperty("expires_in", LIFE_SECONDS);
        return TestServer.send(out, 200, answer.toString(), "Content-Type: application/json");
    }

    private String token(TestServer.Asked asked, boolean known) throws IOException {
        long now = Instant.now().getEpochSecond();
        JsonObject claims = new JsonObject();
        claims.addProperty("iss", SERVICE);
        claims.addProperty("aud", SERVICE);
        claims.addProperty("sub", known ? ME : "");
        claims.addProperty("nbf", now - LIFE_SECONDS);
        claims.addProperty("exp", now + LIFE_SECONDS);
        JsonArray access = new JsonArray();
        scopes(asked).forEach(scope -> access.add(access(scope, known)));
        claims.add("access", access);

        JsonObject header = new JsonObject();
        header.addProperty("typ", "JWT");
        header.addProperty("alg", "ES256");
        JsonArray chain = new JsonArray();
        chain.add(Base64.getEncoder().encodeToString(fromPem(certificate.pem())));
        header.add("x5c", chain);
        String text = encoded(header.toString().getBytes(StandardCharsets.UTF_8)) + "."
                + encoded(claims.toString().getBytes(StandardCharsets.UTF_8));
        return text + "." + encoded(sign(text));
    }

    private static Stream<String> scopes(TestServer.Asked asked) {
        String query = asked.target().substring(asked.target().indexOf('?') + 1);
        return Stream.of(query.split("&"))
                .filter(pair -> pair.startsWith("scope="))
                .map(pair -> URLDecoder.decode(pair.substring("scope=".length()), StandardCharsets.UTF_8));
    }

    private static JsonObject access(String scope, boolean known) {
        String[] parts = scope.split(":");
        JsonObject access = new JsonObject();
        access.addProperty("type", parts[0]);
        access.addProperty("name", parts[1]);
        JsonArray actions = new JsonArray();
        Stream.of(parts[2].split(","))
                .filter(action -> known || action.equals("pull"))
                .forEach(actions::add);
        access.add("actions", actions);
        return access;
    }

    private byte[] sign(String text) throws IOException {
        try {
            PrivateKey key =
                    KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(fromPem(certificate.key())));
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(key);
            signature.update(text.getBytes(StandardCharsets.US_ASCII));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static byte[] fromPem(Path file) throws IOException {
        return Base64.getMimeDecoder().decode(Files.readString(file).replaceAll("-----[^-]+-----", ""));
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
