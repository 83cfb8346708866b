package io.github.layercake.consumers;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A base image of this machine's own Debian packages, made by Docker itself. */
final class DebianBase {
    private DebianBase() {}

    /**
     * Writes {@code base.tar}, what {@code docker save} makes of it.
     *
     * @param report of a build on scratch, which names the packages of the libraries that Java needs
     */
    static Path save(Tool docker, JsonObject report, Path directory) throws IOException {
        Set<String> packages = new TreeSet<>(List.of("base-files", "dash", "libc-bin"));
        for (JsonElement library : report.getAsJsonObject("runtime").getAsJsonArray("libraries")) {
            packages.add(library.getAsJsonObject().get("package").getAsString().split(" ")[0]);
        }
        Set<String> files = new TreeSet<>();
        for (String link : List.of("bin", "sbin", "lib", "lib64")) {
            if (Files.isSymbolicLink(Path.of("/", link))) {
                files.add(link);
            }
        }
        for (String line : Tool.ofDebian("dpkg", "dpkg")
                .with("-L")
                .run(packages.toArray())
                .lines()
                .toList()) {
            int slash = line.lastIndexOf('/');
            boolean there =
                    line.startsWith("/") && line.length() > 2 && Files.exists(Path.of(line), LinkOption.NOFOLLOW_LINKS);
            if (there
                    && !files.contains(line.substring(1))
                    && !line.startsWith("/usr/share/doc/")
                    && !line.equals("/.")) {
                // dpkg says /lib where it means /usr/lib.
                Path real = Path.of("/", line.substring(0, slash)).toRealPath().resolve(line.substring(slash + 1));
                files.add(real.toString().substring(1));
            }
        }
        Path list = Files.write(directory.resolve("files"), files);
        Path rootfs = directory.resolve("rootfs.tar");
        new Tool(List.of("tar")).run("-C", "/", "--no-recursion", "-cf", rootfs, "-T", list);
        docker.run("import", rootfs, "example/debian:1");
        docker.run("save", "-o", directory.resolve("base.tar"), "example/debian:1");
        return directory.resolve("base.tar");
    }
}
