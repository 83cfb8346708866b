package io.github.layercake.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A JDK whose {@code jlink} is a script that copies a template and counts how often it was asked. Its modules are those
 * of the JDK that we run on.
 *
 * @param home where it lies
 */
public record FakeJdk(Path home) {

    /** One for this machine. */
    public static FakeJdk in(Path home) throws IOException {
        FakeJdk jdk = new FakeJdk(Files.createDirectories(home));
        Path real = Path.of(System.getProperty("java.home"));
        Files.createDirectories(home.resolve("bin"));
        Files.createDirectories(home.resolve("jmods"));
        Files.createDirectories(home.resolve("lib/security"));
        Files.createSymbolicLink(home.resolve("lib/modules"), real.resolve("lib/modules"));
        Files.createSymbolicLink(home.resolve("lib/jrt-fs.jar"), real.resolve("lib/jrt-fs.jar"));
        Files.writeString(home.resolve("lib/security/cacerts"), "certificates");
        jdk.version("17.0.1");
        jdk.template("bin/java", TestElf.amd64().bytes());
        jdk.template("lib/modules", "modules 1".repeat(20_000).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        jdk.template("lib/libawt_xawt.so", TestElf.amd64().needs("libX11.so.6").bytes());
        jdk.template("legal/java.base/LICENSE", "free".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        Files.createDirectories(home.resolve("template/legal/java.xml"));
        Files.createSymbolicLink(
                home.resolve("template/legal/java.xml/LICENSE"), Path.of("..", "java.base", "LICENSE"));
        jdk.script("cp -R \"$home/template\" \"$out\"");
        return jdk;
    }

    /** What its {@code release} says, and a module that is another for each version. */
    public void version(String version) throws IOException {
        release(Map.of("JAVA_VERSION", version));
        Path module = Files.writeString(home.resolve("jmods/java.base.jmod"), "java.base " + version);
        settle(module);
    }

    void release(Map<String, String> facts) throws IOException {
        StringBuilder text = new StringBuilder();
        facts.forEach(
                (name, value) -> text.append(name).append("=\"").append(value).append("\"\n"));
        settle(Files.writeString(home.resolve("release"), text));
    }

    /** A file of every runtime that it links. */
    public void template(String path, byte[] bytes) throws IOException {
        Path file = home.resolve("template").resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
        if (path.startsWith("bin/")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    /** What {@code jlink} does, in {@code sh}: {@code $out} is where to, {@code $home} where it lies. */
    public void script(String commands) throws IOException {
        Path jlink = home.resolve("bin/jlink");
        Files.writeString(jlink, """
                #!/bin/sh
                home="%s"
                echo "$@" >> "$home/asked"
                while [ $# -gt 0 ]; do
                  if [ "$1" = --output ]; then out="$2"; fi
                  shift
                done
                %s
                """.formatted(home, commands));
        Files.setPosixFilePermissions(jlink, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** The command lines that {@code jlink} got so far. */
    public List<String> asked() throws IOException {
        Path log = home.resolve("asked");
        return Files.exists(log) ? Files.readAllLines(log) : List.of();
    }

    /** As if it had been there for long. */
    static void settle(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
    }

    /** A request for a runtime of these modules; none for those that are found. */
    public JlinkRequest request(String... modules) {
        return new JlinkRequest(
                home,
                modules.length == 0 ? Optional.empty() : Optional.of(List.of(modules)),
                List.of(),
                List.of(),
                false,
                false,
                17);
    }
}
