package io.github.layercake.mojo;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.maven.artifact.Artifact;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.Model;
import org.apache.maven.model.Parent;
import org.apache.maven.model.io.xpp3.MavenXpp3Reader;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.util.xml.pull.XmlPullParserException;
import org.jspecify.annotations.Nullable;

/**
 * Tells which dependencies are modules of the same build as the project.
 *
 * <p>They are: what has the project's groupId and version, what is in the reactor, and what is built together with the
 * project by its parents, or by a POM in a directory above it. The last two make {@code cd app && mvn package} and a
 * build of all modules give one image, although the reactor of the first has one project only.
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
        for (MavenProject parent = project.getParent(); parent != null; parent = parent.getParent()) {
            if (parent.getFile() != null) {
                siblings.modules.addAll(builtBy(absolute(parent.getFile())).values());
            }
        }
        if (project.getFile() != null) {
            siblings.addBuiltFromAbove(absolute(project.getFile()));
        }
        return siblings;
    }

    /** Who builds his modules from a directory above them often makes himself their parent, but need not. */
    private void addBuiltFromAbove(Path pom) {
        Path directory = pom.getParent();
        while (directory != null && directory.getParent() != null) {
            directory = directory.getParent();
            Map<Path, String> built = builtBy(directory.resolve("pom.xml"));
            if (built.containsKey(pom)) {
                modules.addAll(built.values());
            }
        }
    }

    boolean contains(Artifact artifact) {
        return own.equals(artifact.getGroupId() + ":" + artifact.getBaseVersion())
                || modules.contains(key(artifact.getGroupId(), artifact.getArtifactId()));
    }

    /** Whether {@code file} is where a module in the reactor has its classes, if it has any. */
    boolean isOutput(File file) {
        return outputs.contains(file);
    }

    private static Path absolute(File pom) {
        return pom.toPath().toAbsolutePath().normalize();
    }

    /** All projects that a POM builds, itself included: their POMs, and what they are called. */
    private static Map<Path, String> builtBy(Path root) {
        Map<Path, String> built = new HashMap<>();
        Deque<Path> open = new ArrayDeque<>(List.of(root));
        while (!open.isEmpty()) {
            Path pom = open.remove();
            Model model = built.containsKey(pom) ? null : model(pom);
            if (model != null) {
                built.put(pom, key(model));
                modules(model).forEach(module -> {
                    Path place = pom.resolveSibling(module).normalize();
                    open.add(Files.isDirectory(place) ? place.resolve("pom.xml") : place);
                });
            }
        }
        return built;
    }

    /** Whatever profile is active: it must not change what another project of the same build is. */
    private static Stream<String> modules(Model model) {
        return Stream.concat(
                model.getModules().stream(),
                model.getProfiles().stream().flatMap(profile -> profile.getModules().stream()));
    }

    private static String key(Model model) {
        Parent parent = model.getParent();
        String groupId = model.getGroupId() == null && parent != null ? parent.getGroupId() : model.getGroupId();
        return key(groupId, model.getArtifactId());
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
