package io.github.layercake.runtime;

import io.github.layercake.io.Content;
import io.github.layercake.io.Digest;
import io.github.layercake.io.FileStat;
import io.github.layercake.io.ImageException;
import io.github.layercake.oci.Platform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A JDK that a runtime is made from.
 *
 * <p>Its identity is its content, not where it lies: the {@code release} file, the modules ({@code jmods}, or the
 * run-time image where there are none, which knows the hashes of all its files) and what of the rest may be changed by
 * hand. Only its stat is looked at when nothing changed.
 *
 * @param home its directory, links resolved
 * @param facts what {@code release} says, without the quotes
 * @param identity digest of its content
 * @param watched the files that its content is, and the directories that they are in
 */
record Jdk(Path home, Map<String, String> facts, Digest identity, List<WatchedFile> watched) {
    private static final List<String> CONTENT = List.of("release", "lib/modules", "jmods", "conf", "lib/security");

    /**
     * Looks at a JDK.
     *
     * @throws ImageException if it is none that can make a runtime
     */
    static Jdk open(Path javaHome, Notes notes) throws IOException {
        requireJlink(javaHome);
        Path home = javaHome.toRealPath();
        Map<String, String> facts = facts(home);
        List<Path> files = new ArrayList<>();
        for (String name : CONTENT) {
            try (Stream<Path> all = Files.exists(home.resolve(name))
                    ? Files.walk(home.resolve(name), FileVisitOption.FOLLOW_LINKS)
                    : Stream.of()) {
                all.sorted().forEach(files::add);
            }
        }
        List<String> stats = new ArrayList<>();
        List<WatchedFile> watched = new ArrayList<>();
        boolean settled = true;
        stats.add(home.toString());
        for (Path file : files) {
            FileStat stat = FileStat.of(file);
            watched.add(new WatchedFile(file, stat));
            settled &= notes.isSettled(stat);
            stats.add(home.relativize(file) + " " + Notes.text(stat));
        }
        Digest key = Notes.key("jdk", stats);
        Optional<List<String>> known = notes.read(key).filter(texts -> texts.size() == 1);
        if (known.isPresent()) {
            return new Jdk(home, facts, Digest.parse(known.get().get(0)), watched);
        }
        List<String> contents = new ArrayList<>();
        for (Path file : files) {
            if (Files.isRegularFile(file)) {
                contents.add(home.relativize(file).toString());
                contents.add(Digest.of(Content.of(file)).toString());
            }
        }
        Digest identity = Notes.key("identity", contents);
        if (settled) {
            notes.write(key, List.of(identity.toString()));
        }
        return new Jdk(home, facts, identity, watched);
    }

    private static void requireJlink(Path home) {
        boolean jlink =
                Files.isRegularFile(home.resolve("bin/jlink")) || Files.isRegularFile(home.resolve("bin/jlink.exe"));
        if (!jlink) {
            throw new ImageException(
                    "<jlink>: '" + home + "' has no bin/jlink, so no runtime can be made from it.",
                    "Build with a JDK of version 11 or newer that has it (on Debian and Ubuntu"
                            + " openjdk-NN-jdk-headless), by JAVA_HOME or a toolchain; or leave <jlink> out and use a"
                            + " base with Java.");
        }
    }

    private static Map<String, String> facts(Path home) throws IOException {
        Path release = home.resolve("release");
        Map<String, String> facts = new HashMap<>();
        if (!Files.isRegularFile(release)) {
            return facts;
        }
        for (String line : new String(Files.readAllBytes(release), StandardCharsets.UTF_8).split("\n")) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                String value = line.substring(equals + 1).strip();
                boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
                facts.put(line.substring(0, equals).strip(), quoted ? value.substring(1, value.length() - 1) : value);
            }
        }
        return facts;
    }

    /** Whether it has its modules packed for linking; else it must be able to link from its own run-time image. */
    boolean hasJmods() {
        return Files.isRegularFile(home.resolve("jmods/java.base.jmod"));
    }

    /** Such as {@code 17.0.15}. */
    String version() {
        return facts.getOrDefault("JAVA_VERSION", "unknown");
    }

    /** Who built it, and what: {@code Eclipse Adoptium 25.0.3+9-LTS}. */
    String description() {
        String version = facts.getOrDefault("JAVA_RUNTIME_VERSION", version());
        String implementor = facts.getOrDefault("IMPLEMENTOR", "");
        return implementor.isEmpty() ? version : implementor + " " + version;
    }

    /** Such as 17; 0 if nobody knows. */
    int feature() {
        String version = version();
        int end = 0;
        while (end < version.length() && Character.isDigit(version.charAt(end))) {
            end++;
        }
        return end == 0 || end > 4 ? 0 : Integer.parseInt(version.substring(0, end));
    }

    /** What its programs run on. */
    Platform platform() {
        String os = facts.getOrDefault("OS_NAME", System.getProperty("os.name")).toLowerCase(Locale.ROOT);
        String known = os.startsWith("mac") || os.equals("darwin") ? "darwin" : os.startsWith("win") ? "windows" : os;
        return new Platform(known, facts.getOrDefault("OS_ARCH", System.getProperty("os.arch")), "");
    }

    /**
     * Makes sure that its programs run where the image will.
     *
     * @param release that the application is compiled for
     */
    void requireFor(Platform target, int release) {
        Platform own = platform();
        boolean same = own.os().equals(target.os()) && own.architecture().equals(target.architecture());
        if (!same) {
            throw new ImageException(
                    "<jlink>: the JDK in '" + home + "' is for " + own + ", but the image is for " + target + ".",
                    (own.os().equals("linux")
                                    ? "Build on a machine of that platform"
                                    : "Build on Linux (a CI machine, WSL, or mvn in a container of the image maven)")
                            + ", or set <platforms> to what the JDK is for, or leave <jlink> out and use a base with"
                            + " Java.");
        }
        if (feature() > 0 && release > feature()) {
            throw new ImageException(
                    "<jlink>: the project is compiled for Java " + release + ", but the JDK in '" + home
                            + "', which the runtime would be made from, is of version " + version() + ".",
                    "Run Maven with Java " + release + ", or select a JDK with the maven-toolchains-plugin.");
        }
    }
}
