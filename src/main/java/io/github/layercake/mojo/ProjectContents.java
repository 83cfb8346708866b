package io.github.layercake.mojo;

import io.github.layercake.io.Content;
import io.github.layercake.io.FileStat;
import io.github.layercake.io.ImageException;
import io.github.layercake.io.Workers;
import io.github.layercake.plan.ApplicationContents;
import io.github.layercake.plan.Coordinates;
import io.github.layercake.plan.Dependency;
import io.github.layercake.plan.ExtraFiles;
import io.github.layercake.project.DirectoryTree;
import io.github.layercake.project.ExtraDirectory;
import io.github.layercake.project.OutputDirectory;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import org.apache.maven.artifact.Artifact;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.project.MavenProject;

/** Finds what a Maven project consists of: its output directory and its run-time class path. */
final class ProjectContents {
    private final MavenProject project;
    private final Siblings siblings;
    private final Commands commands;
    private final Path outputDirectory;
    private final boolean executables;
    private final FutureTask<OutputDirectory> output;

    /** Begins to list the output directory, which takes as long as everything else that is asked of the project. */
    ProjectContents(MavenProject project, MavenSession session) {
        this.project = project;
        this.siblings = Siblings.of(project, session);
        this.commands = new Commands(session);
        this.outputDirectory = Path.of(project.getBuild().getOutputDirectory());
        // A bind mount of a foreign file system marks every file executable, and nobody runs a POM.
        this.executables = !project.getFile().canExecute();
        this.output = new FutureTask<>(() -> OutputDirectory.read(outputDirectory, executables));
        Thread thread = new Thread(output, "image-output-directory");
        thread.setDaemon(true);
        thread.start();
    }

    ApplicationContents read(List<ExtraDirectory> extraDirectories) throws IOException {
        requireCompiled(outputDirectory);
        List<ExtraFiles> extraFiles = new ArrayList<>();
        for (ExtraDirectory extra : extraDirectories) {
            extraFiles.add(extra.read(executables));
        }
        List<Dependency> dependencies = dependencies();
        OutputDirectory directory = Workers.await(output);
        return new ApplicationContents(dependencies, directory.resources(), directory.classes(), extraFiles);
    }

    private void requireCompiled(Path output) throws IOException {
        if (Files.isDirectory(output)) {
            return;
        }
        Optional<String> sources = sources(project);
        if (sources.isPresent()) {
            throw new ImageException(
                    "The project has sources in '" + sources.get() + "', but '" + output + "' does not exist.",
                    "Compile it in the same build: " + commands.withPhase("package"));
        }
    }

    /** The first directory of sources or resources that has anything in it. */
    private static Optional<String> sources(MavenProject project) throws IOException {
        List<String> roots = new ArrayList<>(project.getCompileSourceRoots());
        project.getResources().forEach(resource -> roots.add(resource.getDirectory()));
        for (String root : roots) {
            if (!DirectoryTree.list(Path.of(root)).isEmpty()) {
                return Optional.of(root);
            }
        }
        return Optional.empty();
    }

    private List<Dependency> dependencies() throws IOException {
        List<Dependency> dependencies = new ArrayList<>();
        for (Artifact artifact : project.getArtifacts()) {
            if (artifact.getArtifactHandler().isAddedToClasspath() && isRunTime(artifact) && !isEmptyModule(artifact)) {
                dependencies.add(dependency(artifact));
            }
        }
        return dependencies;
    }

    private static boolean isRunTime(Artifact artifact) {
        return Artifact.SCOPE_COMPILE.equals(artifact.getScope())
                || Artifact.SCOPE_RUNTIME.equals(artifact.getScope())
                || Artifact.SCOPE_SYSTEM.equals(artifact.getScope());
    }

    /** A module without sources, not packaged: Maven names a directory that the compiler had no reason to make. */
    private boolean isEmptyModule(Artifact artifact) {
        File file = artifact.getFile();
        return file != null && siblings.isOutput(file) && !file.exists();
    }

    private Dependency dependency(Artifact artifact) throws IOException {
        File file = artifact.getFile();
        if (file == null || !file.exists()) {
            throw new ImageException(
                    "The dependency " + artifact.getId() + " has no file"
                            + (file == null ? "." : ": '" + file + "' does not exist."),
                    siblings.contains(artifact)
                            ? "It is a module of the same build; make it first: " + commands.withPhase("package")
                            : "Resolve it: mvn dependency:resolve, or correct its <systemPath>.");
        }
        Path path = file.toPath();
        Dependency.Origin origin = origin(artifact);
        String classifier = artifact.getClassifier() == null ? "" : artifact.getClassifier();
        Coordinates coordinates = new Coordinates(
                artifact.getGroupId(),
                artifact.getArtifactId(),
                artifact.getBaseVersion(),
                classifier,
                artifact.getArtifactHandler().getExtension());
        if (file.isDirectory()) {
            return new Dependency(coordinates, origin, new Dependency.Directory(DirectoryTree.list(path)));
        }
        // A link is followed: what it is called on this machine is of no interest to the image.
        FileStat stat = FileStat.of(path);
        return new Dependency(coordinates, origin, new Dependency.Jar(Content.of(path, stat), stat.size()));
    }

    private Dependency.Origin origin(Artifact artifact) {
        if (siblings.contains(artifact)) {
            return Dependency.Origin.MODULE;
        }
        return artifact.isSnapshot() ? Dependency.Origin.SNAPSHOT : Dependency.Origin.RELEASE;
    }
}
