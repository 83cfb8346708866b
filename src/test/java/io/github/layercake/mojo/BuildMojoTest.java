package io.github.layercake.mojo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.layercake.Images;
import io.github.layercake.Images.ReadImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.apache.maven.api.di.Provides;
import org.apache.maven.api.plugin.testing.InjectMojo;
import org.apache.maven.api.plugin.testing.MojoParameter;
import org.apache.maven.api.plugin.testing.MojoTest;
import org.apache.maven.artifact.Artifact;
import org.apache.maven.artifact.DefaultArtifact;
import org.apache.maven.artifact.handler.DefaultArtifactHandler;
import org.apache.maven.execution.DefaultMavenExecutionRequest;
import org.apache.maven.execution.DefaultMavenExecutionResult;
import org.apache.maven.execution.MavenExecutionRequest;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.Build;
import org.apache.maven.model.Model;
import org.apache.maven.model.Plugin;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugin.logging.SystemStreamLog;
import org.apache.maven.project.MavenProject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** The goal with real parameters: from the POM and from properties to the image. */
@MojoTest
class BuildMojoTest {
    private static final String EVERYTHING = """
            <project><build><plugins><plugin>
              <artifactId>image-maven-plugin</artifactId>
              <configuration>
                <image>registry.example.com:5000/team/app:pom</image>
                <tags><tag>latest</tag><tag>pom</tag></tags>
                <from>scratch</from>
                <platforms><platform>linux/arm64</platform></platforms>
                <mainClass>pom.Main</mainClass>
                <jvmFlags><jvmFlag>-ea</jvmFlag><jvmFlag></jvmFlag></jvmFlags>
                <args><arg>pom arg</arg><arg></arg></args>
                <environment><A>pom</A><B>pom</B><EMPTY/></environment>
                <labels><org.example.label>pom</org.example.label></labels>
                <annotations><org.example.annotation>pom</org.example.annotation></annotations>
                <ports><port>8080</port></ports>
                <volumes><volume>/pom</volume></volumes>
                <user>pom</user>
                <workingDirectory>/pom</workingDirectory>
                <stopSignal>SIGINT</stopSignal>
                <healthcheck>
                  <command><arg>pom</arg><arg>x</arg></command>
                  <interval>1s</interval><timeout>2s</timeout><startPeriod>3s</startPeriod><retries>4</retries>
                </healthcheck>
                <extraDirectories>
                  <extraDirectory>
                    <from>extra</from>
                    <into>/etc/pom</into>
                    <includes><include>*.txt</include></includes>
                    <excludes><exclude>no.txt</exclude></excludes>
                    <executables><executable>run*</executable></executables>
                  </extraDirectory>
                </extraDirectories>
                <compression>none</compression>
                <attach>true</attach>
                <skip>false</skip>
              </configuration>
            </plugin></plugins></build></project>
            """;
    private static final String MINIMAL = """
            <project><build><plugins><plugin>
              <artifactId>image-maven-plugin</artifactId>
              <configuration>
                <from>scratch</from>
                <mainClass>pom.Main</mainClass>
              </configuration>
            </plugin></plugins></build></project>
            """;
    private static final String NOTHING = """
            <project><build><plugins><plugin>
              <artifactId>image-maven-plugin</artifactId>
              <configuration/>
            </plugin></plugins></build></project>
            """;

    @TempDir
    Path directory;

    private final MavenProject project = new MavenProject(new Model());
    private final MavenExecutionRequest request = new DefaultMavenExecutionRequest();
    private final List<String> log = new ArrayList<>();
    private final Set<Artifact> artifacts = new LinkedHashSet<>();

    @Provides
    MavenProject project() {
        return project;
    }

    @Provides
    @SuppressWarnings("deprecation")
    MavenSession session() {
        MavenSession session = new MavenSession(null, null, request, new DefaultMavenExecutionResult());
        session.setProjects(List.of(project));
        session.setCurrentProject(project);
        return session;
    }

    @BeforeEach
    void aProject(TestInfo test) throws IOException {
        request.setOffline(true);
        Model model = project.getModel();
        model.setGroupId("com.example");
        model.setArtifactId("My_App");
        model.setVersion("1.0+build");
        model.setPackaging("jar");
        Build build = new Build();
        build.setDirectory(directory.resolve("target").toString());
        build.setOutputDirectory(directory.resolve("target/classes").toString());
        build.setFinalName("app");
        model.setBuild(build);
        project.setArtifact(artifact("com.example", "My_App", "1.0+build", "compile", "jar", ""));
        project.setFile(write("pom.xml", "<project/>").toFile());
        project.setArtifacts(artifacts);
        write("target/classes/com/example/App.class", "class");
        write("extra/yes.txt", "yes");
        write("extra/run.txt", "run");
        write("extra/no.txt", "no");
        write("extra/no.bin", "no");
        CommandLine line = test.getTestMethod().orElseThrow().getAnnotation(CommandLine.class);
        if (line != null) {
            set(request.getUserProperties(), line.value());
            set(project.getProperties(), line.pom());
        }
    }

    private static void set(Properties properties, String... pairs) {
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            properties.setProperty(pair.substring(0, equals), pair.substring(equals + 1));
        }
    }

    private Path write(String path, String text) throws IOException {
        Path file = directory.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static Artifact artifact(
            String groupId, String artifactId, String version, String scope, String type, String classifier) {
        DefaultArtifactHandler handler = new DefaultArtifactHandler(type);
        handler.setAddedToClasspath(!type.equals("pom") && !type.equals("zip"));
        handler.setExtension(type.equals("test-jar") || type.equals("ejb") ? "jar" : type);
        return new DefaultArtifact(groupId, artifactId, version, scope, type, classifier, handler);
    }

    private Artifact dependency(String coordinates, String scope, String type) throws IOException {
        String[] parts = coordinates.split(":");
        Artifact artifact = artifact(parts[0], parts[1], parts[2], scope, type, parts.length > 3 ? parts[3] : "");
        artifact.setFile(write("repo/" + coordinates.replace(':', '_') + "." + type, coordinates)
                .toFile());
        artifacts.add(artifact);
        return artifact;
    }

    private ReadImage image(BuildMojo mojo) throws Exception {
        execute(mojo);
        return Images.requireValid(directory.resolve("target/app-image.tar"));
    }

    private void execute(BuildMojo mojo) throws Exception {
        mojo.setLog(new SystemStreamLog() {
            @Override
            public void info(CharSequence line) {
                log.add(line.toString());
            }
        });
        mojo.execute();
    }

    private void requireFailure(BuildMojo mojo, String... messages) {
        assertThatThrownBy(() -> execute(mojo))
                .isInstanceOf(MojoFailureException.class)
                .hasNoCause()
                .hasMessageContainingAll(messages)
                .hasMessageContaining("  -> ");
        assertThat(directory.resolve("target/app-image.tar")).doesNotExist();
    }

    private static List<String> names(ReadImage image) {
        return image.index().getAsJsonArray("manifests").asList().stream()
                .map(manifest -> manifest.getAsJsonObject()
                        .getAsJsonObject("annotations")
                        .get("io.containerd.image.name")
                        .getAsString())
                .toList();
    }

    private JsonObject report() throws IOException {
        return JsonParser.parseString(Files.readString(directory.resolve("target/app-image.json")))
                .getAsJsonObject();
    }

    @Test
    @InjectMojo(goal = "build", pom = EVERYTHING)
    void everyParameterOfThePomIsInTheImage(BuildMojo mojo) throws Exception {
        ReadImage image = image(mojo);

        assertThat(names(image))
                .containsExactly("registry.example.com:5000/team/app:pom", "registry.example.com:5000/team/app:latest");
        assertThat(image.config().get("architecture").getAsString()).isEqualTo("arm64");
        assertThat(image.runtime().get("Entrypoint"))
                .hasToString("[\"java\",\"-ea\",\"-cp\",\"@/app/classpath\",\"pom.Main\"]");
        assertThat(image.runtime().get("Cmd")).hasToString("[\"pom arg\",\"\"]");
        assertThat(image.runtime().get("Env")).hasToString("[\"A=pom\",\"B=pom\",\"EMPTY=\",\"LANG=C.UTF-8\"]");
        assertThat(image.runtime().get("Labels")).hasToString("{\"org.example.label\":\"pom\"}");
        assertThat(image.manifest().get("annotations")).hasToString("{\"org.example.annotation\":\"pom\"}");
        assertThat(image.runtime().get("ExposedPorts")).hasToString("{\"8080/tcp\":{}}");
        assertThat(image.runtime().get("Volumes")).hasToString("{\"/pom\":{}}");
        assertThat(image.runtime().get("User").getAsString()).isEqualTo("pom");
        assertThat(image.runtime().get("WorkingDir").getAsString()).isEqualTo("/pom");
        assertThat(image.runtime().get("StopSignal").getAsString()).isEqualTo("SIGINT");
        assertThat(image.runtime().get("Healthcheck"))
                .hasToString("{\"Test\":[\"CMD\",\"pom\",\"x\"],\"Interval\":1000000000,\"Timeout\":2000000000,"
                        + "\"StartPeriod\":3000000000,\"Retries\":4}");
        assertThat(image.layer("files").keySet()).containsExactly("etc/pom/run.txt", "etc/pom/yes.txt");
        assertThat(image.file("etc/pom/run.txt").mode()).isEqualTo(0755);
        assertThat(image.file("etc/pom/yes.txt").mode()).isEqualTo(0644);
        assertThat(image.manifest().toString())
                .contains("application/vnd.oci.image.layer.v1.tar\"")
                .doesNotContain("gzip");
        assertThat(project.getAttachedArtifacts()).singleElement().satisfies(artifact -> {
            assertThat(artifact.getType()).isEqualTo("tar");
            assertThat(artifact.getClassifier()).isEqualTo("image");
            assertThat(artifact.getFile())
                    .isEqualTo(directory.resolve("target/app-image.tar").toFile());
        });
    }

    @Test
    @InjectMojo(goal = "build", pom = EVERYTHING)
    @CommandLine({
        "image=cli:cli",
        "image.tags=x,y",
        "image.platforms=linux/arm/v6",
        "image.mainClass=cli.Main",
        "image.jvmFlags=-Da=b\\,c,-Xss1m",
        "image.args=",
        "image.environment.B=cli",
        "image.environment.C=cli",
        "image.labels.cli=cli",
        "image.annotations.org.example.annotation=cli",
        "image.ports=1-2/udp",
        "image.volumes=/cli",
        "image.user=",
        "image.workingDirectory=/cli",
        "image.stopSignal=9",
        "image.healthcheck.command=cli\\,,y",
        "image.healthcheck.retries=9",
        "image.extraDirectories=extra:/cli,extra:/two",
        "image.compression=GZIP",
        "image.attach=false",
    })
    void theCommandLineWinsOverThePom(BuildMojo mojo) throws Exception {
        ReadImage image = image(mojo);

        assertThat(names(image))
                .containsExactly("docker.io/library/cli:cli", "docker.io/library/cli:x", "docker.io/library/cli:y");
        assertThat(image.config().get("architecture").getAsString()).isEqualTo("arm");
        assertThat(image.config().get("variant").getAsString()).isEqualTo("v6");
        assertThat(image.runtime().get("Entrypoint"))
                .hasToString("[\"java\",\"-Da=b,c\",\"-Xss1m\",\"-cp\",\"@/app/classpath\",\"cli.Main\"]");
        assertThat(image.runtime().get("Cmd")).hasToString("[]");
        assertThat(image.runtime().get("Env"))
                .hasToString("[\"A=pom\",\"B=cli\",\"C=cli\",\"EMPTY=\",\"LANG=C.UTF-8\"]");
        assertThat(image.runtime().get("Labels")).hasToString("{\"cli\":\"cli\",\"org.example.label\":\"pom\"}");
        assertThat(image.manifest().get("annotations")).hasToString("{\"org.example.annotation\":\"cli\"}");
        assertThat(image.runtime().get("ExposedPorts")).hasToString("{\"1/udp\":{},\"2/udp\":{}}");
        assertThat(image.runtime().get("Volumes")).hasToString("{\"/cli\":{}}");
        assertThat(image.runtime().has("User")).isFalse();
        assertThat(image.runtime().get("WorkingDir").getAsString()).isEqualTo("/cli");
        assertThat(image.runtime().get("StopSignal").getAsString()).isEqualTo("9");
        assertThat(image.runtime().get("Healthcheck").toString())
                .startsWith("{\"Test\":[\"CMD\",\"cli,\",\"y\"]")
                .endsWith("\"Retries\":9}");
        assertThat(image.layer("files").keySet())
                .contains("cli/no.bin", "two/no.txt")
                .noneMatch(path -> path.startsWith("etc"));
        assertThat(image.manifest().toString()).contains("+gzip");
        assertThat(project.getAttachedArtifacts()).isEmpty();
    }

    @Test
    @InjectMojo(goal = "build", pom = NOTHING)
    @CommandLine(
            pom = {
                "image=property:1",
                "image.from=scratch",
                "image.tags=a",
                "image.platforms=linux/s390x",
                "image.mainClass=property.Main",
                "image.jvmFlags=-ea",
                "image.args=x,y",
                "image.environment.A=property",
                "image.labels.a=property",
                "image.annotations.a=property",
                "image.ports=80",
                "image.volumes=/property",
                "image.user=property",
                "image.workingDirectory=/property",
                "image.stopSignal=SIGHUP",
                "image.healthcheck.shell=true || false",
                "image.extraDirectories=extra",
                "image.compression=none",
                "image.attach=true",
            })
    void everyParameterMayBeAPropertyOfThePom(BuildMojo mojo) throws Exception {
        ReadImage image = image(mojo);

        assertThat(names(image)).containsExactly("docker.io/library/property:1", "docker.io/library/property:a");
        assertThat(image.config().get("architecture").getAsString()).isEqualTo("s390x");
        assertThat(image.runtime().get("Entrypoint").toString()).contains("-ea", "property.Main");
        assertThat(image.runtime().get("Cmd")).hasToString("[\"x\",\"y\"]");
        assertThat(image.runtime().get("Env").toString()).contains("A=property");
        assertThat(image.runtime().get("Labels")).hasToString("{\"a\":\"property\"}");
        assertThat(image.manifest().get("annotations")).hasToString("{\"a\":\"property\"}");
        assertThat(image.runtime().get("ExposedPorts")).hasToString("{\"80/tcp\":{}}");
        assertThat(image.runtime().get("Volumes")).hasToString("{\"/property\":{}}");
        assertThat(image.runtime().get("User").getAsString()).isEqualTo("property");
        assertThat(image.runtime().get("WorkingDir").getAsString()).isEqualTo("/property");
        assertThat(image.runtime().get("StopSignal").getAsString()).isEqualTo("SIGHUP");
        assertThat(image.runtime().get("Healthcheck")).hasToString("{\"Test\":[\"CMD-SHELL\",\"true || false\"]}");
        assertThat(image.layer("files").keySet()).containsExactly("no.bin", "no.txt", "run.txt", "yes.txt");
        assertThat(image.manifest().toString()).doesNotContain("gzip");
        assertThat(project.getAttachedArtifacts()).hasSize(1);
    }

    @Test
    @InjectMojo(goal = "build", pom = EVERYTHING)
    @CommandLine(
            pom = {
                "image=property:1",
                "image.from=oci:property",
                "image.mainClass=property.Main",
                "image.user=property",
                "image.args=property",
                "image.environment.A=property",
                "image.environment.Z=property",
                "image.skip=true",
            })
    void thePomWinsOverAProperty(BuildMojo mojo) throws Exception {
        ReadImage image = image(mojo);

        assertThat(names(image).get(0)).isEqualTo("registry.example.com:5000/team/app:pom");
        assertThat(image.runtime().get("Entrypoint").toString()).contains("pom.Main");
        assertThat(image.runtime().get("User").getAsString()).isEqualTo("pom");
        assertThat(image.runtime().get("Cmd")).hasToString("[\"pom arg\",\"\"]");
        assertThat(image.runtime().get("Env"))
                .hasToString("[\"A=pom\",\"B=pom\",\"EMPTY=\",\"Z=property\",\"LANG=C.UTF-8\"]");
    }

    @Test
    @InjectMojo(goal = "build", pom = MINIMAL)
    void theNameIsMadeOfArtifactIdAndVersion(BuildMojo mojo) throws Exception {
        assertThat(names(image(mojo))).containsExactly("docker.io/library/my_app:1.0-build");
        assertThat(report().get("reference").getAsString()).isEqualTo("docker.io/library/my_app:1.0-build");
        assertThat(report().getAsJsonArray("layers")).hasSize(2);
        assertThat(report().getAsJsonObject("tar").get("size").getAsLong())
                .isEqualTo(Files.size(directory.resolve("target/app-image.tar")));
        assertThat(log.get(0)).startsWith("Building docker.io/library/my_app:1.0-build for linux/");
        assertThat(log).anyMatch(line -> line.contains("classes") && line.contains("1 file"));
    }

    @Test
    @InjectMojo(goal = "build", pom = MINIMAL)
    @CommandLine("image=")
    void anEmptyNameIsTheDefaultOne(BuildMojo mojo) throws Exception {
        assertThat(names(image(mojo))).containsExactly("docker.io/library/my_app:1.0-build");
    }

    @Test
    @InjectMojo(goal = "build", pom = MINIMAL)
    void aProjectWhoseNameCannotBeThatOfAnImageIsTold(BuildMojo mojo) {
        project.getModel().setArtifactId("_app_");
        requireFailure(mojo, "_app_", "<image>");
        project.getModel().setArtifactId("a..b");
        requireFailure(mojo, "a..b", "<image>");
        project.getModel().setArtifactId("app");
        project.getModel().setVersion("1.0 beta");
        requireFailure(mojo, "1.0 beta", "<image>");
    }

    @Test
    @InjectMojo(goal = "build", pom = MINIMAL)
    void theLevelsOfRelatedArtifactsAndTheirNamesAreRight(BuildMojo mojo) throws Exception {
        dependency("org.other:lib:1", "compile", "jar");
        dependency("org.other:runtime:1", "runtime", "jar");
        dependency("org.other:provided:1", "provided", "jar");
        dependency("org.other:test:1", "test", "jar");
        dependency("org.other:bom:1", "compile", "pom");
        dependency("org.other:data:1", "compile", "zip");
        dependency("org.other:local:1", "system", "jar");
        dependency("org.other:lib:1:tests", "compile", "test-jar");
        dependency("org.other:bean:1", "compile", "ejb");
        dependency("org.other:snap:1-20260101.123456-7", "compile", "jar");
        dependency("com.example:sibling:1.0+build", "compile", "jar");

        ReadImage image = image(mojo);

        assertThat(image.classPath())
                .containsExactly(
                        "/app/classes",
                        "/app/libs/lib-1.jar",
                        "/app/libs/runtime-1.jar",
                        "/app/libs/local-1.jar",
                        "/app/libs/lib-1-tests.jar",
                        "/app/libs/bean-1.jar",
                        "/app/libs/snap-1-SNAPSHOT.jar",
                        "/app/libs/sibling-1.0+build.jar");
        assertThat(image.layerNames()).containsExactly("dependencies", "snapshots", "modules", "classes", "launch");
        assertThat(image.layer("snapshots")).containsKey("app/libs/snap-1-SNAPSHOT.jar");
        assertThat(image.layer("modules")).containsKey("app/libs/sibling-1.0+build.jar");
    }

    @Test
    @InjectMojo(goal = "build", pom = MINIMAL)
    void aDependencyWithoutAFileIsAnError(BuildMojo mojo) throws Exception {
        Artifact artifact = dependency("org.other:lib:1", "compile", "jar");
        artifact.setFile(null);
        requireFailure(mojo, "The dependency org.other:lib:jar:1 has no file.", "mvn dependency:resolve");

        artifact.setFile(new File("/not/there.jar"));
        requireFailure(mojo, "'/not/there.jar' does not exist.", "<systemPath>");
    }

    @Test
    @InjectMojo(goal = "build", pom = MINIMAL)
    void aSiblingWithoutAFileIsToBeMadeFirst(BuildMojo mojo) throws Exception {
        dependency("com.example:core:1.0+build", "compile", "jar").setFile(null);

        requireFailure(mojo, "It is a module of the same build; make it first: mvn package ");
    }

    @Test
    @InjectMojo(goal = "build", pom = NOTHING)
    @CommandLine("image.from=scratch")
    void withoutAMainMethodThereIsNoImage(BuildMojo mojo) {
        requireFailure(mojo, "None of the project's 1 classes has a main method.", "-Dimage.mainClass=");
    }

    @Test
    @InjectMojo(goal = "build", pom = MINIMAL)
    void sourcesThatAreNotCompiledAreAnError(BuildMojo mojo) throws Exception {
        project.getBuild()
                .setOutputDirectory(directory.resolve("target/nothing").toString());
        write("src/main/java/App.java", "class App {}");
        project.addCompileSourceRoot(directory.resolve("src/main/java").toString());

        requireFailure(
                mojo,
                "The project has sources in '" + directory.resolve("src/main/java"),
                "mvn package io.github.layercake:image-maven-plugin:");
        Plugin plugin = new Plugin();
        plugin.setGroupId("io.github.layercake");
        plugin.setArtifactId("image-maven-plugin");
        project.getBuild().addPlugin(plugin);
        project.getBuild().flushPluginMap();
        requireFailure(mojo, "mvn package image:build");
    }

    @Test
    @InjectMojo(goal = "build", pom = MINIMAL)
    void aProjectWithPackagingPomIsSkipped(BuildMojo mojo) throws Exception {
        project.setPackaging("pom");
        execute(mojo);

        assertThat(log).containsExactly("No image: a project with packaging 'pom' has nothing to run.");
        assertThat(directory.resolve("target/app-image.tar")).doesNotExist();
    }

    @Test
    @InjectMojo(goal = "build", pom = MINIMAL)
    void aProjectForAServerIsAnError(BuildMojo mojo) {
        project.setPackaging("war");

        assertThatThrownBy(() -> execute(mojo))
                .isInstanceOf(MojoFailureException.class)
                .hasMessageContaining("packaging is 'war'")
                .hasMessageContaining("image.skip");
        assertThat(directory.resolve("target/app-image.tar")).doesNotExist();
    }

    @Test
    @InjectMojo(goal = "build", pom = NOTHING)
    @CommandLine("image.skip=true")
    void skippedFromTheCommandLine(BuildMojo mojo) throws Exception {
        requireSkipped(mojo);
    }

    @Test
    @InjectMojo(goal = "build", pom = NOTHING)
    @MojoParameter(name = "skip", value = "true")
    void skippedInThePom(BuildMojo mojo) throws Exception {
        requireSkipped(mojo);
    }

    @Test
    @InjectMojo(goal = "build", pom = NOTHING)
    @CommandLine(pom = "image.skip=true")
    void skippedByAProperty(BuildMojo mojo) throws Exception {
        requireSkipped(mojo);
    }

    private void requireSkipped(BuildMojo mojo) throws Exception {
        execute(mojo);
        assertThat(log).containsExactly("No image: image.skip is set.");
        assertThat(directory.resolve("target/app-image.tar")).doesNotExist();
    }

    @Test
    @InjectMojo(goal = "build", pom = MINIMAL)
    @MojoParameter(name = "skip", value = "true")
    @CommandLine("image.skip=")
    void anEmptySkipIsNoSkip(BuildMojo mojo) throws Exception {
        assertThat(image(mojo).layerNames()).containsExactly("classes", "launch");
    }

    @Test
    @InjectMojo(goal = "build", pom = MINIMAL)
    @CommandLine("image.entrypoint=/bin/app,--flag")
    void anEntrypointReplacesJava(BuildMojo mojo) throws Exception {
        assertThat(image(mojo).runtime().get("Entrypoint")).hasToString("[\"/bin/app\",\"--flag\"]");
    }

    @Test
    @InjectMojo(goal = "build", pom = MINIMAL)
    @CommandLine({"image.entrypoint=", "image.args=/bin/app"})
    void anEmptyEntrypointLeavesTheArguments(BuildMojo mojo) throws Exception {
        JsonObject runtime = image(mojo).runtime();
        assertThat(runtime.get("Entrypoint")).hasToString("[]");
        assertThat(runtime.get("Cmd")).hasToString("[\"/bin/app\"]");
    }

    @Test
    @InjectMojo(goal = "build", pom = MINIMAL)
    @CommandLine("image.entrypoint=INHERIT")
    void anInheritedEntrypointIsTheBases(BuildMojo mojo) throws Exception {
        assertThat(image(mojo).runtime().has("Entrypoint")).isFalse();
    }

    @Test
    @InjectMojo(goal = "build", pom = MINIMAL)
    void java8GetsAPlainClassPath(BuildMojo mojo) throws Exception {
        dependency("g:lib:1", "compile", "jar");
        Set<String> commands = new TreeSet<>();
        for (String release : List.of("1.8", "8", "7", "9", "17")) {
            project.getProperties().setProperty("maven.compiler.target", release);
            commands.add(
                    image(mojo).runtime().getAsJsonArray("Entrypoint").get(2).getAsString() + " " + release);
        }

        assertThat(commands)
                .containsExactly(
                        "/app/classes:/app/libs/lib-1.jar 1.8",
                        "/app/classes:/app/libs/lib-1.jar 7",
                        "/app/classes:/app/libs/lib-1.jar 8",
                        "@/app/classpath 17",
                        "@/app/classpath 9");
    }

    @Test
    @InjectMojo(goal = "build", pom = MINIMAL)
    void whatIsWrongIsToldWithAWayOut(BuildMojo mojo) {
        requireFailureWith(mojo, "image=my/appleTree", "has an upper-case letter");
        requireFailureWith(mojo, "image=a b", "is not an image reference");
        requireFailureWith(mojo, "image=app@sha256:" + "0".repeat(64), "<image>", "Remove the part from '@' on.");
        requireFailureWith(mojo, "image.tags=ok,not ok", "not ok");
        requireFailureWith(mojo, "image.tags=-x", "-x");
        requireFailureWith(mojo, "image.tags=latest,", "the tag ''");
        requireFailureWith(mojo, "image.from=", "'docker.io/library/eclipse-temurin:25-jre' is not in the cache");
        requireFailureWith(mojo, "image.from=eclipse-temurin:17-jre", "eclipse-temurin:17-jre", "without -o");
        requireFailureWith(mojo, "image.username=me", "<username> is set, but <password> is not");
        requireFailureWith(mojo, "image.insecureRegistries=http://x", "'http://x', which is not a registry");
        requireFailureWith(mojo, "image.mirrors.docker.io=https://x", "names 'https://x' for 'docker.io'");
        requireFailureWith(mojo, "image.from=oci:nowhere", "does not exist");
        requireFailureWith(mojo, "image.platforms=linux", "'linux' is not a platform");
        requireFailureWith(mojo, "image.platforms=linux/amd64,", "'' is not a platform");
        requireFailureWith(mojo, "image.mainClass=a b", "<mainClass> is 'a b'");
        requireFailureWith(mojo, "image.compression=zip", "<compression> is 'zip'", "gzip, zstd or none");
        requireFailureWith(mojo, "image.extraDirectories=nowhere", "nowhere", "not a directory");
        requireFailureWith(mojo, "image.extraDirectories=:/etc", "has no <from>");
        requireFailureWith(mojo, "image.extraDirectories=extra:/a/../b", "/a/../b");
        requireFailureWith(mojo, "image.extraDirectories=ext\0ra", "cannot be the name of a directory");
        requireFailureWith(mojo, "image.entrypoint=,x", "<entrypoint> starts with an empty text");
        requireFailureWith(mojo, "image.ports=http", "<ports>: 'http' is not a port");
        requireFailureWith(mojo, "project.build.outputTimestamp=soon", "soon", "which is not a time");
    }

    private void requireFailureWith(BuildMojo mojo, String property, String... messages) {
        request.getUserProperties().clear();
        set(request.getUserProperties(), property);
        requireFailure(mojo, messages);
    }

    @Test
    @InjectMojo(goal = "build", pom = EVERYTHING)
    @CommandLine("image.entrypoint=x")
    void flagsForJavaAndAnEntrypointAreAnError(BuildMojo mojo) {
        requireFailure(mojo, "<jvmFlags> and <entrypoint> are both set");
    }

    @Test
    @InjectMojo(
            goal = "build",
            pom = "<project><build><plugins><plugin><artifactId>image-maven-plugin</artifactId><configuration>"
                    + "<from>scratch</from><mainClass>A</mainClass><extraDirectories><extraDirectory><into>/x</into>"
                    + "</extraDirectory></extraDirectories></configuration></plugin></plugins></build></project>")
    void anExtraDirectoryWithoutFromIsNotTheWholeProject(BuildMojo mojo) {
        requireFailure(mojo, "An extra directory has no <from>.");
    }

    @Test
    @InjectMojo(goal = "build", pom = MINIMAL)
    void whatTheMachineCannotDoIsAnotherException(BuildMojo mojo) throws Exception {
        write("blocked", "a file");
        project.getBuild().setDirectory(directory.resolve("blocked").toString());

        assertThatThrownBy(() -> execute(mojo))
                .isInstanceOf(MojoExecutionException.class)
                .hasMessageContaining("The image could not be made")
                .hasMessageContaining("blocked")
                .hasCauseInstanceOf(IOException.class);
        assertThat(AbstractMojo.class).isAssignableFrom(BuildMojo.class);
    }
}
