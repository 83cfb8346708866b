import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.stream.Stream;

/**
 * What no build can go below, measured in this (warm) process: {@code stat} of every input, and SHA-256 of the bytes
 * whose content is new or can no longer be known from {@code stat}.
 */
final class Floor {
    private static final int REPEATS = 9;

    private Floor() {}

    /** The median, in milliseconds. */
    static double measure(Scenario scenario, App app) throws IOException {
        double[] times = new double[REPEATS];
        for (int i = 0; i < REPEATS; i++) {
            long start = System.nanoTime();
            List<Path> classes = Trees.files(app.classes());
            Stream.concat(classes.stream(), app.jars().files().stream()).forEach(Trees::attributes);
            switch (scenario) {
                case COLD -> {
                    digest(classes);
                    digest(app.jars().files());
                }
                case CLASS, CLEAN, DIRECTORY -> digest(classes);
                case JAR -> digest(List.of(app.bumpedJar()));
                case UNCHANGED -> {}
            }
            times[i] = (System.nanoTime() - start) / 1e6;
        }
        return Statistics.of(times).median();
    }

    private static void digest(List<Path> files) throws IOException {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 16];
            for (Path file : files) {
                try (InputStream in = Files.newInputStream(file)) {
                    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                        sha256.update(buffer, 0, count);
                    }
                }
            }
            sha256.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
