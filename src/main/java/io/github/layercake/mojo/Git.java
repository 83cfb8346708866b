package io.github.layercake.mojo;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Asks the {@code git} command about a project. */
final class Git {
    private final Path directory;

    Git(Path directory) {
        this.directory = directory;
    }

    /** The last commits that changed a file, oldest first. */
    List<String> commits(Path file, int most) throws IOException {
        List<String> newestFirst = run("log", "-n", String.valueOf(most), "--format=%H", "--", file.toString())
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
        List<String> commits = new ArrayList<>();
        newestFirst.forEach(commit -> commits.add(0, commit));
        return commits;
    }

    /** A file as it was. */
    String show(String commit, Path file) throws IOException {
        Path relative = directory.relativize(file);
        return run("show", commit + ":./" + relative.toString().replace('\\', '/'));
    }

    private String run(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("git", "-C", directory.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException("'" + String.join(" ", command) + "' failed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("The build was interrupted").initCause(e);
        }
        return out;
    }
}
