import java.io.IOException;
import java.util.Locale;

/**
 * A state of project and caches, how to get there (not timed), and the share of Jib's time that the build may then
 * take.
 */
enum Scenario {
    COLD("cold (empty caches)", 0.30) {
        @Override
        App prepare(App app, int run) throws IOException {
            app.forgetEverything();
            return app;
        }
    },
    UNCHANGED("nothing changed", 0.15) {
        @Override
        App prepare(App app, int run) {
            return app;
        }
    },
    CLASS("one class changed", 0.20) {
        @Override
        App prepare(App app, int run) throws IOException {
            app.changeClass(run);
            return app;
        }
    },
    /** Every run starts from caches that have never seen the new jar. */
    JAR("one jar bumped", 0.15) {
        @Override
        void begin(App app) throws IOException, InterruptedException {
            app.forgetEverything();
            app.warm();
            app.saveCache();
        }

        @Override
        App prepare(App app, int run) throws IOException, InterruptedException {
            app.restoreCache();
            app.warm();
            app.bumpJar();
            return app;
        }
    },
    CLEAN("mvn clean, same sources recompiled", 0.12) {
        @Override
        App prepare(App app, int run) throws IOException, InterruptedException {
            app.compile();
            return app;
        }
    },
    DIRECTORY("another directory, warm store", 0.12) {
        @Override
        App prepare(App app, int run) throws IOException {
            return app.copy("app-" + run);
        }
    };

    private final String title;
    private final double target;

    Scenario(String title, double target) {
        this.title = title;
        this.target = target;
    }

    /** Once, before the runs: the project has been built some time ago. */
    void begin(App app) throws IOException, InterruptedException {
        app.warm();
    }

    /** Before every run, counted from 1; returns the project to build. */
    abstract App prepare(App app, int run) throws IOException, InterruptedException;

    /** What it is called on the command line. */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    String title() {
        return title;
    }

    /** Our time as a share of Jib's, at most, for about 100 jars and 500 classes. */
    double target() {
        return target;
    }
}
