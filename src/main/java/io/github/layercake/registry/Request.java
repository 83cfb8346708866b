package io.github.layercake.registry;

import io.github.layercake.io.Content;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * What is asked of a server.
 *
 * @param headers besides {@code Host} and what tells of the body
 */
record Request(String method, Url url, Headers headers, Optional<Body> body) {

    /**
     * What is sent along.
     *
     * @param content the whole; opened anew whenever the request is sent
     * @param offset how many of its bytes are left out
     * @param length how many bytes follow then
     * @param sent is told of bytes that were sent
     */
    record Body(Content content, long offset, long length, LongConsumer sent) {
        static Body of(byte[] bytes) {
            return new Body(Content.of(bytes), 0, bytes.length, n -> {});
        }
    }

    static Request of(String method, Url url) {
        return new Request(method, url, new Headers(), Optional.empty());
    }

    static Request of(String method, Url url, Headers headers) {
        return new Request(method, url, headers, Optional.empty());
    }

    boolean isHead() {
        return method.equals("HEAD");
    }

    Request at(Url other) {
        return new Request(method, other, headers, body);
    }
}
