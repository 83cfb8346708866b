import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** One contender's application, the registry that it is pushed to, and another one that has bases. */
final class Site {
    private static final String REPOSITORY = "shop/app";
    private static final String TAG = "1";

    private final Path home;
    private final Contender building;
    private final App app;
    private final Place target;
    private final Place bases;

    /** Generates and compiles the application below {@code home}, and pushes its image once. */
    Site(Contender contender, Maven maven, Path home, int classes, Jars before, Jars bumped)
            throws IOException, InterruptedException {
        this.home = home;
        this.target = new Place(home);
        this.bases = new Place(home);
        this.building = contender.using(target.address(), bases.address());
        target.renew();
        bases.renew();
        app = App.create(pushing(building), maven, home, classes, before, bumped);
    }

    private Contender pushing(Contender contender) {
        return contender.pushing(target.address() + "/" + REPOSITORY + ":" + TAG);
    }

    /** The application, whose goal pushes. */
    App app() {
        return app;
    }

    /** The same on another base. */
    App pushingOn(RandomBase base) {
        return app.as(pushing(building.on(base.at(bases.address()))));
    }

    /** The same, whose goal makes a tarball on another base. */
    App buildingOn(RandomBase base) {
        return app.as(building.on(base.at(bases.address())));
    }

    /** The same with one more file of random bytes in the image. */
    App pushingWith(long bytes) throws IOException {
        Path directory = home.resolve("more");
        Path file = directory.resolve("opt/random");
        if (Files.notExists(file)) {
            Files.createDirectories(file.getParent());
            try (OutputStream out = Files.newOutputStream(file)) {
                RandomBase.writeRandom(out, 0, bytes);
            }
        }
        return app.as(pushing(building).adding(directory));
    }

    /** The same, whose goal does nothing. */
    App idle() {
        return app.as(pushing(building).skipping());
    }

    /** Where images go. */
    Place target() {
        return target;
    }

    /** Where bases come from. */
    Place bases() {
        return bases;
    }

    /** The image that was pushed last, verified. */
    PushedImage pushed() throws IOException, InterruptedException {
        return PushedImage.read(target.address() + "/" + REPOSITORY, TAG);
    }

    void stop() throws IOException, InterruptedException {
        target.stop();
        bases.stop();
    }
}
