package io.github.layercake.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.maven.artifact.Artifact;
import org.apache.maven.artifact.DefaultArtifact;
import org.apache.maven.artifact.handler.DefaultArtifactHandler;
import org.apache.maven.execution.DefaultMavenExecutionRequest;
import org.apache.maven.execution.DefaultMavenExecutionResult;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.Build;
import org.apache.maven.model.Model;
import org.apache.maven.project.MavenProject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which dependencies are modules of the same build, whichever part of it is built. */
class SiblingsTest {
    @TempDir
    Path directory;

    private final MavenProject app = project("com.example.app", "app", "2.0");
    private final List<MavenProject> reactor = new ArrayList<>(List.of(app));

    private static MavenProject project(String groupId, String artifactId, String version) {
        Model model = new Model();
        model.setGroupId(groupId);
        model.setArtifactId(artifactId);
        model.setVersion(version);
        model.setBuild(new Build());
        model.getBuild().setOutputDirectory("/work/" + artifactId + "/target/classes");
        return new MavenProject(model);
    }

    @BeforeEach
    void aParentThatListsItsModules() throws IOException {
        write("pom.xml", """
                <project><groupId>com.example</groupId><artifactId>parent</artifactId><version>${revision}</version>
                <modules><module>core</module><module>nested/group</module><module>gone</module><module>broken</module>
                <module>other.xml</module><module>.</module></modules>
                <profiles><profile><modules><module>in-profile</module></modules></profile></profiles></project>""");
        write("core/pom.xml", """
                <project><parent><groupId>com.example</groupId><artifactId>parent</artifactId><version>${revision}</version>
                </parent><groupId>com.example.core</groupId><artifactId>core</artifactId></project>""");
        write("nested/group/pom.xml", """
                <project><parent><groupId>com.example</groupId><artifactId>parent</artifactId><version>1</version></parent>
                <artifactId>group</artifactId><modules><module>deep</module><module>../..</module></modules></project>""");
        write("nested/group/deep/pom.xml", "<project><groupId>x</groupId><artifactId>deep</artifactId></project>");
        write("in-profile/pom.xml", "<project><groupId>x</groupId><artifactId>in-profile</artifactId></project>");
        write("other.xml", "<project><groupId>x</groupId><artifactId>other</artifactId></project>");
        write("broken/pom.xml", "<project><groupId>x</groupId><artifactId>broken");
        MavenProject parent = project("com.example", "parent", "1");
        parent.setFile(directory.resolve("pom.xml").toFile());
        app.setParent(parent);
    }

    private void write(String path, String text) throws IOException {
        Path file = directory.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private boolean isSibling(String groupId, String artifactId, String version) {
        Artifact artifact = new DefaultArtifact(
                groupId, artifactId, version, "compile", "jar", "", new DefaultArtifactHandler("jar"));
        return siblings().contains(artifact);
    }

    @SuppressWarnings("deprecation")
    private Siblings siblings() {
        MavenSession session =
                new MavenSession(null, null, new DefaultMavenExecutionRequest(), new DefaultMavenExecutionResult());
        session.setProjects(reactor);
        return Siblings.of(app, session);
    }

    @Test
    void whatHasTheProjectsGroupAndVersionIsASibling() {
        assertThat(isSibling("com.example.app", "anything", "2.0")).isTrue();
        assertThat(isSibling("com.example.app", "anything", "2.1")).isFalse();
        assertThat(isSibling("com.example.other", "anything", "2.0")).isFalse();
    }

    @Test
    void aTimestampedSnapshotIsTheSnapshot() {
        MavenProject snapshot = project("g", "a", "1-SNAPSHOT");
        reactor.add(snapshot);
        assertThat(isSibling("g", "a", "1-20260101.123456-7")).isTrue();
    }

    @Test
    void whatIsInTheReactorIsASibling() {
        assertThat(isSibling("org.elsewhere", "lib", "7")).isFalse();
        reactor.add(project("org.elsewhere", "lib", "7"));
        assertThat(isSibling("org.elsewhere", "lib", "7")).isTrue();
    }

    @Test
    void whatAParentOnThisDiskListsIsASiblingWhateverItsVersionIsWrittenLike() {
        assertThat(isSibling("com.example.core", "core", "1")).isTrue();
        assertThat(isSibling("com.example", "group", "1")).isTrue();
        assertThat(isSibling("x", "deep", "1")).isTrue();
        assertThat(isSibling("x", "in-profile", "1")).isTrue();
        assertThat(isSibling("x", "other", "1")).isTrue();
        assertThat(isSibling("com.example", "parent", "1")).isTrue();
    }

    @Test
    void modulesThatCannotBeReadAreNone() {
        assertThat(isSibling("x", "broken", "1")).isFalse();
        assertThat(isSibling("x", "gone", "1")).isFalse();
    }

    @Test
    void theOutputOfAModuleIsKnown() {
        assertThat(siblings().isOutput(new File("/work/app/target/classes"))).isTrue();
        assertThat(siblings().isOutput(new File("/work/app/target"))).isFalse();
    }
}
