package io.github.layercake.registry;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.layercake.io.ImageException;
import io.github.layercake.oci.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A file that {@code docker login} or {@code podman login} has written. A helper that is named for the registry comes
 * first, then what the file itself holds, for the repository before the registry, then the helper for all registries.
 *
 * @param path may be missing
 * @param required whether it is an error if it is
 * @param programs where helpers are looked for
 * @see <a
 *     href="https://github.com/containers/image/blob/v5.32.0/docs/containers-auth.json.5.md">containers-auth.json(5)
 *     </a>
 * @see <a href="https://docs.docker.com/reference/cli/docker/login/">docker login</a>
 */
public record CredentialFile(Path path, boolean required, List<Path> programs) implements CredentialSource {
    private static final String DOCKER_HUB = "docker.io";
    private static final int MAX_SIZE = 4 << 20;

    public CredentialFile {
        programs = List.copyOf(programs);
    }

    @Override
    public Optional<Credential> find(String registry, String repository) {
        Optional<JsonObject> read = read();
        if (read.isEmpty()) {
            return Optional.empty();
        }
        JsonObject file = read.get();
        Optional<JsonObject> helpers = Json.object(file, "credHelpers");
        for (String host : names(registry)) {
            Optional<String> helper = helpers.flatMap(object -> Json.text(object, host));
            if (helper.isPresent()) {
                Optional<Credential> found = new CredentialHelper(helper.get(), programs, path).find(host);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        Optional<Credential> own = Json.object(file, "auths").flatMap(auths -> own(auths, registry, repository));
        if (own.isPresent()) {
            return own;
        }
        Optional<String> store = Json.text(file, "credsStore").filter(name -> !name.isBlank());
        if (store.isPresent()) {
            for (String host : names(registry)) {
                Optional<Credential> found = new CredentialHelper(store.get(), programs, path).find(host);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<JsonObject> read() {
        if (!Files.isRegularFile(path)) {
            if (required) {
                throw new ImageException(
                        "The file of credentials '" + path + "' does not exist.",
                        "Correct the environment variable REGISTRY_AUTH_FILE, or unset it.");
            }
            return Optional.empty();
        }
        try {
            if (Files.size(path) <= MAX_SIZE) {
                return Optional.of(Json.parse(Files.readAllBytes(path), "'" + path + "'"));
            }
        } catch (IOException e) {
            throw unreadable(e.toString());
        } catch (ImageException e) {
            throw unreadable(e.problem());
        }
        throw unreadable("it is too large");
    }

    private ImageException unreadable(String why) {
        return new ImageException(
                "The file of credentials '" + path + "' cannot be read: " + why + ".",
                "Correct it, or delete it and log in again with 'docker login' or 'podman login'.");
    }

    /** As what a registry may be known; Docker Hub by the address of its first version, too. */
    static List<String> names(String registry) {
        return registry.equals(DOCKER_HUB)
                ? List.of("https://index.docker.io/v1/", DOCKER_HUB, "index.docker.io", "registry-1.docker.io")
                : List.of(registry);
    }

    private Optional<Credential> own(JsonObject auths, String registry, String repository) {
        for (String prefix = repository; !prefix.isEmpty(); prefix = parent(prefix)) {
            Optional<Credential> found = entry(auths, registry + "/" + prefix);
            if (found.isPresent()) {
                return found;
            }
        }
        for (String name : names(registry)) {
            for (String key : auths.keySet()) {
                if (key.equals(name) || host(key).equals(host(name))) {
                    Optional<Credential> found = entry(auths, key);
                    if (found.isPresent()) {
                        return found;
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static String parent(String repository) {
        return repository.substring(0, Math.max(0, repository.lastIndexOf('/')));
    }

    /** Docker's keys may have a scheme, and the path of a version of the protocol. */
    private static String host(String key) {
        String rest = key.substring(key.indexOf("://") < 0 ? 0 : key.indexOf("://") + 3);
        for (String suffix : List.of("/", "/v1", "/v2", "/v1/", "/v2/")) {
            if (rest.endsWith(suffix) && rest.indexOf('/') == rest.length() - suffix.length()) {
                return rest.substring(0, rest.length() - suffix.length());
            }
        }
        return rest;
    }

    private Optional<Credential> entry(JsonObject auths, String key) {
        if (!(auths.get(key) instanceof JsonObject entry)) {
            return Optional.empty();
        }
        String source = "'" + path + "', entry '" + key + "'";
        Optional<String> identity = Json.text(entry, "identitytoken").filter(token -> !token.isEmpty());
        if (identity.isPresent()) {
            return Optional.of(new Credential(Credential.Kind.IDENTITY_TOKEN, "", identity.get(), source));
        }
        Optional<String> token = Json.text(entry, "registrytoken").filter(text -> !text.isEmpty());
        if (token.isPresent()) {
            return Optional.of(new Credential(Credential.Kind.REGISTRY_TOKEN, "", token.get(), source));
        }
        Optional<String> auth = Json.text(entry, "auth").filter(text -> !text.isEmpty());
        if (auth.isPresent()) {
            return Optional.of(decode(auth.get(), source));
        }
        Optional<String> user = Json.text(entry, "username").filter(text -> !text.isEmpty());
        return user.map(name -> Credential.password(name, text(entry, "password"), source));
    }

    private static String text(JsonObject entry, String field) {
        JsonElement value = entry.get(field);
        return value == null ? "" : Json.text(entry, field).orElse("");
    }

    /** {@code user:password} in Base64; the password may have colons. */
    private Credential decode(String auth, String source) {
        try {
            String text = new String(Base64.getDecoder().decode(auth.strip()), StandardCharsets.UTF_8);
            int colon = text.indexOf(':');
            if (colon > 0) {
                int end = text.length();
                while (end > colon + 1 && text.charAt(end - 1) == 0) {
                    end--;
                }
                return Credential.password(text.substring(0, colon), text.substring(colon + 1, end), source);
            }
        } catch (IllegalArgumentException e) {
            throw unreadable("the value of 'auth' in " + source + " is not Base64");
        }
        throw unreadable("the value of 'auth' in " + source + " has no colon");
    }
}
