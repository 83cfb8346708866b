package io.github.layercake.mojo;

import io.github.layercake.io.ImageException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.Properties;

/**
 * When an image was made: {@code project.build.outputTimestamp} of the command line or the POM, else the environment's
 * {@code SOURCE_DATE_EPOCH}, else the epoch. Never now, or no two builds would be the same.
 *
 * @see <a href="https://maven.apache.org/guides/mini/guide-reproducible-builds.html">Maven, Configuring for
 *     Reproducible Builds</a>
 * @see <a href="https://reproducible-builds.org/specs/source-date-epoch/">SOURCE_DATE_EPOCH</a>
 */
final class CreationTime {
    private static final String PROPERTY = "project.build.outputTimestamp";
    private static final String VARIABLE = "SOURCE_DATE_EPOCH";

    // 0000-01-01T00:00:00Z and 9999-12-31T23:59:59Z, which a cold JVM takes 15 ms to parse.
    private static final Instant FIRST = Instant.ofEpochSecond(-62_167_219_200L);
    private static final Instant LAST = Instant.ofEpochSecond(253_402_300_799L);

    private CreationTime() {}

    /**
     * The time.
     *
     * @param user properties of the command line, which win
     * @param project properties of the POM
     */
    static Instant of(Properties user, Properties project) {
        // One character that is no digit switches the property off, as Maven's own plugins have it.
        Optional<String> property = Optional.ofNullable(user.getProperty(PROPERTY, project.getProperty(PROPERTY)))
                .map(String::strip)
                .filter(value -> value.length() > 1 || (value.length() == 1 && Character.isDigit(value.charAt(0))));
        if (property.isPresent()) {
            return parse(property.get(), PROPERTY);
        }
        return Optional.ofNullable(System.getenv(VARIABLE))
                .filter(value -> !value.isBlank())
                .map(value -> parse(value.strip(), VARIABLE))
                .orElse(Instant.EPOCH);
    }

    /** Seconds since the epoch, or ISO 8601; whole seconds are kept. */
    static Instant parse(String text, String source) {
        try {
            boolean seconds = text.chars().allMatch(Character::isDigit);
            Instant instant = seconds
                    ? Instant.ofEpochSecond(Long.parseLong(text))
                    : OffsetDateTime.parse(text).toInstant();
            if (instant.isAfter(LAST) || instant.isBefore(FIRST)) {
                throw new DateTimeException("An image's config has four digits for the year");
            }
            return Instant.ofEpochSecond(instant.getEpochSecond());
        } catch (DateTimeException | NumberFormatException e) {
            throw new ImageException(
                    source + " is '" + text + "', which is not a time.",
                    "Write it as 2026-01-31T12:00:00Z, or in seconds since 1970.");
        }
    }
}
