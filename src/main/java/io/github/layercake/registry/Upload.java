package io.github.layercake.registry;

import io.github.layercake.io.Content;
import io.github.layercake.io.Digest;
import io.github.layercake.io.ImageException;
import java.io.IOException;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * One blob on its way into a repository: in one request, and if the connection is lost, from where the registry has got
 * to.
 *
 * @see <a href="https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#pushing-blobs">OCI
 *     distribution-spec, Pushing Blobs</a>
 */
final class Upload {
    private final Registry registry;
    private final String repository;
    private final Digest digest;
    private final long size;
    private final Content content;
    private final LongConsumer sent;
    private final Limits limits;
    private final Scope scope;

    Upload(Registry registry, String repository, Blob blob, LongConsumer sent, Limits limits) {
        this.registry = registry;
        this.repository = repository;
        this.digest = blob.digest();
        this.size = blob.size();
        this.content = blob.content();
        this.sent = sent;
        this.limits = limits;
        this.scope = Scope.push(repository);
    }

    /**
     * What is uploaded.
     *
     * @param content read as often as it is sent
     */
    record Blob(Digest digest, long size, Content content) {}

    /**
     * Uploads it.
     *
     * @param begun where, if the registry has begun an upload already
     */
    void run(Optional<Url> begun) throws IOException {
        Optional<Url> location = begun;
        for (int attempt = 1; ; attempt++) {
            Url url = location.isPresent() ? location.get() : begin();
            try (Response response = put(url)) {
                if (response.isSuccess()) {
                    return;
                }
                if (!maySucceedAgain(response.status()) || attempt >= limits.attempts()) {
                    throw registry.failure(what(), response, scope);
                }
            } catch (UnreadableBodyException e) {
                throw e;
            } catch (IOException e) {
                if (attempt >= limits.attempts() || !Transport.mayPass(e)) {
                    throw e;
                }
                Transport.sleep(registry.pause(attempt));
                if (resume(url)) {
                    return;
                }
                location = Optional.empty();
                continue;
            }
            Transport.sleep(registry.pause(attempt));
            if (isThere()) {
                return;
            }
            location = Optional.empty();
        }
    }

    /** A session may be lost, and bytes may be changed on the way: both are worth a fresh start. */
    private static boolean maySucceedAgain(int status) {
        return Transport.isTemporary(status) || status == 400 || status == 404 || status == 416;
    }

    private Url begin() throws IOException {
        try (Response response = registry.send(Request.of("POST", registry.url(repository, "blobs/uploads/")), scope)) {
            if (response.status() != 202) {
                throw registry.failure(what(), response, scope);
            }
            return registry.location(response);
        }
    }

    private Response put(Url location) throws IOException {
        return registry.once(request("PUT", location.with("digest", digest.toString()), 0, Optional.empty()), scope);
    }

    private Request request(String method, Url url, long offset, Optional<String> range) {
        Headers headers = new Headers().add("Content-Type", "application/octet-stream");
        range.ifPresent(value -> headers.add("Content-Range", value));
        return new Request(method, url, headers, Optional.of(new Request.Body(content, offset, size - offset, sent)));
    }

    /** Sends what the registry has not got. Returns false where it has forgotten, or does not say, what it has. */
    private boolean resume(Url location) throws IOException {
        if (isThere()) {
            return true;
        }
        Url next;
        long offset;
        try (Response status = registry.once(Request.of("GET", location), scope)) {
            offset = received(status);
            if (status.status() != 204 || offset <= 0 || offset > size) {
                return false;
            }
            next = status.header("Location").isPresent() ? registry.location(status) : location;
        } catch (UnreadableBodyException e) {
            throw e;
        } catch (IOException e) {
            return false;
        }
        try {
            return finish(offset < size ? patch(next, offset) : Optional.of(next));
        } catch (UnreadableBodyException e) {
            throw e;
        } catch (IOException e) {
            return false;
        }
    }

    private Optional<Url> patch(Url location, long offset) throws IOException {
        Optional<String> range = Optional.of(offset + "-" + (size - 1));
        try (Response response = registry.once(request("PATCH", location, offset, range), scope)) {
            return response.isSuccess() ? Optional.of(registry.location(response)) : Optional.empty();
        }
    }

    private boolean finish(Optional<Url> location) throws IOException {
        if (location.isEmpty()) {
            return false;
        }
        Request put = Request.of("PUT", location.get().with("digest", digest.toString()));
        try (Response response = registry.once(put, scope)) {
            return response.isSuccess();
        }
    }

    /** How many bytes the registry has: {@code Range: 0-N} counts from 0, and is {@code 0-0} for none, too. */
    private static long received(Response status) {
        String range = status.header("Range").orElse("").replace("bytes=", "");
        if (!range.startsWith("0-")) {
            return 0;
        }
        try {
            long last = Long.parseLong(range.substring(2).strip());
            return last == 0 ? 0 : last + 1;
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private boolean isThere() throws IOException {
        Request head = Request.of("HEAD", registry.url(repository, "blobs/" + digest));
        try (Response response = registry.send(head, scope)) {
            return response.status() == 200;
        }
    }

    private String what() {
        return "The blob " + digest + " (" + size + " bytes) cannot be pushed to " + registry.name() + "/" + repository;
    }

    /** For failures that have no answer. */
    ImageException failure(IOException e) {
        return registry.failure(what(), e);
    }
}
