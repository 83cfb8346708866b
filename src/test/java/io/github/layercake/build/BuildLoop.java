package io.github.layercake.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Builds an application again and again, in this JVM or in one of its own: with the archive and without, with a changed
 * class, in a cold cache. Each build is compared with the first of its kind, made without a cache.
 */
public final class BuildLoop {
    private BuildLoop() {}

    /** Takes the application's directory, the cache's, and how many times. */
    public static void main(String[] args) throws IOException {
        run(SyntheticApplication.existing(Path.of(args[0])), Path.of(args[1]), Integer.parseInt(args[2]));
    }

    static void run(SyntheticApplication application, Path cache, int times) throws IOException {
        byte[][] owners = {SyntheticApplication.random(71, 3_000), SyntheticApplication.random(72, 3_000)};
        byte[][] right = new byte[owners.length][];
        for (int owner = 0; owner < owners.length; owner++) {
            // Before the first build: who kills this process waits for that, and this leaves what no build deletes.
            application.write("app/Owner.class", owners[owner]);
            right[owner] = application.clean();
        }
        for (int i = 0; i < times; i++) {
            int owner = i % owners.length;
            application.write("app/Owner.class", owners[owner]);
            if (i % 3 == 2) {
                Files.deleteIfExists(application.tar);
            }
            if (i % 3 == 1) {
                // Once the inputs have settled, what the build notes is enough for the next one.
                SyntheticApplication.settle();
                application.build(cache);
            }
            SyntheticApplication.Built built = application.build(cache);
            if (!Arrays.equals(right[owner], Files.readAllBytes(application.tar))) {
                throw new AssertionError("Build " + i + " is not like a clean one");
            }
            if (!built.log().damaged.isEmpty()) {
                throw new AssertionError("Build " + i + " found damage: " + built.log().damaged);
            }
            if (!built.log().withoutCache.isEmpty()) {
                throw new AssertionError("Build " + i + " had no cache: " + built.log().withoutCache);
            }
        }
    }

    /** Starts a JVM with this class path. */
    static Process fork(Path application, Path cache, int times) throws IOException {
        return ChildJvm.start(BuildLoop.class, application, cache.toString(), Integer.toString(times));
    }
}
