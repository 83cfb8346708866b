package io.github.layercake.mojo;

import java.nio.file.Path;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.jspecify.annotations.Nullable;

/** Where the cache is, for the goals that are about it alone. */
abstract class CacheParameters extends AbstractMojo {
    private final MavenSession session;

    /** Where the cache is; by default where {@code image:build} has it. */
    @Parameter(property = "image.cacheDirectory")
    @Nullable
    String cacheDirectory;

    CacheParameters(MavenSession session) {
        this.session = session;
    }

    Path directory() {
        EagerClasses.leave();
        MavenProject project = session.getTopLevelProject();
        Path start = Path.of(session.getExecutionRootDirectory());
        return new Parameters(session.getUserProperties(), project.getProperties())
                .text("cacheDirectory", cacheDirectory)
                .map(start::resolve)
                .orElseGet(() -> CacheDirectory.of(System.getProperties(), System.getenv(), start.resolve("target")));
    }
}
