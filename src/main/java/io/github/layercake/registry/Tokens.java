package io.github.layercake.registry;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.layercake.io.ImageException;
import io.github.layercake.oci.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Fetches tokens from the servers that registries name.
 *
 * @see <a href="https://distribution.github.io/distribution/spec/auth/token/">Docker Registry, token authentication</a>
 * @see <a href="https://distribution.github.io/distribution/spec/auth/oauth/">the same with OAuth2</a>
 */
final class Tokens {
    private static final String CLIENT = "image-maven-plugin";
    private static final int MAX_ANSWER = 1 << 20;
    private static final long DEFAULT_SECONDS = 60;
    private static final long MARGIN_SECONDS = 5;
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(2);

    /**
     * A token.
     *
     * @param until when it is of use, by {@link System#nanoTime()}
     */
    record Token(String text, long until) {
        @Override
        public String toString() {
            return "a token";
        }
    }

    /**
     * What became of a request for a token.
     *
     * @param token unless it was refused
     * @param refusal what the server says then
     */
    record Answer(Optional<Token> token, Optional<String> refusal) {}

    private final Transport transport;
    private final Map<String, Long> fetched = new ConcurrentHashMap<>();

    Tokens(Transport transport) {
        this.transport = transport;
    }

    /** Whether a token was fetched just now, so that another one would fare no better. */
    boolean isFresh(String header) {
        Long time = fetched.get(header);
        return time != null && System.nanoTime() - time < FRESH_NANOS;
    }

    Answer fetch(Url realm, Challenge challenge, Scope scope, Optional<Credential> credential) throws IOException {
        boolean oauth = credential
                .filter(it -> it.kind() == Credential.Kind.IDENTITY_TOKEN)
                .isPresent();
        Request request = oauth ? oauth(realm, challenge, scope, credential.get()) : get(realm, challenge, scope);
        Optional<String> shown = oauth ? Optional.empty() : credential.map(Credential::basic);
        try (Response response = transport.send(request, new ToRealm(realm, shown))) {
            if (response.status() == 401 || response.status() == 403 || response.status() == 400) {
                String said = Text.printable(new String(response.beginning(), StandardCharsets.UTF_8));
                String clean = credential.map(it -> it.removeFrom(said)).orElse(said);
                return new Answer(Optional.empty(), Optional.of(realm + " answers " + response.status() + " " + clean));
            }
            if (!response.isSuccess()) {
                throw new IOException("The token server " + realm + " answers with status " + response.status());
            }
            Optional<byte[]> body = response.bytes(MAX_ANSWER);
            if (body.isEmpty()) {
                throw new IOException("The token server " + realm + " sends more than " + MAX_ANSWER + " bytes");
            }
            Token token = token(realm, body.get());
            fetched.put("Bearer " + token.text(), System.nanoTime());
            return new Answer(Optional.of(token), Optional.empty());
        }
    }

    /**
     * The secret is for the server that the registry named, and not for one that this one leads to.
     *
     * @param header what it is shown
     */
    private record ToRealm(Url realm, Optional<String> header) implements Transport.Authorizer {
        @Override
        public Optional<String> header(Url url) {
            return url.sameOrigin(realm) ? header : Optional.empty();
        }

        @Override
        public boolean mayHaveBody(Url url) {
            return url.sameOrigin(realm);
        }

        @Override
        public boolean answer(Response refusal, Optional<String> used) {
            return false;
        }

        @Override
        public String toString() {
            return "what " + realm + " is shown";
        }
    }

    private static Request get(Url realm, Challenge challenge, Scope scope) {
        Url url = realm;
        Optional<String> service = challenge.parameter("service");
        if (service.isPresent()) {
            url = url.with("service", service.get());
        }
        for (String text : scopes(challenge, scope)) {
            url = url.with("scope", text);
        }
        return Request.of("GET", url, new Headers().add("Accept", "application/json"));
    }

    private static Request oauth(Url realm, Challenge challenge, Scope scope, Credential credential) {
        StringBuilder form = new StringBuilder("grant_type=refresh_token&client_id=" + CLIENT);
        form.append("&refresh_token=").append(Url.quote(credential.secret()));
        challenge
                .parameter("service")
                .ifPresent(service -> form.append("&service=").append(Url.quote(service)));
        form.append("&scope=").append(Url.quote(String.join(" ", scopes(challenge, scope))));
        Headers headers = new Headers()
                .add("Accept", "application/json")
                .add("Content-Type", "application/x-www-form-urlencoded");
        return new Request(
                "POST",
                realm,
                headers,
                Optional.of(Request.Body.of(form.toString().getBytes(StandardCharsets.UTF_8))));
    }

    /** Ours, and what the server asks for besides: some name their repositories otherwise. */
    private static Collection<String> scopes(Challenge challenge, Scope scope) {
        LinkedHashSet<String> scopes = new LinkedHashSet<>(scope.texts());
        Optional<String> asked = challenge.parameter("scope");
        if (asked.isPresent()) {
            List<String> others = new ArrayList<>(List.of(asked.get().split(" ")));
            // The challenge is remembered for all repositories, but what it asked for was about one.
            others.removeIf(other -> other.isBlank() || other.startsWith("repository:"));
            scopes.addAll(others);
        }
        return scopes;
    }

    private static Token token(Url realm, byte[] body) throws IOException {
        JsonObject json;
        try {
            json = Json.parse(body, "The answer of the token server " + realm);
        } catch (ImageException e) {
            throw new IOException(e.problem(), e);
        }
        Optional<String> text = Json.text(json, "token")
                .or(() -> Json.text(json, "access_token"))
                .filter(token -> !token.isEmpty() && token.chars().allMatch(c -> c > ' ' && c < 0x7f));
        if (text.isEmpty()) {
            throw new IOException("The token server " + realm + " sends no token");
        }
        long seconds = DEFAULT_SECONDS;
        if (json.get("expires_in") instanceof JsonPrimitive value && value.isNumber()) {
            seconds = Math.max(0, Math.min((long) value.getAsDouble(), TimeUnit.DAYS.toSeconds(1)));
        }
        long useful = TimeUnit.SECONDS.toNanos(Math.max(1, seconds - MARGIN_SECONDS));
        return new Token(text.get(), System.nanoTime() + useful);
    }
}
