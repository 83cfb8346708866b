import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * One contender's own copy of the application on disk, with that contender's caches; everything that can be done to it.
 */
final class App {
    /** File systems and caches tell two changes apart only when some time is between them. */
    private static final int SETTLE_MILLISECONDS = 2500;

    private final Contender contender;
    private final Maven maven;
    private final Path home;
    private final Path project;
    private final int classes;
    private final Jars before;
    private final Jars bumped;
    private Jars jars;

    private App(Contender contender, Maven maven, Path home, Path project, int classes, Jars before, Jars bumped) {
        this.contender = contender;
        this.maven = maven;
        this.home = home;
        this.project = project;
        this.classes = classes;
        this.before = before;
        this.bumped = bumped;
        this.jars = before;
    }

    /** Generates and compiles the application in {@code home/app}. */
    static App create(Contender contender, Maven maven, Path home, int classes, Jars before, Jars bumped)
            throws IOException, InterruptedException {
        App app = new App(contender, maven, home, home.resolve("app"), classes, before, bumped);
        Sources.write(app.project, classes);
        app.use(before);
        app.compile();
        maven.run(app.project, app.goalAndArguments());
        return app;
    }

    /** The same project and caches with another goal. */
    App as(Contender other) {
        App same = new App(other, maven, home, project, classes, before, bumped);
        same.jars = jars;
        return same;
    }

    /** Runs the contender's goal. */
    Maven.Timing build() throws IOException, InterruptedException {
        return maven.time(project, contender.mode(), contender.goal(), contender.arguments(home));
    }

    /**
     * Goes back to the jars before the bump and brings the caches and the tar up to date, as some time after a build.
     */
    void warm() throws IOException, InterruptedException {
        use(before);
        Thread.sleep(SETTLE_MILLISECONDS);
        build();
        Thread.sleep(SETTLE_MILLISECONDS);
    }

    /** Fails unless these layers hold exactly the compiled classes, the resources and the jars, byte for byte. */
    void verify(String image, List<ImageCheck.Layer> layers) throws IOException {
        ImageCheck.verify(image, layers, project.resolve("target/classes"), jars.files());
    }

    /** Fails unless the tar holds exactly the compiled classes, the resources and the jars, byte for byte. */
    void verify() throws IOException {
        ImageCheck.verify(tar(), project.resolve("target/classes"), jars.files());
    }

    /** {@code mvn clean compile}. */
    void compile() throws IOException, InterruptedException {
        maven.run(project, List.of("clean", "compile"));
    }

    /** Changes a constant in one class and compiles that class alone, as an IDE does. */
    void changeClass(int revision) throws IOException {
        int number = revision * 37 % classes;
        Path output = project.resolve("target/classes");
        Path compiled = output.resolve(Sources.className(number).replace('.', '/') + ".class");
        byte[] before = Files.readAllBytes(compiled);
        Path source = Sources.writeClass(project, number, revision);
        String[] javac = {"--release", "17", "-g", "-proc:none", "-d", output.toString(), source.toString()};
        int exit = ToolProvider.getSystemJavaCompiler().run(null, null, null, javac);
        if (exit != 0 || Arrays.equals(before, Files.readAllBytes(compiled))) {
            throw new BenchException("revision " + revision + " of " + source + " does not change the class");
        }
    }

    /** Another version of one dependency. */
    void bumpJar() throws IOException {
        use(bumped);
    }

    private void use(Jars wanted) throws IOException {
        jars = wanted;
        Files.writeString(project.resolve("pom.xml"), wanted.pom());
    }

    /** Deletes the caches, the tar and whatever else earlier builds have left: only compiled classes stay. */
    void forgetEverything() throws IOException {
        for (Path cache : contender.caches(home, project)) {
            Trees.delete(cache);
        }
        try (Stream<Path> children = Files.list(project.resolve("target"))) {
            for (Path child : children.filter(path -> !path.endsWith("classes")).toList()) {
                Trees.delete(child);
            }
        }
    }

    void saveCache() throws IOException {
        Trees.delete(home.resolve("saved-cache"));
        Trees.copy(cache(), home.resolve("saved-cache"), StandardCopyOption.COPY_ATTRIBUTES);
    }

    void restoreCache() throws IOException {
        Trees.delete(cache());
        Trees.copy(home.resolve("saved-cache"), cache(), StandardCopyOption.COPY_ATTRIBUTES);
    }

    long cacheSize() throws IOException {
        return Trees.size(cache());
    }

    /** The same sources and compiled classes, with times of their own, in another directory; the same caches. */
    App copy(String name) throws IOException {
        App copy = new App(contender, maven, home, home.resolve(name), classes, before, bumped);
        Trees.copy(project.resolve("src"), copy.project.resolve("src"));
        Trees.copy(project.resolve("target/classes"), copy.project.resolve("target/classes"));
        copy.use(jars);
        return copy;
    }

    void delete() throws IOException {
        Trees.delete(project);
    }

    Path classes() {
        return project.resolve("target/classes");
    }

    Path bumpedJar() {
        return bumped.bumpedSince(before);
    }

    Jars jars() {
        return jars;
    }

    private Path cache() {
        return contender.cache(home, project);
    }

    private List<String> goalAndArguments() {
        return Stream.concat(Stream.of(contender.goal()), contender.arguments(home).stream())
                .toList();
    }

    Path tar() throws IOException {
        try (Stream<Path> children = Files.list(project.resolve("target"))) {
            List<Path> tars =
                    children.filter(path -> path.toString().endsWith(".tar")).toList();
            if (tars.size() != 1) {
                throw new BenchException("expected one tar in " + project.resolve("target") + ", found " + tars);
            }
            return tars.get(0);
        }
    }
}
