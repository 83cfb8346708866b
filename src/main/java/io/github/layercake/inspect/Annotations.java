package io.github.layercake.inspect;

import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.regex.Pattern;

/** Free text by name: a manifest's annotations, a config's labels. */
final class Annotations {
    /** RFC 3339, as Go reads it. */
    private static final Pattern TIME =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?(Z|[+-]\\d\\d:\\d\\d)");

    private static final String CREATED = "org.opencontainers.image.created";

    private Annotations() {}

    static void check(Map<String, String> texts, String place, Findings findings) {
        texts.forEach((name, text) -> {
            findings.expect(
                    !name.isBlank() && name.chars().noneMatch(Character::isISOControl),
                    place,
                    "'" + name + "' is not the name of an annotation or a label");
            findings.expect(text.indexOf('\0') < 0, place, "the text of '" + name + "' has a zero byte");
            findings.expect(
                    !name.equals(CREATED) || isTime(text), place, "'" + text + "' in " + name + " is not a time");
        });
    }

    /** Whether engines can read it: {@code 2026-01-31T23:59:59Z}. */
    static boolean isTime(String text) {
        if (!TIME.matcher(text).matches()) {
            return false;
        }
        try {
            return OffsetDateTime.parse(text).getYear() >= 0;
        } catch (DateTimeParseException e) {
            return false;
        }
    }
}
