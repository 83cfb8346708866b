package io.github.layercake.registry;

import io.github.layercake.io.ImageException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one registry is shown: nothing at first, then what it asks for. To read, we try as nobody before we use
 * credentials, since stale ones would be refused where nobody is not. Tokens are kept for each scope.
 */
final class Authorization {
    private static final int UNAUTHORIZED = 401;

    /** As whom we have asked. */
    private enum Level {
        NOBODY,
        CREDENTIAL
    }

    /**
     * What is shown for a scope.
     *
     * @param header the value of the header
     * @param until when it is of use, by {@link System#nanoTime()}; a token expires
     */
    private record Shown(String header, Level level, long until) {}

    private final String registry;
    private final Url origin;
    private final RegistrySettings settings;
    private final Tokens tokens;
    private final Map<Scope, Shown> shown = new HashMap<>();
    private Optional<Challenge> bearer = Optional.empty();
    private final Map<String, Optional<Credential>> credentials = new HashMap<>();
    private Optional<String> refused = Optional.empty();

    /**
     * Begins without anything.
     *
     * @param registry as in an image's name
     * @param origin of its addresses; nobody else gets to see anything
     */
    Authorization(String registry, Url origin, RegistrySettings settings, Tokens tokens) {
        this.registry = registry;
        this.origin = origin;
        this.settings = settings;
        this.tokens = tokens;
    }

    /** For all requests of a scope. */
    Transport.Authorizer authorizer(Scope scope) {
        return new Transport.Authorizer() {
            @Override
            public Optional<String> header(Url url) throws IOException {
                return url.sameOrigin(origin) ? Authorization.this.header(scope) : Optional.empty();
            }

            @Override
            public boolean answer(Response refusal, Optional<String> used) throws IOException {
                return refusal.url().sameOrigin(origin) && Authorization.this.answer(scope, refusal, used);
            }
        };
    }

    private synchronized Optional<String> header(Scope scope) throws IOException {
        Shown known = shown.get(scope);
        if (known != null && known.until - System.nanoTime() > 0) {
            return Optional.of(known.header);
        }
        if (bearer.isPresent()) {
            // How it wants to be asked is known, so the refusal can be spared.
            Level level = known != null ? known.level : first(scope);
            fetch(scope, bearer.get(), level);
            return Optional.ofNullable(shown.get(scope)).map(Shown::header);
        }
        return Optional.empty();
    }

    private Level first(Scope scope) {
        return scope.writes() && credential(scope).isPresent() ? Level.CREDENTIAL : Level.NOBODY;
    }

    private synchronized boolean answer(Scope scope, Response refusal, Optional<String> used) throws IOException {
        Shown known = shown.get(scope);
        if (known != null && !Optional.of(known.header).equals(used)) {
            // Another thread was refused before, and has something better by now.
            return true;
        }
        List<Challenge> challenges = Challenge.parse(refusal.headers().all("WWW-Authenticate"));
        Optional<Challenge> token = Challenge.of(challenges, "bearer")
                .filter(challenge -> challenge.parameter("realm").isPresent());
        if (token.isPresent()) {
            bearer = token;
        }
        if (bearer.isPresent() && (token.isPresent() || known != null)) {
            return answerBearer(scope, refusal, known);
        }
        boolean basic = Challenge.of(challenges, "basic").isPresent() && refusal.status() == UNAUTHORIZED;
        if (known != null || !basic) {
            return false;
        }
        Optional<Credential> found = credential(scope);
        if (found.isEmpty() || found.get().kind() != Credential.Kind.PASSWORD) {
            return false;
        }
        requireSafe(origin);
        shown.put(scope, new Shown(found.get().basic(), Level.CREDENTIAL, Long.MAX_VALUE / 2 + System.nanoTime()));
        return true;
    }

    private boolean answerBearer(Scope scope, Response refusal, @Nullable Shown known) throws IOException {
        Challenge challenge = bearer.orElseThrow();
        if (known == null) {
            return fetch(scope, challenge, first(scope)) || fetch(scope, challenge, Level.CREDENTIAL);
        }
        if (known.level == Level.NOBODY && credential(scope).isPresent()) {
            return fetch(scope, challenge, Level.CREDENTIAL);
        }
        if (refusal.status() != UNAUTHORIZED || known.until - System.nanoTime() > 0 && tokens.isFresh(known.header)) {
            return false;
        }
        return fetch(scope, challenge, known.level);
    }

    /** Gets a token. Returns false where whoever gives them refuses. */
    private boolean fetch(Scope scope, Challenge challenge, Level level) throws IOException {
        Optional<Credential> used = level == Level.NOBODY ? Optional.empty() : credential(scope);
        if (level == Level.CREDENTIAL && used.isEmpty()) {
            return false;
        }
        if (used.isPresent() && used.get().kind() == Credential.Kind.REGISTRY_TOKEN) {
            requireSafe(origin);
            shown.put(scope, new Shown("Bearer " + used.get().secret(), level, Long.MAX_VALUE / 2 + System.nanoTime()));
            return true;
        }
        Url realm = origin.resolve(challenge.parameter("realm").orElseThrow());
        if (used.isPresent()) {
            requireSafe(realm);
        }
        Tokens.Answer answer = tokens.fetch(realm, challenge, scope, used);
        if (answer.token().isEmpty()) {
            refused = answer.refusal();
            shown.remove(scope);
            return false;
        }
        Tokens.Token token = answer.token().get();
        shown.put(scope, new Shown("Bearer " + token.text(), level, token.until()));
        return true;
    }

    private void requireSafe(Url url) {
        if (!url.tls() && !settings.isInsecure(url)) {
            throw new ImageException(
                    "The registry '" + registry + "' wants credentials at " + url + ", and what is sent there can be"
                            + " read by others on the way.",
                    "Use HTTPS there; or, if it is in a network that you trust, name '" + url.authority()
                            + "' in <insecureRegistries> (-Dimage.insecureRegistries=…).");
        }
    }

    /** Those of the repository: other ones of the same registry may have others. */
    private Optional<Credential> credential(Scope scope) {
        if (!credentials.containsKey(scope.repository())) {
            Optional<Credential> found = Optional.empty();
            for (int i = 0; found.isEmpty() && i < settings.credentials().size(); i++) {
                found = settings.credentials().get(i).find(registry, scope.repository());
            }
            credentials.put(scope.repository(), found);
        }
        return known(scope);
    }

    private Optional<Credential> known(Scope scope) {
        return credentials.getOrDefault(scope.repository(), Optional.empty());
    }

    /** Whose credentials were shown, for a message: why a registry refuses us. */
    synchronized String describe(Scope scope) {
        Shown known = shown.get(scope);
        boolean tried = known != null ? known.level == Level.CREDENTIAL : refused.isPresent();
        String said = refused.map(text -> " (it said: " + text + ")").orElse("");
        Optional<Credential> credential = known(scope);
        if (credential.isEmpty()) {
            return "We have no credentials for it, and it does not let everybody" + said + ".";
        }
        return tried
                ? "The credentials are those of " + credential.get()
                        + "; it does not take them, or they may not do this" + said + "."
                : "It was not shown the credentials of " + credential.get() + ", since it did not ask for any" + said
                        + ".";
    }

    /** {@code text} without secrets. */
    synchronized String clean(String text) {
        String clean = text;
        for (Optional<Credential> credential : credentials.values()) {
            if (credential.isPresent()) {
                clean = credential.get().removeFrom(clean);
            }
        }
        for (Shown known : shown.values()) {
            clean = clean.replace(known.header.substring(known.header.indexOf(' ') + 1), "***");
        }
        return Text.printable(clean);
    }
}
