package io.github.layercake.mojo;

import java.nio.file.Path;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.ResolutionScope;
import org.apache.maven.project.MavenProject;
import org.apache.maven.project.MavenProjectHelper;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.toolchain.ToolchainManager;

/**
 * Makes an OCI image of the project and writes it as a tar archive, <code>target/${project.build.finalName}-image.tar
 * </code>, which Docker, Podman, containerd, skopeo and Kubernetes load.
 *
 * <p>It takes what the build left in the project's output directory and the run-time dependencies. It needs no
 * Dockerfile and no daemon, and runs no other phase: {@code mvn package image:build}.
 */
@Mojo(
        name = "build",
        defaultPhase = LifecyclePhase.PACKAGE,
        requiresDependencyResolution = ResolutionScope.RUNTIME_PLUS_SYSTEM,
        threadSafe = true)
public final class BuildMojo extends ImageParameters {
    private final MavenProject project;
    private final MavenSession session;
    private final MavenProjectHelper projectHelper;
    private final SettingsDecrypter decrypter;
    private final ToolchainManager toolchains;

    @Inject
    BuildMojo(
            MavenProject project,
            MavenSession session,
            MavenProjectHelper projectHelper,
            SettingsDecrypter decrypter,
            ToolchainManager toolchains) {
        this.project = project;
        this.session = session;
        this.projectHelper = projectHelper;
        this.decrypter = decrypter;
        this.toolchains = toolchains;
    }

    @Override
    public void execute() throws MojoExecutionException, MojoFailureException {
        ImageRun run = new ImageRun(this, project, session, decrypter, toolchains);
        Optional<Path> tar = run.run(false);
        if (tar.isPresent() && run.isAttached()) {
            projectHelper.attachArtifact(project, "tar", "image", tar.get().toFile());
        }
    }
}
