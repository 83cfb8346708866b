import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * A state of project, caches and registry, how to get there (not timed), and the share of Jib's time that the goal may
 * then take.
 */
enum RegistryScenario {
    FIRST("first push, empty caches", 0.50) {
        @Override
        App prepare(Site site, int run) throws IOException, InterruptedException {
            site.target().renew();
            site.app().forgetEverything();
            return site.app();
        }
    },
    BUILT("first push, built before", 0.50) {
        @Override
        App prepare(Site site, int run) throws IOException, InterruptedException {
            site.target().renew();
            return site.app();
        }
    },
    UNCHANGED("second push, unchanged", 0.35) {
        @Override
        App prepare(Site site, int run) {
            return site.app();
        }
    },
    CLASS("one class changed", 0.35) {
        @Override
        App prepare(Site site, int run) throws IOException {
            site.app().changeClass(run);
            return site.app();
        }
    },
    /** Neither the caches nor the registry have ever seen the new jar. */
    JAR("one jar bumped", 0.50) {
        @Override
        void begin(Site site) throws IOException, InterruptedException {
            beginWithSavedCache(site);
        }

        @Override
        App prepare(Site site, int run) throws IOException, InterruptedException {
            site.app().restoreCache();
            site.target().renew();
            site.app().warm();
            site.app().bumpJar();
            return site.app();
        }
    },
    /** The caches have all of the application, and nothing of the base; the result is a tarball. */
    PULL("pull of a 200 MB base", 0.50) {
        private final RandomBase base = new RandomBase(4, 50_000_000);

        @Override
        void begin(Site site) throws IOException, InterruptedException {
            beginWithSavedCache(site, base);
        }

        @Override
        App prepare(Site site, int run) throws IOException, InterruptedException {
            restoreCacheAlone(site);
            return site.buildingOn(base);
        }

        @Override
        void verify(Site site, App app) throws IOException {
            app.verify();
            base.verifyIn(app.tar());
        }
    },
    /** The file is packed, compressed and sent. */
    FILE("push with a 2 GB file", 0.50) {
        @Override
        void begin(Site site) throws IOException, InterruptedException {
            beginWithSavedCache(site);
        }

        @Override
        App prepare(Site site, int run) throws IOException, InterruptedException {
            restoreCacheAlone(site);
            site.target().renew();
            return site.pushingWith(HUGE);
        }
    },
    /** The layer comes from another registry. */
    LAYER("push on a 2 GB base", 0.50) {
        private final RandomBase base = new RandomBase(1, HUGE);

        @Override
        void begin(Site site) throws IOException, InterruptedException {
            beginWithSavedCache(site, base);
        }

        @Override
        App prepare(Site site, int run) throws IOException, InterruptedException {
            restoreCacheAlone(site);
            site.target().renew();
            return site.pushingOn(base);
        }
    };

    static final long HUGE = 2L << 30;

    private final String title;
    private final double target;

    RegistryScenario(String title, double target) {
        this.title = title;
        this.target = target;
    }

    /** Once, before the runs: the image has been pushed some time ago. */
    void begin(Site site) throws IOException, InterruptedException {
        site.target().renew();
        site.app().warm();
    }

    /** Before every run, counted from 1; returns what to run. */
    abstract App prepare(Site site, int run) throws IOException, InterruptedException;

    /** Fails unless the result is what it should be. */
    void verify(Site site, App app) throws IOException, InterruptedException {
        PushedImage image = site.pushed();
        app.verify(image.name(), image.contents());
    }

    private static void beginWithSavedCache(Site site) throws IOException, InterruptedException {
        site.target().renew();
        site.app().forgetEverything();
        site.app().warm();
        site.app().saveCache();
    }

    private static void beginWithSavedCache(Site site, RandomBase base) throws IOException, InterruptedException {
        beginWithSavedCache(site);
        site.bases().renew();
        base.push(site.bases().address());
    }

    private static void restoreCacheAlone(Site site) throws IOException {
        site.app().forgetEverything();
        site.app().restoreCache();
    }

    /** Whether it is about memory, and takes long. */
    boolean isHuge() {
        return this == FILE || this == LAYER;
    }

    /** What it is called on the command line. */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    String title() {
        return title;
    }

    double target() {
        return target;
    }

    /** Those of a comma-separated list. */
    static List<RegistryScenario> parse(String list) {
        return List.of(list.split(",")).stream()
                .map(id -> valueOf(id.toUpperCase(Locale.ROOT)))
                .toList();
    }
}
