package io.github.layercake.build;

import io.github.layercake.plan.Dependency;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Makes an image of a directory with {@code classes}, {@code libs}, {@code modules} and {@code files}. */
final class ImageMain {
    private ImageMain() {}

    public static void main(String[] arguments) throws IOException {
        System.out.println(build(Path.of(arguments[0])));
    }

    static Path build(Path directory) throws IOException {
        Application application = new Application(directory);
        for (Path jar : sorted(directory.resolve("libs"))) {
            // A dependency is a java.io.File in Maven.
            Path file = new File(jar.toString()).toPath();
            application.jar("g:" + file.getFileName() + ":1", Dependency.Origin.RELEASE, file);
        }
        for (Path module : sorted(directory.resolve("modules"))) {
            application.jar("g:" + module.getFileName() + ":1", Dependency.Origin.MODULE, module);
        }
        application.extra(directory.resolve("files"), "/etc/app");
        application.write();
        return application.tar();
    }

    private static List<Path> sorted(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }
}
