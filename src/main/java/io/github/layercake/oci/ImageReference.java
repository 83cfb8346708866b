package io.github.layercake.oci;

import io.github.layercake.io.Digest;
import io.github.layercake.io.ImageException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of an image as Docker understands it: {@code alpine} is {@code docker.io/library/alpine:latest}.
 *
 * @param registry host, with a port where there is one
 * @param repository lower-case names with {@code /} between them
 * @param tag {@code latest} where neither tag nor digest was given; empty where only a digest was
 * @param digest of the manifest, where it was given
 * @see <a href="https://github.com/distribution/reference/blob/v0.6.0/reference.go">distribution/reference, grammar</a>
 */
public record ImageReference(String registry, String repository, Optional<String> tag, Optional<Digest> digest) {
    private static final int MAX_HOST = 253;
    private static final int MAX_REPOSITORY = 255;
    private static final int MAX_TAG = 128;

    /** Names of letters, digits and inner hyphens with dots between them, or an IPv6 address in brackets. */
    private static final Pattern HOST =
            Pattern.compile("[a-zA-Z0-9]+(-+[a-zA-Z0-9]+)*(\\.[a-zA-Z0-9]+(-+[a-zA-Z0-9]+)*)*|\\[[a-fA-F0-9:]+\\]");

    /** What Docker takes for an image ID. */
    private static final Pattern IMAGE_ID = Pattern.compile("[a-f0-9]{64}");

    /**
     * Reads {@code [registry/]repository[:tag][@digest]}.
     *
     * @throws ImageException that says which part is wrong
     */
    public static ImageReference parse(String text) {
        String rest = text.strip();
        Optional<Digest> digest = Optional.empty();
        int at = rest.indexOf('@');
        if (at >= 0) {
            digest = Optional.of(digest(rest.substring(at + 1), text));
            rest = rest.substring(0, at);
        }
        Optional<String> tag = Optional.empty();
        int colon = rest.lastIndexOf(':');
        if (colon > rest.lastIndexOf('/')) {
            tag = Optional.of(checkTag(rest.substring(colon + 1), text));
            rest = rest.substring(0, colon);
        }
        String registry = "docker.io";
        int slash = rest.indexOf('/');
        if (slash >= 0 && isRegistry(rest.substring(0, slash))) {
            registry = checkRegistry(rest.substring(0, slash), text);
            rest = rest.substring(slash + 1);
        }
        if (IMAGE_ID.matcher(text.strip()).matches()) {
            throw invalid(text, "64 hexadecimal digits are an image ID");
        }
        if (registry.equals("docker.io") && rest.indexOf('/') < 0) {
            rest = "library/" + rest;
        }
        checkRepository(rest, text);
        return new ImageReference(
                registry, rest, tag.isEmpty() && digest.isEmpty() ? Optional.of("latest") : tag, digest);
    }

    /** The same repository under another tag. */
    public ImageReference withTag(String other) {
        return new ImageReference(registry, repository, Optional.of(checkTag(other, other)), Optional.empty());
    }

    /** A first part is a registry if it could not be a repository's name: it has a dot or a port, or is localhost. */
    private static boolean isRegistry(String part) {
        return part.indexOf('.') >= 0
                || part.indexOf(':') >= 0
                || part.equals("localhost")
                || !part.equals(part.toLowerCase(Locale.ROOT));
    }

    private static String checkRegistry(String registry, String text) {
        String host = registry;
        int colon = registry.startsWith("[") ? registry.indexOf(':', registry.indexOf(']') + 1) : registry.indexOf(':');
        if (colon >= 0) {
            String port = registry.substring(colon + 1);
            host = registry.substring(0, colon);
            if (port.isEmpty() || port.length() > 5 || !port.chars().allMatch(c -> c >= '0' && c <= '9')) {
                throw invalid(text, "the port '" + port + "' of the registry is not a number");
            }
        }
        if (host.length() > MAX_HOST || !HOST.matcher(host).matches()) {
            throw invalid(text, "'" + host + "' is not a host");
        }
        return registry.equals("index.docker.io") ? "docker.io" : registry;
    }

    private static void checkRepository(String repository, String text) {
        if (repository.length() > MAX_REPOSITORY) {
            throw invalid(text, "the repository is longer than " + MAX_REPOSITORY + " characters");
        }
        for (String name : repository.split("/", -1)) {
            checkName(name, text);
        }
    }

    /** Lower-case letters and digits, separated by one dot, one or two underscores, or any number of hyphens. */
    private static void checkName(String name, String text) {
        if (name.isEmpty()) {
            throw invalid(text, "the repository is empty or has an empty part");
        }
        if (name.chars().anyMatch(c -> c >= 'A' && c <= 'Z')) {
            throw invalid(text, "'" + name + "' has an upper-case letter, and a repository may not");
        }
        if (!isLowerAlphanumeric(name.charAt(0)) || !isLowerAlphanumeric(name.charAt(name.length() - 1))) {
            throw invalid(text, "'" + name + "' does not begin and end with a lower-case letter or a digit");
        }
        int run = 0;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (isLowerAlphanumeric(c)) {
                run = 0;
                continue;
            }
            if (c != '.' && c != '_' && c != '-') {
                throw invalid(text, "'" + c + "' cannot stand in a repository");
            }
            boolean same = run > 0 && name.charAt(i - 1) == c;
            run++;
            if (run > 1 && (!same || c == '.' || (c == '_' && run > 2))) {
                throw invalid(text, "'" + name + "' has separators in a row");
            }
        }
    }

    private static Digest digest(String digest, String text) {
        try {
            return Digest.parse(digest);
        } catch (ImageException e) {
            throw invalid(text, "'" + digest + "' is not a digest");
        }
    }

    private static String checkTag(String tag, String text) {
        if (tag.isEmpty() || tag.length() > MAX_TAG) {
            throw invalid(text, "the tag '" + tag + "' is empty or longer than " + MAX_TAG + " characters");
        }
        for (int i = 0; i < tag.length(); i++) {
            char c = tag.charAt(i);
            if (!isAlphanumeric(c) && c != '_' && (i == 0 || (c != '.' && c != '-'))) {
                throw invalid(text, "'" + c + "' cannot stand " + (i == 0 ? "at the start of" : "in") + " a tag");
            }
        }
        return tag;
    }

    private static boolean isLowerAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }

    private static boolean isAlphanumeric(char c) {
        return isLowerAlphanumeric(c) || (c >= 'A' && c <= 'Z');
    }

    private static ImageException invalid(String text, String fault) {
        return new ImageException(
                "'" + text + "' is not an image reference: " + fault + ".",
                "Write it as [registry[:port]/]repository[:tag][@sha256:…], such as registry.example.com/team/app:1.0.");
    }

    /** The full, canonical name. */
    @Override
    public String toString() {
        return registry + "/" + repository + (tag.isPresent() ? ":" + tag.get() : "")
                + (digest.isPresent() ? "@" + digest.get() : "");
    }
}
