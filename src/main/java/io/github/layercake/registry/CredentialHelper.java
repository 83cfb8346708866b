package io.github.layercake.registry;

import com.google.gson.JsonObject;
import io.github.layercake.io.ImageException;
import io.github.layercake.oci.Json;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A program {@code docker-credential-NAME} that knows credentials.
 *
 * @param name from a file of credentials
 * @param programs directories that it may be in
 * @param file that names it
 * @see <a href="https://github.com/docker/docker-credential-helpers">docker-credential-helpers</a>
 */
record CredentialHelper(String name, List<Path> programs, Path file) {
    private static final int MAX_ANSWER = 1 << 20;
    private static final long SECONDS = 60;

    /** What it knows of a registry. */
    Optional<Credential> find(String registry) {
        Path program = program();
        try {
            Path errors = Files.createTempFile("credential-helper", ".err");
            try {
                return run(program, registry, errors);
            } finally {
                Files.deleteIfExists(errors);
            }
        } catch (IOException e) {
            throw failed("cannot be run: " + Text.printable(e.toString()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("was interrupted");
        }
    }

    private Path program() {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!Character.isLetterOrDigit(c) && "-_.".indexOf(c) < 0) {
                throw failed("has a name that no program can have");
            }
        }
        for (Path directory : programs) {
            for (String suffix : List.of("", ".exe", ".cmd")) {
                Path program = directory.resolve("docker-credential-" + name + suffix);
                if (Files.isExecutable(program) && !Files.isDirectory(program)) {
                    return program;
                }
            }
        }
        throw failed("is not in the PATH");
    }

    private Optional<Credential> run(Path program, String registry, Path errors)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(program.toString(), "get")
                .redirectError(errors.toFile())
                .start();
        try {
            Thread killer = new Thread(() -> killLate(process), "image-credential-helper");
            killer.setDaemon(true);
            killer.start();
            try (var in = process.getOutputStream()) {
                in.write((registry + "\n").getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // It may answer, or fail, without having read the question.
                if (process.isAlive()) {
                    process.waitFor(1, TimeUnit.SECONDS);
                }
            }
            byte[] answer;
            try (InputStream out = process.getInputStream()) {
                answer = out.readNBytes(MAX_ANSWER);
            }
            int code = process.waitFor();
            killer.interrupt();
            return code == 0 ? credential(answer) : refusal(answer, errors);
        } finally {
            process.destroyForcibly();
        }
    }

    private static void killLate(Process process) {
        try {
            if (process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                // Its answer may still be being read, which killing would put an end to.
                return;
            }
        } catch (InterruptedException e) {
            return;
        }
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private Optional<Credential> credential(byte[] answer) {
        JsonObject json;
        try {
            json = Json.parse(answer, "What it prints");
        } catch (ImageException e) {
            throw failed("prints something that is not JSON");
        }
        Optional<String> secret = Json.text(json, "Secret").filter(text -> !text.isEmpty());
        if (secret.isEmpty()) {
            return Optional.empty();
        }
        String user = Json.text(json, "Username").orElse("");
        String source = "the helper docker-credential-" + name + " of '" + file + "'";
        return Optional.of(
                user.equals("<token>")
                        ? new Credential(Credential.Kind.IDENTITY_TOKEN, "", secret.get(), source)
                        : Credential.password(user, secret.get(), source));
    }

    /**
     * Helpers say so on either channel if they know nothing. Their other words may hold secrets: we do not repeat them.
     */
    private Optional<Credential> refusal(byte[] answer, Path errors) throws IOException {
        String said =
                new String(answer, StandardCharsets.UTF_8) + Files.readString(errors, StandardCharsets.ISO_8859_1);
        if (said.contains("credentials not found") || said.contains("no credentials")) {
            return Optional.empty();
        }
        throw failed("failed");
    }

    private ImageException failed(String what) {
        return new ImageException(
                "The credential helper '" + Text.printable(name) + "' that '" + file + "' names " + what + ".",
                "Put docker-credential-" + Text.printable(name) + " into the PATH and see whether it works"
                        + " ('docker login' does), or give the credentials in Maven's settings.xml or the POM.");
    }

    /** The directories of the environment variable {@code PATH}. */
    static List<Path> path(String variable) {
        return List.of(variable.split(File.pathSeparator)).stream()
                .filter(text -> !text.isBlank())
                .map(Path::of)
                .filter(Path::isAbsolute)
                .toList();
    }
}
