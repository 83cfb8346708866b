package io.github.layercake.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.Properties;
import org.apache.maven.model.Build;
import org.apache.maven.model.Model;
import org.apache.maven.model.Plugin;
import org.apache.maven.model.PluginExecution;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.codehaus.plexus.util.xml.Xpp3DomBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What other plugins' configuration tells: the main class of the jar plugin, the release of the compiler plugin. */
class PomFactsTest {
    private static final String MANIFEST = "<archive><manifest><mainClass>%s</mainClass></manifest></archive>";

    private final Plugin plugin = new Plugin();
    private final MavenProject project = project();

    private MavenProject project() {
        Model model = new Model();
        model.setBuild(new Build());
        model.getBuild().addPlugin(plugin);
        return new MavenProject(model);
    }

    private static Xpp3Dom configuration(String xml) throws Exception {
        return Xpp3DomBuilder.build(new StringReader("<configuration>" + xml + "</configuration>"));
    }

    private void configure(String artifactId, String xml) throws Exception {
        plugin.setArtifactId(artifactId);
        plugin.setConfiguration(configuration(xml));
    }

    private void execution(String id, String xml) throws Exception {
        PluginExecution execution = new PluginExecution();
        execution.setId(id);
        execution.setConfiguration(configuration(xml));
        plugin.addExecution(execution);
    }

    @Test
    void withoutJarPluginThereIsNoMainClass() {
        assertThat(new JarManifest(project).mainClass()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<archive><manifest><mainClass> a.App </mainClass></manifest></archive>",
                "<archive><manifestEntries><Main-Class>a.App</Main-Class></manifestEntries></archive>",
                "<archive><manifest><mainClass/></manifest><manifestEntries><Main-Class>a.App</Main-Class>"
                        + "</manifestEntries></archive>",
            })
    void theJarPluginsMainClassIsTaken(String xml) throws Exception {
        configure("maven-jar-plugin", xml);

        assertThat(new JarManifest(project).mainClass()).contains("a.App");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<archive/>",
                "<archive><manifest/></archive>",
                "<archive><manifest><mainClass>${start-class}</mainClass></manifest></archive>",
                "<archive><manifest><addClasspath>true</addClasspath></manifest></archive>",
            })
    void otherConfigurationOfTheJarPluginTellsNothing(String xml) throws Exception {
        configure("maven-jar-plugin", xml);

        assertThat(new JarManifest(project).mainClass()).isEmpty();
    }

    @Test
    void theDefaultExecutionWins() throws Exception {
        configure("maven-jar-plugin", MANIFEST.formatted("plugin.Level"));
        execution("client", MANIFEST.formatted("client.Jar"));
        execution("default-jar", MANIFEST.formatted("default.Jar"));

        assertThat(new JarManifest(project).mainClass()).contains("default.Jar");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "<release>21</release>, 11, 21",
                "<target>1.8</target>, -, 8",
                "<source>8</source>, -, 8",
                "<release/>, 17, 17",
                "<release>${x}</release>, 17, 17",
                "<release>17</release><target>8</target>, -, 17",
                "<other/>, ' 1.7 ', 7",
                "<other/>, new, 0",
                "<other/>, -, 0",
            })
    void theReleaseIsTheCompilers(String xml, @org.jspecify.annotations.Nullable String property, int release)
            throws Exception {
        configure("maven-compiler-plugin", xml);
        if (property != null) {
            project.getProperties().setProperty("maven.compiler.release", property);
        }

        assertThat(JavaRelease.of(project, new Properties())).isEqualTo(release);
    }

    @Test
    void theReleaseMayBeAPropertyAlone() {
        project.getProperties().setProperty("maven.compiler.target", "1.8");
        project.getProperties().setProperty("maven.compiler.source", "1.6");

        assertThat(JavaRelease.of(project, new Properties())).isEqualTo(8);
    }

    @Test
    void theReleaseOfTheCommandLineWins() {
        MavenProject project = new MavenProject();
        project.getProperties().setProperty("maven.compiler.release", "17");
        Properties user = new Properties();
        user.setProperty("maven.compiler.release", "21");

        assertThat(JavaRelease.of(project, user)).isEqualTo(21);
        assertThat(JavaRelease.of(project, new Properties())).isEqualTo(17);
    }
}
