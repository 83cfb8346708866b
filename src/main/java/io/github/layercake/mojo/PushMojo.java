package io.github.layercake.mojo;

import javax.inject.Inject;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.ResolutionScope;
import org.apache.maven.project.MavenProject;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.toolchain.ToolchainManager;

/**
 * Pushes the image of the project to the registry that its name begins with, under all its tags.
 *
 * <p>It is the same image that <code>image:build</code> makes, and needs no archive: what is not built yet is built,
 * and only what the registry does not have is sent. It runs no other phase: {@code mvn package image:push}.
 */
@Mojo(
        name = "push",
        defaultPhase = LifecyclePhase.DEPLOY,
        requiresDependencyResolution = ResolutionScope.RUNTIME_PLUS_SYSTEM,
        threadSafe = true)
public final class PushMojo extends ImageParameters {
    private final MavenProject project;
    private final MavenSession session;
    private final SettingsDecrypter decrypter;
    private final ToolchainManager toolchains;

    @Inject
    PushMojo(MavenProject project, MavenSession session, SettingsDecrypter decrypter, ToolchainManager toolchains) {
        this.project = project;
        this.session = session;
        this.decrypter = decrypter;
        this.toolchains = toolchains;
    }

    @Override
    public void execute() throws MojoExecutionException, MojoFailureException {
        new ImageRun(this, project, session, decrypter, toolchains).run(true);
    }
}
