package io.github.layercake.registry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a server wants to see before it answers.
 *
 * @param scheme in lower case: {@code basic}, {@code bearer}, or another one
 * @param parameters by their names in lower case
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1">RFC 9110, WWW-Authenticate</a>
 */
record Challenge(String scheme, Map<String, String> parameters) {

    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name)).filter(value -> !value.isEmpty());
    }

    /** Reads all challenges of some header fields; what cannot be read is left out. */
    static List<Challenge> parse(List<String> fields) {
        List<Challenge> challenges = new ArrayList<>();
        for (String field : fields) {
            new Parser(field, challenges).parse();
        }
        return challenges;
    }

    /** The first challenge of a scheme. */
    static Optional<Challenge> of(List<Challenge> challenges, String scheme) {
        for (Challenge challenge : challenges) {
            if (challenge.scheme.equals(scheme)) {
                return Optional.of(challenge);
            }
        }
        return Optional.empty();
    }

    /**
     * A comma separates parameters, and challenges, too: what follows is a parameter if it is a token and an equals
     * sign.
     */
    private static final class Parser {
        private final String text;
        private final List<Challenge> challenges;
        private int at;

        Parser(String text, List<Challenge> challenges) {
            this.text = text;
            this.challenges = challenges;
        }

        void parse() {
            while (at < text.length()) {
                skip(" \t,");
                String word = token();
                if (word.isEmpty()) {
                    // No token starts here: a damaged field. The next comma may start something sound.
                    at = text.indexOf(',', at) < 0 ? text.length() : text.indexOf(',', at) + 1;
                    continue;
                }
                int end = at;
                skip(" \t");
                if (at < text.length() && text.charAt(at) == '=' && !challenges.isEmpty()) {
                    at++;
                    skip(" \t");
                    challenges
                            .get(challenges.size() - 1)
                            .parameters
                            .putIfAbsent(word.toLowerCase(Locale.ROOT), value());
                } else {
                    challenges.add(new Challenge(word.toLowerCase(Locale.ROOT), new LinkedHashMap<>()));
                    skipToken68(end);
                }
            }
        }

        /** Some schemes are followed by one word with {@code /}, {@code +} or {@code =} at its end. */
        private void skipToken68(int end) {
            int start = at;
            if (start == end) {
                return;
            }
            while (at < text.length() && " \t,".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            String word = text.substring(start, at);
            int rest = at;
            skip(" \t");
            boolean ends = at >= text.length() || text.charAt(at) == ',';
            int equals = word.indexOf('=');
            boolean padded =
                    equals >= 0 && word.substring(equals).replace("=", "").isEmpty();
            at = ends && (equals < 0 || padded) && !word.contains("\"") ? rest : start;
        }

        private String value() {
            if (at >= text.length() || text.charAt(at) != '"') {
                int start = at;
                while (at < text.length() && " \t,".indexOf(text.charAt(at)) < 0) {
                    at++;
                }
                return text.substring(start, at);
            }
            StringBuilder value = new StringBuilder();
            for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
                if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                    at++;
                }
                value.append(text.charAt(at));
            }
            at++;
            return value.toString();
        }

        private String token() {
            int start = at;
            while (at < text.length() && " \t,=\"".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            return text.substring(start, at);
        }

        private void skip(String characters) {
            while (at < text.length() && characters.indexOf(text.charAt(at)) >= 0) {
                at++;
            }
        }
    }
}
