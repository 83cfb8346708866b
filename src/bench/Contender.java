import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A goal that makes an image from {@code target/classes}, and the caches it uses.
 *
 * @param name the column of the table
 * @param goal {@code group:artifact:version:goal}
 * @param keepsJibCache whether Jib's application cache is moved out of {@code target}, which is not its default
 * @param base what the image is built on
 * @param mode Maven's option for working offline, or for what it may do online
 * @param more further arguments
 */
record Contender(
        String name, String goal, boolean keepsJibCache, String base, String mode, List<String> more) {
    /** On the base {@code scratch}, offline. */
    Contender(String name, String goal, boolean keepsJibCache) {
        this(name, goal, keepsJibCache, "scratch", "-o", List.of());
    }

    /** The same on another base. */
    Contender on(String otherBase) {
        return new Contender(name, goal, keepsJibCache, otherBase, mode, more);
    }

    private Contender with(String... arguments) {
        List<String> all = Stream.concat(more.stream(), Stream.of(arguments)).toList();
        return new Contender(name, goal, keepsJibCache, base, mode, all);
    }

    /** The same, online, with registries, each {@code host:port}, that need not be secure. */
    Contender using(String... registries) {
        Contender online = new Contender(name, goal, keepsJibCache, base, "--no-snapshot-updates", more);
        return isJib()
                ? online.with("-Djib.allowInsecureRegistries=true", "-DsendCredentialsOverHttp=true")
                : online.with("-Dimage.insecureRegistries=" + String.join(",", registries));
    }

    /** The goal that pushes the image instead. */
    Contender pushing(String image) {
        String plugin = goal.substring(0, goal.lastIndexOf(':') + 1);
        return new Contender(name, plugin + (isJib() ? "build" : "push"), keepsJibCache, base, mode, more)
                .with((isJib() ? "-Djib.to.image=" : "-Dimage=") + image);
    }

    /** The same with the files of a directory in the image's root. */
    Contender adding(Path directory) {
        return with((isJib() ? "-Djib.extraDirectories.paths=" : "-Dimage.extraDirectories=") + directory);
    }

    /** The same goal, doing nothing. */
    Contender skipping() {
        return with(isJib() ? "-Djib.skip=true" : "-Dimage.skip=true");
    }

    private boolean isJib() {
        return goal.contains(":jib-maven-plugin:");
    }

    /** What it needs on the command line, with no cache but those below {@code home}. */
    List<String> arguments(Path home) {
        List<String> arguments = new ArrayList<>();
        if (isJib()) {
            arguments.add("-Djib.from.image=" + base);
            arguments.add("-Djib.disableUpdateChecks=true");
            arguments.add("-Djib.baseImageCache=" + home.resolve("base-cache"));
        } else {
            arguments.add("-Dimage.from=" + base);
            arguments.add("-Dimage.cacheDirectory=" + home.resolve("cache"));
        }
        if (isJib() && keepsJibCache) {
            arguments.add("-Djib.applicationCache=" + home.resolve("cache"));
        }
        arguments.addAll(more);
        return arguments;
    }

    /** Where it keeps what it may reuse of the application's layers. */
    Path cache(Path home, Path project) {
        return isJib() && !keepsJibCache ? project.resolve("target/jib-cache") : home.resolve("cache");
    }

    /** Everything that it may reuse. */
    List<Path> caches(Path home, Path project) {
        return List.of(cache(home, project), home.resolve("base-cache"));
    }
}
