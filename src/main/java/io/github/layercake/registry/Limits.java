package io.github.layercake.registry;

import java.time.Duration;

/**
 * How long we wait, and how often we try.
 *
 * @param connect for a connection
 * @param stall without any byte, or with so few that nobody would wait for the rest
 * @param answer for the answer to something that was uploaded: the server may have to hash it
 * @param attempts before we give up
 * @param pause before the second attempt; twice as long before each further one
 * @param longest pause that a server may ask for
 */
public record Limits(
        Duration connect, Duration stall, Duration answer, int attempts, Duration pause, Duration longest) {
    public static final Limits DEFAULT = new Limits(
            Duration.ofSeconds(15),
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            5,
            Duration.ofMillis(500),
            Duration.ofMinutes(1));
}
