package io.github.layercake.mojo;

import io.github.layercake.io.ImageException;
import io.github.layercake.oci.Healthcheck;
import io.github.layercake.oci.RuntimeConfig;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Turns what the user wrote about the container into values, or says what is wrong with it. */
final class RuntimeParameters {
    private static final int MAX_PORT = 65535;
    private static final Duration MAX_DURATION = Duration.ofDays(366);

    private final Parameters parameters;

    RuntimeParameters(Parameters parameters) {
        this.parameters = parameters;
    }

    RuntimeConfig read(ImageParameters pom) {
        return new RuntimeConfig(
                environment(parameters.map("environment", pom.environment)),
                new TreeMap<>(parameters.map("labels", pom.labels)),
                ports(parameters.list("ports", pom.ports).orElse(List.of())),
                volumes(parameters.list("volumes", pom.volumes).orElse(List.of())),
                parameters.text("user", pom.user),
                parameters
                        .text("workingDirectory", pom.workingDirectory)
                        .map(value -> requireAbsolute("workingDirectory", value)),
                Optional.empty(),
                parameters.list("args", pom.args),
                parameters.text("stopSignal", pom.stopSignal).map(RuntimeParameters::requireSignal),
                healthcheck(pom.healthcheck == null ? new HealthcheckParameter() : pom.healthcheck));
    }

    private static Map<String, String> environment(Map<String, String> environment) {
        Map<String, String> checked = new LinkedHashMap<>();
        new TreeMap<>(environment).forEach((name, value) -> {
            if (name.isBlank() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0 || value.indexOf('\0') >= 0) {
                throw wrong("environment", name, "is not the name of a variable", "Use letters, digits and '_'.");
            }
            checked.put(name, value);
        });
        return checked;
    }

    private static SortedSet<String> ports(List<String> texts) {
        TreeSet<String> ports = new TreeSet<>();
        for (String text : texts) {
            String[] parts = text.strip().split("/", -1);
            String protocol = parts.length == 2 ? parts[1].toLowerCase(Locale.ROOT) : "tcp";
            String[] range = parts[0].split("-", -1);
            if (parts.length > 2
                    || range.length > 2
                    || !List.of("tcp", "udp", "sctp").contains(protocol)) {
                throw wrongPort(text);
            }
            int first = port(range[0], text);
            int last = port(range[range.length - 1], text);
            if (first > last) {
                throw wrongPort(text);
            }
            for (int port = first; port <= last; port++) {
                ports.add(port + "/" + protocol);
            }
        }
        return ports;
    }

    private static int port(String text, String whole) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 1 && port <= MAX_PORT && Character.isDigit(text.charAt(0))) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw wrongPort(whole);
        }
        throw wrongPort(whole);
    }

    private static ImageException wrongPort(String text) {
        return wrong("ports", text, "is not a port", "Write it as 8080, 53/udp or 8000-8010/tcp, from 1 to 65535.");
    }

    private static SortedSet<String> volumes(List<String> texts) {
        TreeSet<String> volumes = new TreeSet<>();
        texts.forEach(text -> volumes.add(requireAbsolute("volumes", text)));
        return volumes;
    }

    private static String requireAbsolute(String parameter, String path) {
        if (!path.startsWith("/")) {
            throw wrong(
                    parameter, path, "is not an absolute path", "Write it from the root of the image, such as /work.");
        }
        return path;
    }

    private static String requireSignal(String signal) {
        String name = signal.startsWith("SIG") ? signal.substring(3) : "";
        boolean named =
                !name.isEmpty() && name.chars().allMatch(c -> Character.isLetterOrDigit(c) || "+-".indexOf(c) >= 0);
        boolean number = signal.length() <= 3 && signal.chars().allMatch(Character::isDigit);
        if (!named && !number) {
            throw wrong("stopSignal", signal, "is not a signal", "Write its name, such as SIGTERM, or its number.");
        }
        return signal;
    }

    private Optional<Healthcheck> healthcheck(HealthcheckParameter pom) {
        Optional<List<String>> command =
                parameters.list("healthcheck.command", pom.command).filter(words -> !words.isEmpty());
        Optional<String> shell = parameters.text("healthcheck.shell", pom.shell);
        Optional<Duration> interval = duration("healthcheck.interval", pom.interval);
        Optional<Duration> timeout = duration("healthcheck.timeout", pom.timeout);
        Optional<Duration> startPeriod = duration("healthcheck.startPeriod", pom.startPeriod);
        Optional<Integer> retries =
                parameters.text("healthcheck.retries", pom.retries).map(RuntimeParameters::count);
        if (command.isPresent() == shell.isPresent()) {
            if (command.isPresent()
                    || interval.isPresent()
                    || timeout.isPresent()
                    || startPeriod.isPresent()
                    || retries.isPresent()) {
                throw new ImageException(
                        "<healthcheck> needs one of <command> and <shell>.",
                        "Give a program with its arguments as <command>, or one line for the shell as <shell>.");
            }
            return Optional.empty();
        }
        List<String> test = new ArrayList<>();
        if (shell.isPresent()) {
            test.add("CMD-SHELL");
            test.add(shell.get());
        } else if (command.equals(Optional.of(List.of("NONE")))) {
            test.add("NONE");
        } else {
            test.add("CMD");
            test.addAll(command.orElseThrow());
        }
        return Optional.of(new Healthcheck(test, interval, timeout, startPeriod, retries));
    }

    private static Integer count(String text) {
        try {
            int count = Integer.parseInt(text);
            if (count > 0) {
                return count;
            }
        } catch (NumberFormatException e) {
            throw wrong("healthcheck.retries", text, "is not a number", "Write it as 3.");
        }
        throw wrong("healthcheck.retries", text, "is not a positive number", "Write it as 3.");
    }

    /** {@code 30s}, {@code 1m30s}, {@code 500ms}, or ISO 8601. */
    private Optional<Duration> duration(String parameter, @Nullable String pom) {
        return parameters.text(parameter, pom).map(text -> {
            try {
                String lower = text.toLowerCase(Locale.ROOT);
                Duration duration = lower.endsWith("ms")
                        ? Duration.ofMillis(Long.parseLong(lower.substring(0, lower.length() - 2)))
                        : Duration.parse(lower.startsWith("p") ? text : "PT" + text);
                if (duration.compareTo(MAX_DURATION) > 0) {
                    throw wrong(parameter, text, "is longer than a year", "Write it as 500ms, 30s or 1m30s.");
                }
                if (duration.compareTo(Duration.ofMillis(1)) >= 0) {
                    return duration;
                }
            } catch (DateTimeParseException | NumberFormatException e) {
                throw wrong(parameter, text, "is not a duration", "Write it as 500ms, 30s or 1m30s.");
            }
            throw wrong(parameter, text, "is less than a millisecond", "Write it as 500ms, 30s or 1m30s.");
        });
    }

    private static ImageException wrong(String parameter, String value, String fault, String remedy) {
        return new ImageException("<" + parameter + ">: '" + value + "' " + fault + ".", remedy);
    }
}
