package io.github.layercake.mojo;

import io.github.layercake.build.ImageBuild;
import io.github.layercake.build.ImageRequest;
import io.github.layercake.io.ImageException;
import io.github.layercake.registry.Registries;
import io.github.layercake.report.ConsoleLog;
import io.github.layercake.report.JsonReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.maven.execution.MavenExecutionRequest;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugin.logging.Log;
import org.apache.maven.project.MavenProject;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.toolchain.ToolchainManager;
import org.jspecify.annotations.Nullable;

/** What the goals that make an image have in common: from their parameters to the image at its place. */
final class ImageRun {
    private final ImageParameters pom;
    private final MavenProject project;
    private final MavenSession session;
    private final SettingsDecrypter decrypter;
    private final ToolchainManager toolchains;
    private final Parameters parameters;

    ImageRun(
            ImageParameters pom,
            MavenProject project,
            MavenSession session,
            SettingsDecrypter decrypter,
            ToolchainManager toolchains) {
        this.pom = pom;
        this.project = project;
        this.session = session;
        this.decrypter = decrypter;
        this.toolchains = toolchains;
        this.parameters = new Parameters(session.getUserProperties(), project.getProperties());
    }

    /**
     * Makes the image and writes its archive, or pushes it.
     *
     * @return the archive, or where it would be; absent if there is no image to make
     */
    Optional<Path> run(boolean push) throws MojoExecutionException, MojoFailureException {
        if (parameters.flag("skip", pom.skip)) {
            pom.getLog().info("No image: image.skip is set.");
            return Optional.empty();
        }
        if (project.getPackaging().equals("pom")) {
            pom.getLog().info("No image: a project with packaging 'pom' has nothing to run.");
            return Optional.empty();
        }
        EagerClasses.define();
        try {
            return Optional.of(make(push));
        } catch (ImageException e) {
            throw new MojoFailureException(e.getMessage());
        } catch (IOException e) {
            throw new MojoExecutionException("The image could not be made: " + e, e);
        }
    }

    boolean isAttached() {
        return parameters.flag("attach", pom.attach);
    }

    private Path make(boolean push) throws IOException {
        Path target = Path.of(project.getBuild().getDirectory());
        String name = project.getBuild().getFinalName() + "-image";
        Path tar = target.resolve(name + ".tar");
        Path json = target.resolve(name + (push ? "-push.json" : ".json"));
        ImageRequest request =
                new RequestFactory(project, session, parameters, toolchains).create(pom, push ? json : tar, push);
        try (ConsoleLog log = new ConsoleLog(
                        pom.getLog()::info,
                        this::warn,
                        parameters.flag("explain", pom.explain),
                        showsProgress(session.getRequest(), pom.getLog(), System.getenv("CI")));
                Registries registries = new RegistryParameters(parameters, project, session, decrypter)
                        .open(pom, request, MavenProgress.of(session, log))) {
            JsonReport.write(
                    new ImageBuild(new LayersReader(parameters).read(pom.layers), log, registries).run(request), json);
        }
        return tar;
    }

    /**
     * Only where somebody watches, and other modules do not print at the same time. Whether there is a terminal, the
     * log asks when it has something to show. The option -ntp is about what travels, which {@link MavenProgress} shows.
     *
     * @param ci what CI servers set
     */
    static boolean showsProgress(MavenExecutionRequest request, Log log, @Nullable String ci) {
        return request.isInteractiveMode()
                && request.getDegreeOfConcurrency() <= 1
                && log.isInfoEnabled()
                && (ci == null || ci.isEmpty() || ci.equals("false"));
    }

    /** Once in a build, however many modules have the same to say. */
    private void warn(String text) {
        if (session.getRepositorySession() == null
                || session.getRepositorySession().getData().set(ImageRun.class.getName() + " " + text, null, true)) {
            pom.getLog().warn(text);
        }
    }
}
