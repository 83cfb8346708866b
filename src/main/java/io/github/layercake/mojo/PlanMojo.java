package io.github.layercake.mojo;

import io.github.layercake.build.ImageForecast;
import io.github.layercake.build.ImageRequest;
import io.github.layercake.io.ImageException;
import io.github.layercake.plan.Layering;
import io.github.layercake.plan.Replay;
import io.github.layercake.registry.Progress;
import io.github.layercake.registry.Registries;
import io.github.layercake.report.ConsoleLog;
import io.github.layercake.report.PlanTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;
import org.apache.maven.project.MavenProject;
import org.apache.maven.project.ProjectBuilder;
import org.apache.maven.project.ProjectDependenciesResolver;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.toolchain.ToolchainManager;
import org.jspecify.annotations.Nullable;

/**
 * Tells what {@code image:build} would do, and writes nothing: the layers, what each of them holds, and which would be
 * reused, made, and sent to those who have the last image.
 */
@Mojo(name = "plan", requiresDependencyResolution = ResolutionScope.RUNTIME_PLUS_SYSTEM, threadSafe = true)
public final class PlanMojo extends ImageParameters {
    private final MavenProject project;
    private final MavenSession session;
    private final ProjectBuilder projects;
    private final ProjectDependenciesResolver resolver;
    private final SettingsDecrypter decrypter;
    private final ToolchainManager toolchains;

    /**
     * How many of the last commits of the project's own {@code pom.xml} to replay: prints the bytes that the updates of
     * the dependencies in them would have sent again, with one layer, with this partition, and with a layer for each
     * jar. Downloads what was used then.
     */
    @Parameter(property = "image.plan.history")
    @Nullable
    String history;

    @Inject
    PlanMojo(
            MavenProject project,
            MavenSession session,
            ProjectBuilder projects,
            ProjectDependenciesResolver resolver,
            SettingsDecrypter decrypter,
            ToolchainManager toolchains) {
        this.project = project;
        this.session = session;
        this.projects = projects;
        this.resolver = resolver;
        this.decrypter = decrypter;
        this.toolchains = toolchains;
    }

    @Override
    public void execute() throws MojoExecutionException, MojoFailureException {
        Parameters parameters = new Parameters(session.getUserProperties(), project.getProperties());
        if (parameters.flag("skip", skip) || project.getPackaging().equals("pom")) {
            getLog().info("No image here, and so no plan.");
            return;
        }
        EagerClasses.define();
        try {
            plan(parameters);
        } catch (ImageException e) {
            throw new MojoFailureException(e.getMessage());
        } catch (IOException e) {
            throw new MojoExecutionException("The image could not be planned: " + e, e);
        }
    }

    private void plan(Parameters parameters) throws IOException {
        Optional<Integer> commits = parameters.text("plan.history", history).map(PlanMojo::count);
        Path target = Path.of(project.getBuild().getDirectory());
        Path tar = target.resolve(project.getBuild().getFinalName() + "-image.tar");
        ImageRequest request = new RequestFactory(project, session, parameters, toolchains).create(this, tar, false);
        Layering layering = new LayersReader(parameters).read(layers);
        ImageForecast forecast;
        try (Registries registries =
                new RegistryParameters(parameters, project, session, decrypter).open(this, request, Progress.NONE)) {
            forecast = ImageForecast.of(request, layering, registries);
        }
        ConsoleLog log = new ConsoleLog(getLog()::info, getLog()::warn, false, false);
        forecast.plan().unmatched().forEach(log::unmatched);
        PlanTable.lines(request, forecast).forEach(getLog()::info);
        if (commits.isPresent()) {
            PomHistory past = new PomHistory(project, session, projects, resolver);
            past.read(commits.get());
            Replay replay = Replay.of(past.states(), layering, forecast.baseLayers());
            PlanTable.lines(replay, past.skipped()).forEach(getLog()::info);
        }
    }

    private static int count(String text) {
        try {
            int count = Integer.parseInt(text);
            if (count >= 1) {
                return count;
            }
        } catch (NumberFormatException e) {
            throw wrong(text);
        }
        throw wrong(text);
    }

    private static ImageException wrong(String text) {
        return new ImageException(
                "image.plan.history is '" + text + "', which is not a number from 1 on.",
                "Write how many commits of the POM to replay, such as 20.");
    }
}
