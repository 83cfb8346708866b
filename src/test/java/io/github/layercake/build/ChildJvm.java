package io.github.layercake.build;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.layercake.io.TemporaryFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Runs {@link ImageMain} in a JVM of its own.
 *
 * @param command what stands before the class path: {@code java} and its options, perhaps behind another program
 * @param environment instead of the locale's variables
 * @param classPath elements separated by colons
 */
record ChildJvm(List<String> command, Map<String, String> environment, String classPath) {
    static final Path JAVA_17 = Path.of(System.getProperty("java.home"));
    static final Path JAVA_25 = Path.of("/usr/lib/jvm/temurin-25-jdk-amd64");
    private static final String OWN_CLASS_PATH = System.getProperty("java.class.path");

    static ChildJvm of(Path java, Map<String, String> environment, String... options) {
        assumeTrue(Files.isDirectory(java), "There is no " + java);
        List<String> command = new ArrayList<>(List.of(java + "/bin/java"));
        command.addAll(List.of(options));
        return new ChildJvm(command, environment, OWN_CLASS_PATH);
    }

    /** Started by another program, such as {@code setpriv}. */
    ChildJvm behind(String... program) {
        List<String> whole = new ArrayList<>(List.of(program));
        whole.addAll(command);
        return new ChildJvm(whole, environment, classPath);
    }

    /** As nobody, who may do what he likes in {@code directory}. Only root can become somebody else. */
    static ChildJvm asNobody(Path directory) throws IOException, InterruptedException {
        assumeTrue(isRoot() && Files.isExecutable(Path.of("/usr/bin/setpriv")), "Only root can become somebody else");
        String classPath = classPathForEverybody(directory.resolve("class-path"));
        int changed = new ProcessBuilder("chown", "-hR", "65534:65534", directory.toString())
                .inheritIO()
                .start()
                .waitFor();
        assertThat(changed).isZero();
        ChildJvm child = of(JAVA_17, Map.of("LC_ALL", "C.UTF-8"))
                .behind("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
        return new ChildJvm(child.command, child.environment, classPath);
    }

    static boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }

    /** What is in root's home is for root alone. */
    private static String classPathForEverybody(Path directory) throws IOException {
        List<String> copies = new ArrayList<>();
        for (String element : OWN_CLASS_PATH.split(":")) {
            Path path = Path.of(element);
            Path copy = directory.resolve(copies.size() + "-" + path.getFileName());
            try (Stream<Path> files = Files.walk(path)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Path place = copy.resolve(path.relativize(file).toString());
                    Files.createDirectories(TemporaryFile.directoryOf(place));
                    Files.copy(file, place);
                }
            }
            copies.add(copy.toString());
        }
        return String.join(":", copies);
    }

    /** Makes the image of {@code directory}. */
    void build(Path directory) throws IOException, InterruptedException {
        assertThat(run(directory)).isEqualTo(directory.resolve("target/app-image.tar") + "\n");
    }

    /** What it says when it makes the image of {@code directory}. */
    String run(Path directory) throws IOException, InterruptedException {
        return run(ImageMain.class, directory.toString());
    }

    /** Starts a main method that works in {@code directory}, where output.txt is what it says. */
    static Process start(Class<?> main, Path directory, String... arguments) throws IOException {
        List<String> whole = new ArrayList<>(List.of(
                JAVA_17 + "/bin/java",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                OWN_CLASS_PATH,
                main.getName(),
                directory.toString()));
        whole.addAll(List.of(arguments));
        return new ProcessBuilder(whole)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output.txt").toFile())
                .start();
    }

    /** What another main method says. */
    String run(Class<?> main, String... arguments) throws IOException, InterruptedException {
        List<String> whole = new ArrayList<>(command);
        whole.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", classPath, main.getName()));
        whole.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(whole).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("LC_") || name.equals("LANG"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        process.waitFor();
        return output;
    }
}
