package io.github.layercake.mojo;

import io.github.layercake.cache.CacheUsage;
import io.github.layercake.report.CacheTable;
import io.github.layercake.store.Store;
import java.io.IOException;
import javax.inject.Inject;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.Mojo;

/**
 * Tells what the cache holds: how many files of each kind, their size and last use; and of each image, what it shares
 * with others.
 */
@Mojo(name = "df", requiresProject = false, aggregator = true, threadSafe = true)
public final class DfMojo extends CacheParameters {

    @Inject
    DfMojo(MavenSession session) {
        super(session);
    }

    @Override
    public void execute() throws MojoExecutionException {
        try (Store store = Store.open(directory())) {
            getLog().info("The cache in " + directory());
            CacheTable.lines(store.usage(), CacheUsage.of(store)).forEach(getLog()::info);
        } catch (IOException e) {
            throw new MojoExecutionException("The cache in '" + directory() + "' cannot be read: " + e, e);
        }
    }
}
