package io.github.layercake.registry;

import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * An address of HTTP: scheme, host, port, and what is behind them, ready to be sent.
 *
 * @param tls whether the scheme is {@code https}
 * @param host a name, or an address; IPv6 in brackets
 * @param port always there
 * @param target path and query, percent-encoded
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3986">RFC 3986</a>
 */
record Url(boolean tls, String host, int port, String target) {
    private static final String HTTPS = "https://";
    private static final String HTTP = "http://";
    private static final int HTTPS_PORT = 443;
    private static final int HTTP_PORT = 80;
    private static final int MAX_LENGTH = 16 << 10;
    private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    /**
     * Reads {@code http[s]://host[:port][/path][?query]}.
     *
     * @throws ProtocolException if it is anything else, or holds a user's name and password
     */
    static Url parse(String text) throws ProtocolException {
        boolean tls = text.regionMatches(true, 0, HTTPS, 0, HTTPS.length());
        if (text.length() > MAX_LENGTH || (!tls && !text.regionMatches(true, 0, HTTP, 0, HTTP.length()))) {
            throw invalid(text);
        }
        String rest = text.substring((tls ? HTTPS : HTTP).length());
        int end = 0;
        while (end < rest.length() && "/?#".indexOf(rest.charAt(end)) < 0) {
            end++;
        }
        String target = encode(rest.substring(end));
        return of(tls, rest.substring(0, end), target.startsWith("/") ? target : "/" + target);
    }

    /**
     * Joins the parts.
     *
     * @param authority host, with a port where it is not the scheme's own
     */
    static Url of(boolean tls, String authority, String target) throws ProtocolException {
        int bracket = authority.lastIndexOf(']');
        int colon = authority.indexOf(':', Math.max(0, bracket));
        String host = colon < 0 ? authority : authority.substring(0, colon);
        int port = tls ? HTTPS_PORT : HTTP_PORT;
        if (colon >= 0 && colon + 1 < authority.length()) {
            try {
                port = Integer.parseInt(authority.substring(colon + 1));
            } catch (NumberFormatException e) {
                throw invalid(authority);
            }
        }
        if (host.isEmpty() || port < 1 || port > 65535 || !isHost(host)) {
            throw invalid(authority);
        }
        return new Url(tls, host.toLowerCase(Locale.ROOT), port, target);
    }

    private static boolean isHost(String host) {
        boolean ip6 = host.startsWith("[");
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!plain && "-._".indexOf(c) < 0 && !(ip6 && "[]:%".indexOf(c) >= 0)) {
                return false;
            }
        }
        return ip6 == host.endsWith("]");
    }

    /** The address that a {@code Location} means, seen from this one. */
    Url resolve(String location) throws ProtocolException {
        String text = location.strip();
        if (text.startsWith("//")) {
            return parse((tls ? "https:" : "http:") + text);
        }
        if (text.startsWith("/")) {
            return new Url(tls, host, port, limited(encode(text)));
        }
        int colon = text.indexOf(':');
        int end = text.indexOf('/');
        if (colon >= 0 && (end < 0 || colon < end)) {
            return parse(text);
        }
        String path = path();
        String target = text.startsWith("?") ? path + text : path.substring(0, path.lastIndexOf('/') + 1) + text;
        return new Url(tls, host, port, limited(encode(target)));
    }

    private static String limited(String target) throws ProtocolException {
        if (target.length() > MAX_LENGTH) {
            throw invalid(target);
        }
        return target;
    }

    private String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /** This address with one more parameter in its query. */
    Url with(String name, String value) {
        return new Url(tls, host, port, target + (target.indexOf('?') < 0 ? '?' : '&') + name + "=" + quote(value));
    }

    boolean sameOrigin(Url other) {
        return tls == other.tls && port == other.port && host.equals(other.host);
    }

    /** Host, with the port where it is not the scheme's own: what the {@code Host} header says. */
    String authority() {
        return port == (tls ? HTTPS_PORT : HTTP_PORT) ? host : host + ":" + port;
    }

    /** The host without the brackets of IPv6. */
    String address() {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** Everything, as a proxy wants it. */
    String absolute() {
        return (tls ? HTTPS : HTTP) + authority() + target;
    }

    /** {@code text} as a value of a query, or of a form. */
    static String quote(String text) {
        StringBuilder quoted = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            append(quoted, b, UNRESERVED.indexOf((char) b) >= 0);
        }
        return quoted.toString();
    }

    /** Drops the fragment, and encodes what nobody may send: spaces, controls, and what is not ASCII. */
    private static String encode(String target) {
        int fragment = target.indexOf('#');
        StringBuilder encoded = new StringBuilder();
        for (byte b : (fragment < 0 ? target : target.substring(0, fragment)).getBytes(StandardCharsets.UTF_8)) {
            append(encoded, b, b > ' ' && b < 0x7f);
        }
        return encoded.toString();
    }

    private static void append(StringBuilder out, byte b, boolean plain) {
        if (plain) {
            out.append((char) b);
        } else {
            out.append('%')
                    .append(Character.toUpperCase(Character.forDigit((b >> 4) & 15, 16)))
                    .append(Character.toUpperCase(Character.forDigit(b & 15, 16)));
        }
    }

    private static ProtocolException invalid(String text) {
        return new ProtocolException("'" + Text.printable(text) + "' is not an address that can be followed");
    }

    /** For people; without the query, which may hold a signature. */
    @Override
    public String toString() {
        return (tls ? HTTPS : HTTP) + authority() + path();
    }
}
