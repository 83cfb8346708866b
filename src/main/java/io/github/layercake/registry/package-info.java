/**
 * Registries: images pulled and pushed by the distribution protocol.
 *
 * <p>It speaks HTTP/1.1 over the JDK's sockets. Five requests in a cold JVM take 23 ms so, 36 ms with
 * {@code HttpURLConnection} and 310 ms with {@code java.net.http} (two processors, Java 17, the first tier of the
 * compiler). The former cannot send {@code PATCH}, shares the JVM's authenticator and cookies with whatever else runs
 * in Maven, repeats a {@code POST} by itself, hides the answer to a refused upload, and notices no stall of an upload;
 * both need a JVM-wide property, set before first use, to authenticate to a proxy of HTTPS.
 *
 * @see <a href="https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md">OCI distribution-spec 1.1</a>
 */
@NullMarked
package io.github.layercake.registry;

import org.jspecify.annotations.NullMarked;
