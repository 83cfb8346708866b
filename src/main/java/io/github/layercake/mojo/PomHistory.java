package io.github.layercake.mojo;

import io.github.layercake.io.Content;
import io.github.layercake.io.ImageException;
import io.github.layercake.plan.Coordinates;
import io.github.layercake.plan.Dependency;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.building.ModelBuildingRequest;
import org.apache.maven.project.DefaultDependencyResolutionRequest;
import org.apache.maven.project.DefaultProjectBuildingRequest;
import org.apache.maven.project.DependencyResolutionException;
import org.apache.maven.project.MavenProject;
import org.apache.maven.project.ProjectBuilder;
import org.apache.maven.project.ProjectBuildingException;
import org.apache.maven.project.ProjectBuildingRequest;
import org.apache.maven.project.ProjectDependenciesResolver;
import org.eclipse.aether.artifact.Artifact;
import org.jspecify.annotations.Nullable;

/** The releases that a project had in earlier commits of its POM, resolved as Maven would have done then. */
final class PomHistory {
    private final MavenProject project;
    private final MavenSession session;
    private final ProjectBuilder projects;
    private final ProjectDependenciesResolver resolver;
    private final List<List<Dependency>> states = new ArrayList<>();
    private final List<String> skipped = new ArrayList<>();

    PomHistory(
            MavenProject project, MavenSession session, ProjectBuilder projects, ProjectDependenciesResolver resolver) {
        this.project = project;
        this.session = session;
        this.projects = projects;
        this.resolver = resolver;
    }

    /** The releases of each state that is known, oldest first. */
    List<List<Dependency>> states() {
        return states;
    }

    /** What is not known, and why. */
    List<String> skipped() {
        return skipped;
    }

    /**
     * Reads the last commits.
     *
     * @throws ImageException if there is no history
     */
    void read(int commits) {
        Path pom = project.getFile().toPath().toAbsolutePath();
        Git git = new Git(project.getBasedir().toPath().toAbsolutePath());
        List<String> hashes;
        try {
            hashes = git.commits(pom, commits);
        } catch (IOException e) {
            throw noHistory(pom, e.getMessage());
        }
        if (hashes.isEmpty()) {
            throw noHistory(pom, "no commit has it");
        }
        for (String hash : hashes) {
            try {
                states.add(releases(CommittedPom.read(git, hash, pom)));
            } catch (IOException | ProjectBuildingException | DependencyResolutionException e) {
                String why = String.valueOf(e.getMessage());
                skipped.add(
                        hash.substring(0, 12) + " (" + why.lines().findFirst().orElse("") + ")");
            }
        }
    }

    private static ImageException noHistory(Path pom, @Nullable String why) {
        return new ImageException(
                "image.plan.history is set, and git tells no history of '" + pom + "': " + why + ".",
                "Run it in a git repository that has the POM, with git on the PATH, or leave image.plan.history out.");
    }

    private List<Dependency> releases(CommittedPom pom) throws ProjectBuildingException, DependencyResolutionException {
        ProjectBuildingRequest request = new DefaultProjectBuildingRequest(session.getProjectBuildingRequest());
        request.setProject(null);
        request.setProcessPlugins(false);
        request.setResolveDependencies(false);
        request.setValidationLevel(ModelBuildingRequest.VALIDATION_LEVEL_MINIMAL);
        MavenProject then = projects.build(pom, request).getProject();
        DefaultDependencyResolutionRequest resolution =
                new DefaultDependencyResolutionRequest(then, session.getRepositorySession());
        resolution.setResolutionFilter((node, parents) -> node.getDependency() == null
                || (isRunTime(node.getDependency().getScope()) && !isSibling(node.getArtifact(), then)));
        List<Dependency> releases = new ArrayList<>();
        for (org.eclipse.aether.graph.Dependency dependency :
                resolver.resolve(resolution).getResolvedDependencies()) {
            Artifact artifact = dependency.getArtifact();
            if (!artifact.isSnapshot()) {
                releases.add(release(artifact));
            }
        }
        return releases;
    }

    private static boolean isRunTime(String scope) {
        return switch (scope.toLowerCase(Locale.ROOT)) {
            case "compile", "runtime", "system", "" -> true;
            default -> false;
        };
    }

    private static boolean isSibling(Artifact artifact, MavenProject then) {
        return artifact.getGroupId().equals(then.getGroupId())
                && artifact.getBaseVersion().equals(then.getVersion());
    }

    private static Dependency release(Artifact artifact) {
        File file = artifact.getFile();
        return new Dependency(
                new Coordinates(
                        artifact.getGroupId(),
                        artifact.getArtifactId(),
                        artifact.getBaseVersion(),
                        artifact.getClassifier(),
                        artifact.getExtension()),
                Dependency.Origin.RELEASE,
                new Dependency.Jar(Content.of(file.toPath()), file.length()));
    }
}
