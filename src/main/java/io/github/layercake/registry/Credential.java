package io.github.layercake.registry;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * What proves to a registry who we are. It prints as its source only.
 *
 * @param kind what {@code secret} is
 * @param user empty for tokens
 * @param secret password or token
 * @param source where it comes from, for messages
 */
public record Credential(Kind kind, String user, String secret, String source) {

    /** What a secret is. */
    public enum Kind {
        /** Goes with a user's name. */
        PASSWORD,
        /** Is exchanged for tokens, by the OAuth2 protocol; what {@code docker login} calls an identity token. */
        IDENTITY_TOKEN,
        /** Is shown to the registry as it is. */
        REGISTRY_TOKEN
    }

    public static Credential password(String user, String password, String source) {
        return new Credential(Kind.PASSWORD, user, password, source);
    }

    /** The value of a header with name and password. */
    String basic() {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + secret).getBytes(StandardCharsets.UTF_8));
    }

    /** {@code text} without this secret: servers repeat what they were sent. */
    String removeFrom(String text) {
        String clean = secret.isEmpty() ? text : text.replace(secret, "***");
        return clean.replace(basic().substring("Basic ".length()), "***");
    }

    @Override
    public String toString() {
        return source;
    }
}
