package io.github.layercake.registry;

import io.github.layercake.io.Digest;
import io.github.layercake.io.ImageException;
import io.github.layercake.oci.ImageReference;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Where an image can be had: a repository in its registry, or in a mirror.
 *
 * @param mirror whether another source is tried when this one fails
 */
record Source(Registry registry, String repository, boolean mirror) {

    /** All sources of an image: mirrors, then its own registry. */
    static List<Source> of(ImageReference reference, Registries registries) {
        List<Source> sources = new ArrayList<>();
        for (String mirror : registries.settings().mirrors().getOrDefault(reference.registry(), List.of())) {
            int slash = mirror.indexOf('/');
            String host = slash < 0 ? mirror : mirror.substring(0, slash);
            String prefix = slash < 0 || slash + 1 == mirror.length() ? "" : mirror.substring(slash + 1) + "/";
            sources.add(new Source(registries.registry(host), prefix + reference.repository(), true));
        }
        sources.add(new Source(registries.registry(reference.registry()), reference.repository(), false));
        return sources;
    }

    Scope scope() {
        return Scope.pull(repository);
    }

    /** Something that is asked of a source. */
    interface Question<T> {
        T ask(Source source) throws IOException;
    }

    /** Asks one source after the other; only the last one may fail. */
    static <T> T first(List<Source> sources, Question<T> question) throws IOException {
        for (Source source : sources) {
            try {
                return question.ask(source);
            } catch (IOException | ImageException e) {
                if (!source.mirror) {
                    throw e;
                }
            }
        }
        throw new IllegalStateException("The last source is no mirror");
    }

    /** The bytes of a blob from {@code offset} on. */
    InputStream blob(Digest digest, long offset) throws IOException {
        Response response =
                registry.send(Request.of("GET", registry.url(repository, "blobs/" + digest), range(offset)), scope());
        return body(response, offset, () -> registry.failure(what(digest), response, scope()));
    }

    static Headers range(long offset) {
        Headers headers = new Headers().add("Accept", "*/*");
        return offset == 0 ? headers : headers.add("Range", "bytes=" + offset + "-");
    }

    /** Makes an exception. */
    interface Failure {
        ImageException make() throws IOException;
    }

    /** The body of an answer, from {@code offset} on, whether the server can begin there or not. */
    static InputStream body(Response response, long offset, Failure failure) throws IOException {
        boolean part = response.status() == 206
                && response.header("Content-Range")
                        .filter(range -> range.startsWith("bytes " + offset + "-"))
                        .isPresent();
        if (response.status() == 200 && response.header("Content-Encoding").isEmpty()) {
            response.body().skipNBytes(offset);
        } else if (!part) {
            try (response) {
                throw failure.make();
            }
        }
        return response.body();
    }

    private String what(Digest digest) {
        return "The blob " + digest + " of " + this + " cannot be fetched";
    }

    @Override
    public String toString() {
        return registry.name() + "/" + repository;
    }
}
