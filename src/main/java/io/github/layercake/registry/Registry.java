package io.github.layercake.registry;

import io.github.layercake.io.ImageException;
import io.github.layercake.oci.MediaTypes;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One registry: requests to it, and what it makes of them. */
final class Registry {
    static final String DOCKER_HUB = "docker.io";
    private static final String DOCKER_HUB_HOST = "registry-1.docker.io";
    private static final String ACCEPT = MediaTypes.INDEX + ", " + MediaTypes.MANIFEST + ", " + MediaTypes.DOCKER_INDEX
            + ", " + MediaTypes.DOCKER_MANIFEST;

    private final String name;
    private final RegistrySettings settings;
    private final Transport transport;
    private @Nullable Url origin;
    private @Nullable Authorization authorization;

    Registry(String name, RegistrySettings settings, Transport transport) {
        this.name = name;
        this.settings = settings;
        this.transport = transport;
    }

    String name() {
        return name;
    }

    /** Where its API is. One that need not be secure is asked whether it speaks plain HTTP. */
    synchronized Url origin() throws IOException {
        Url known = origin;
        if (known == null) {
            String host = name.equals(DOCKER_HUB) ? DOCKER_HUB_HOST : name;
            Url secure = Url.of(true, host, "/v2/");
            known = secure;
            if (settings.isInsecure(secure) || settings.isInsecure(Url.of(false, host, "/v2/"))) {
                Url plain = Url.of(false, host, "/v2/");
                known = speaksHttp(plain) ? plain : secure;
            }
            origin = known;
        }
        return known;
    }

    private boolean speaksHttp(Url plain) {
        try (Response response = transport.once(Request.of("GET", plain), Transport.Authorizer.NONE)) {
            return response.isSuccess()
                    || response.status() == 401
                    || Transport.isTemporary(response.status())
                    || response.header("Docker-Distribution-Api-Version").isPresent();
        } catch (IOException e) {
            // Then it shall tell with TLS what is wrong with it.
            return false;
        }
    }

    private synchronized Authorization authorization() throws IOException {
        Authorization known = authorization;
        if (known == null) {
            known = new Authorization(name, origin(), settings, new Tokens(transport));
            authorization = known;
        }
        return known;
    }

    /** The address of something in a repository, such as {@code blobs/sha256:…}. */
    Url url(String repository, String path) throws IOException {
        return origin().resolve("/v2/" + repository + "/" + path);
    }

    /** Asks for a manifest, or with {@code HEAD} for its digest. */
    Response manifest(String method, String repository, String reference, Scope scope) throws IOException {
        return send(
                Request.of(method, url(repository, "manifests/" + reference), new Headers().add("Accept", ACCEPT)),
                scope);
    }

    /** Sends a request, again where that may help. */
    Response send(Request request, Scope scope) throws IOException {
        return transport.send(request, authorization().authorizer(scope));
    }

    /** Sends a request once. */
    Response once(Request request, Scope scope) throws IOException {
        return transport.once(request, authorization().authorizer(scope));
    }

    /** Asks another server, which gets no credentials. */
    Response elsewhere(Request request) throws IOException {
        return transport.send(request, Transport.Authorizer.NONE);
    }

    java.time.Duration pause(int attempt) {
        return transport.pause(attempt);
    }

    /**
     * Where an upload goes on. Some registries behind a proxy that speaks TLS do not know that it does; they mean
     * themselves.
     */
    Url location(Response response) throws IOException {
        Optional<String> location = response.header("Location");
        if (location.isEmpty()) {
            throw new ProtocolException("The registry does not say where to upload to");
        }
        Url url = response.url().resolve(location.get());
        Url own = origin();
        if (own.tls() && !url.tls()) {
            if (url.host().equals(own.host())) {
                return new Url(true, own.host(), own.port(), url.target());
            }
            if (!settings.isInsecure(url)) {
                throw new ProtocolException("The registry wants us to upload to " + url + ", which is not secure");
            }
        }
        return url;
    }

    /** What an answer that is no success means. */
    ImageException failure(String what, Response response, Scope scope) throws IOException {
        Authorization shown = authorization();
        return Failures.of(what, response, shown.describe(scope), shown);
    }

    /** What an exception means. */
    ImageException failure(String what, IOException e) {
        Url url;
        try {
            url = origin();
        } catch (IOException again) {
            url = new Url(true, name, 443, "/");
        }
        return Failures.of(what, url, e);
    }
}
