package io.github.layercake.mojo;

import io.github.layercake.build.BuildReport;
import io.github.layercake.build.ImageBuild;
import io.github.layercake.build.ImageRequest;
import io.github.layercake.io.ImageException;
import io.github.layercake.report.ConsoleLog;
import io.github.layercake.report.JsonReport;
import java.io.IOException;
import java.nio.file.Path;
import javax.inject.Inject;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.ResolutionScope;
import org.apache.maven.project.MavenProject;
import org.apache.maven.project.MavenProjectHelper;
import org.apache.maven.toolchain.ToolchainManager;
import org.jspecify.annotations.Nullable;

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
    private final ToolchainManager toolchains;

    @Inject
    BuildMojo(
            MavenProject project, MavenSession session, MavenProjectHelper projectHelper, ToolchainManager toolchains) {
        this.project = project;
        this.session = session;
        this.projectHelper = projectHelper;
        this.toolchains = toolchains;
    }

    @Override
    public void execute() throws MojoExecutionException, MojoFailureException {
        Parameters parameters = new Parameters(session.getUserProperties(), project.getProperties());
        if (parameters.flag("skip", skip)) {
            getLog().info("No image: image.skip is set.");
            return;
        }
        if (project.getPackaging().equals("pom")) {
            getLog().info("No image: a project with packaging 'pom' has nothing to run.");
            return;
        }
        try {
            build(parameters);
        } catch (ImageException e) {
            throw new MojoFailureException(e.getMessage());
        } catch (IOException e) {
            throw new MojoExecutionException("The image could not be made: " + e, e);
        }
    }

    private void build(Parameters parameters) throws IOException {
        Path target = Path.of(project.getBuild().getDirectory());
        String name = project.getBuild().getFinalName() + "-image";
        Path tar = target.resolve(name + ".tar");
        ImageRequest request = new RequestFactory(project, session, parameters, toolchains).create(this, tar);
        try (ConsoleLog log = new ConsoleLog(
                getLog()::info,
                getLog()::warn,
                parameters.flag("explain", explain),
                showsProgress(System.getenv("CI")))) {
            BuildReport report = new ImageBuild(new LayersReader(parameters).read(layers), log).run(request);
            JsonReport.write(report, target.resolve(name + ".json"));
        }
        if (parameters.flag("attach", attach)) {
            projectHelper.attachArtifact(project, "tar", "image", tar.toFile());
        }
    }

    /** Only where somebody watches, and other modules do not print at the same time. */
    boolean showsProgress(@Nullable String ci) {
        return session.getRequest().isInteractiveMode()
                && session.getRequest().getDegreeOfConcurrency() <= 1
                && getLog().isInfoEnabled()
                && (ci == null || ci.isEmpty() || ci.equals("false"));
    }
}
