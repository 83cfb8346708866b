package io.github.layercake.mojo;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.apache.maven.artifact.Artifact;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.Model;
import org.apache.maven.model.io.xpp3.MavenXpp3Reader;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.util.xml.pull.XmlPullParserException;
import org.jspecify.annotations.Nullable;

/**
 * Tells which dependencies are modules of the same build as the project.
 *
 * <p>They are: what has the project's groupId and version, what is in the reactor, and what the project's parents on
 * this disk list as their modules. The last makes {@code cd app && mvn package} and a build of all modules give one
 * image, although the reactor of the first has one project only.
 */
final class Siblings {
    private final Set<String> modules = new HashSet<>();
    private final Set<File> outputs = new HashSet<>();
    private final String own;

    private Siblings(String own) {
        this.own = own;
    }

    static Siblings of(MavenProject project, MavenSession session) {
        Siblings siblings = new Siblings(project.getGroupId() + ":" + project.getVersion());
        for (MavenProject member : session.getProjects()) {
            siblings.modules.add(key(member.getGroupId(), member.getArtifactId()));
            siblings.outputs.add(new File(member.getBuild().getOutputDirectory()));
        }
        Set<Path> read = new HashSet<>();
        for (MavenProject parent = project.getParent(); parent != null; parent = parent.getParent()) {
            if (parent.getFile() != null) {
                siblings.addModules(parent.getFile().toPath().toAbsolutePath().normalize(), read);
            }
        }
        return siblings;
    }

    boolean contains(Artifact artifact) {
        return own.equals(artifact.getGroupId() + ":" + artifact.getBaseVersion())
                || modules.contains(key(artifact.getGroupId(), artifact.getArtifactId()));
    }

    /** Whether {@code file} is where a module in the reactor has its classes, if it has any. */
    boolean isOutput(File file) {
        return outputs.contains(file);
    }

    private void addModules(Path pom, Set<Path> read) {
        if (!read.add(pom)) {
            return;
        }
        Model model = model(pom);
        if (model == null) {
            return;
        }
        add(model);
        model.getModules().forEach(module -> addModule(pom, module, read));
        model.getProfiles().forEach(profile -> profile.getModules().forEach(module -> addModule(pom, module, read)));
    }

    private void addModule(Path parent, String module, Set<Path> read) {
        Path place = parent.resolveSibling(module).normalize();
        addModules(Files.isDirectory(place) ? place.resolve("pom.xml") : place, read);
    }

    private void add(Model model) {
        String groupId = model.getGroupId();
        if (groupId == null && model.getParent() != null) {
            groupId = model.getParent().getGroupId();
        }
        if (groupId != null) {
            modules.add(key(groupId, model.getArtifactId()));
        }
    }

    /** The POM as it is written; none if it cannot be read, since the build itself does not need it. */
    private static @Nullable Model model(Path pom) {
        try (InputStream in = Files.newInputStream(pom)) {
            return new MavenXpp3Reader().read(in, false);
        } catch (IOException | XmlPullParserException e) {
            return null;
        }
    }

    /** Without the version, which a POM may write as an expression ({@code ${revision}}). */
    private static String key(String groupId, String artifactId) {
        return groupId + ":" + artifactId;
    }
}
