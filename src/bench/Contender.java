import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A goal that makes an image tarball from {@code target/classes}, and the caches it uses.
 *
 * @param name the column of the table
 * @param goal {@code group:artifact:version:goal}
 * @param keepsJibCache whether Jib's application cache is moved out of {@code target}, which is not its default
 */
record Contender(String name, String goal, boolean keepsJibCache) {
    private boolean isJib() {
        return goal.contains(":jib-maven-plugin:");
    }

    /** What it needs on the command line to build from scratch, with no cache but those below {@code home}. */
    List<String> arguments(Path home) {
        if (!isJib()) {
            return List.of("-Dimage.from=scratch", "-Dimage.cacheDirectory=" + home.resolve("cache"));
        }
        List<String> arguments = new ArrayList<>(List.of(
                "-Djib.from.image=scratch",
                "-Djib.disableUpdateChecks=true",
                "-Djib.baseImageCache=" + home.resolve("base-cache")));
        if (keepsJibCache) {
            arguments.add("-Djib.applicationCache=" + home.resolve("cache"));
        }
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
