package io.github.layercake.mojo;

import io.github.layercake.io.ImageException;
import io.github.layercake.report.CacheTable;
import io.github.layercake.store.Pruning;
import io.github.layercake.store.Store;
import java.io.IOException;
import java.time.Duration;
import javax.inject.Inject;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Deletes from the cache what has not been used for long, then what was used longest ago until the rest is small
 * enough; never what a running build uses. Builds do the same by themselves once a day, with the defaults.
 */
@Mojo(name = "prune", requiresProject = false, aggregator = true, threadSafe = true)
public final class PruneMojo extends CacheParameters {
    private static final long BYTES_PER_MB = 1_000_000;

    /** Days since the last use after which something is deleted. */
    @Parameter(property = "image.prune.maxAge", defaultValue = "30")
    long maxAge;

    /** Size that the cache may have afterwards, in megabytes (of 1,000,000 bytes). */
    @Parameter(property = "image.prune.maxSize", defaultValue = "10000")
    long maxSize;

    /** Whether to say what would be deleted, and delete nothing. */
    @Parameter(property = "image.prune.dryRun", defaultValue = "false")
    boolean dryRun;

    @Inject
    PruneMojo(MavenSession session) {
        super(session);
    }

    @Override
    public void execute() throws MojoExecutionException, MojoFailureException {
        try (Store store = Store.open(directory())) {
            if (maxAge < 0 || maxSize < 0) {
                throw new ImageException(
                        "image.prune.maxAge is " + maxAge + " and image.prune.maxSize " + maxSize + ".",
                        "Neither can be negative.");
            }
            Pruning pruning = new Pruning(Duration.ofDays(maxAge), Math.multiplyExact(maxSize, BYTES_PER_MB), dryRun);
            getLog().info(CacheTable.line(store.prune(pruning), dryRun));
        } catch (ImageException e) {
            throw new MojoFailureException(e.getMessage());
        } catch (IOException | ArithmeticException e) {
            throw new MojoExecutionException("The cache in '" + directory() + "' cannot be pruned: " + e, e);
        }
    }
}
