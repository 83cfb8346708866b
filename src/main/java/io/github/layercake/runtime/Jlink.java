package io.github.layercake.runtime;

import io.github.layercake.io.ImageException;
import io.github.layercake.io.Progress;
import io.github.layercake.io.TemporaryFile;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Runs a JDK's {@code jlink}. */
final class Jlink {
    private static final String CERTIFICATES = "lib/security/cacerts";
    private static final int TOLD_LINES = 8;
    private static final int TIMEOUT_MINUTES = 10;

    private final Jdk jdk;
    private final List<String> options;
    private final Progress progress;

    /** What to link, and how; the options decide the bytes, besides the JDK. */
    Jlink(Jdk jdk, List<String> modules, JlinkRequest request, Progress progress) {
        this.progress = progress;
        this.jdk = jdk;
        this.options = options(jdk, modules, request);
    }

    private static List<String> options(Jdk jdk, List<String> modules, JlinkRequest request) {
        List<String> options = new ArrayList<>();
        options.add("--add-modules");
        options.add(String.join(",", modules));
        options.add("--no-header-files");
        options.add("--no-man-pages");
        // Not --strip-debug: it also runs the machine's objcopy, and two machines may have two of them.
        if (!request.debugSymbols()) {
            options.add("--strip-java-debug-attributes");
        }
        if (request.zip()) {
            options.add(jdk.feature() >= 21 ? "--compress=zip-6" : "--compress=2");
        }
        if (!request.locales().isEmpty() && !request.locales().contains("*")) {
            options.add("--include-locales=" + String.join(",", request.locales()));
        }
        return options;
    }

    List<String> options() {
        return options;
    }

    /**
     * Links.
     *
     * @param directory that does not exist yet
     * @throws ImageException if jlink refuses
     */
    void run(Path directory) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(jdk.home().resolve("bin").resolve("jlink").toString());
        // The messages are ours to read.
        command.add("-J-Duser.language=en");
        command.addAll(options);
        command.add("--output");
        command.add(directory.toString());
        Path log = directory.resolveSibling("jlink.log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        // What is in them is meant for the application, and would be mixed into ours.
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().remove("JDK_JAVA_OPTIONS");
        builder.environment().remove("_JAVA_OPTIONS");
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new ImageException(
                    "<jlink>: '" + command.get(0) + "' cannot be started: " + e.getMessage(),
                    "Build with a JDK for this machine, by JAVA_HOME or a toolchain.");
        }
        int exitCode = exitCode(process);
        if (exitCode != 0) {
            throw failure(exitCode, Files.readAllBytes(log));
        }
        if (!Files.isRegularFile(directory.resolve("bin").resolve("java"))) {
            throw new IOException("jlink of the JDK in '" + jdk.home() + "' ended well, but made no bin/java");
        }
        Path certificates = directory.resolve(CERTIFICATES);
        if (!Files.exists(certificates) && Files.isRegularFile(jdk.home().resolve(CERTIFICATES))) {
            // Some distributions pack none into the module, and link their own into the JDK.
            Files.createDirectories(TemporaryFile.directoryOf(certificates));
            Files.copy(jdk.home().resolve(CERTIFICATES), certificates);
        }
    }

    private int exitCode(Process process) throws IOException {
        progress.begin("runtime, linking", 0);
        long timeout = System.nanoTime() + TimeUnit.MINUTES.toNanos(TIMEOUT_MINUTES);
        try {
            while (!process.waitFor(progress.silence(), TimeUnit.NANOSECONDS)) {
                if (System.nanoTime() - timeout > 0) {
                    throw new IOException("jlink did not end within " + TIMEOUT_MINUTES + " minutes");
                }
                progress.add(0);
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the build was interrupted while jlink ran", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private ImageException failure(int exitCode, byte[] log) {
        List<String> lines = new String(log, Charset.defaultCharset())
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
        String told = String.join("; ", lines.subList(0, Math.min(TOLD_LINES, lines.size())));
        String problem = "<jlink>: jlink of the JDK in '" + jdk.home() + "' ended with " + exitCode + ": " + told;
        String lower = told.toLowerCase(Locale.ROOT);
        if (!jdk.hasJmods()
                && (jdk.feature() < 24 || lower.contains("jmods") || lower.contains("java.base not found"))) {
            return new ImageException(
                    problem,
                    "This JDK has no directory 'jmods', and cannot link without. Install its jmods (on Fedora and RHEL"
                            + " the package java-NN-openjdk-jmods, on Debian openjdk-NN-jdk-headless), or build with a"
                            + " JDK that can: Eclipse Temurin from version 24 on.");
        }
        if (lower.contains("has been modified") || lower.contains("modified")) {
            return new ImageException(
                    problem,
                    "A file of this JDK is not as it was delivered, and it links from its own files. Install it anew,"
                            + " or build with another JDK.");
        }
        return new ImageException(
                problem,
                "Correct <jlink>, or leave it out and use a base with Java. The command was: "
                        + String.join(" ", options) + ".");
    }
}
