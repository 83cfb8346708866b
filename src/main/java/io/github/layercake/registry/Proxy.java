package io.github.layercake.registry;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A server that connections go through.
 *
 * @param protocol of the addresses that it is for: {@code http} or {@code https}
 * @param host its own
 * @param credential what it asks for
 * @param exceptions hosts that are reached without it; {@code *} stands for any characters
 */
public record Proxy(String protocol, String host, int port, Optional<Credential> credential, List<String> exceptions) {
    public Proxy {
        protocol = protocol.toLowerCase(Locale.ROOT);
        exceptions = List.copyOf(exceptions);
    }

    /** The proxy for an address: that of its protocol, and for HTTPS else that of HTTP, as Maven has it. */
    static Optional<Proxy> choose(List<Proxy> proxies, Url url) {
        String wanted = url.tls() ? "https" : "http";
        Optional<Proxy> chosen = first(proxies, wanted);
        if (chosen.isEmpty() && url.tls()) {
            chosen = first(proxies, "http");
        }
        return chosen.filter(proxy -> !proxy.isException(url.address()));
    }

    private static Optional<Proxy> first(List<Proxy> proxies, String protocol) {
        for (Proxy proxy : proxies) {
            if (proxy.protocol.equals(protocol)) {
                return Optional.of(proxy);
            }
        }
        return Optional.empty();
    }

    private boolean isException(String address) {
        for (String pattern : exceptions) {
            if (matches(pattern.strip().toLowerCase(Locale.ROOT), address.toLowerCase(Locale.ROOT))) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(String pattern, String text) {
        int star = pattern.indexOf('*');
        if (star < 0) {
            return pattern.equals(text);
        }
        if (!text.startsWith(pattern.substring(0, star))) {
            return false;
        }
        String rest = pattern.substring(star + 1);
        for (int from = star; from <= text.length(); from++) {
            if (matches(rest, text.substring(from))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
