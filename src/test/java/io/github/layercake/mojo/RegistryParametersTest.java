package io.github.layercake.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.layercake.build.ImageRequest;
import io.github.layercake.build.Launch;
import io.github.layercake.fixture.Settings;
import io.github.layercake.layer.Compression;
import io.github.layercake.oci.ImageReference;
import io.github.layercake.oci.Platform;
import io.github.layercake.plan.ApplicationContents;
import io.github.layercake.registry.Credential;
import io.github.layercake.registry.Proxy;
import io.github.layercake.registry.RegistrySettings;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.maven.execution.DefaultMavenExecutionRequest;
import org.apache.maven.execution.DefaultMavenExecutionResult;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.Model;
import org.apache.maven.plugin.Mojo;
import org.apache.maven.project.MavenProject;
import org.eclipse.aether.DefaultRepositorySystemSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** For which registry the user has named a user and a password. */
class RegistryParametersTest {
    private final Properties user = new Properties();

    /** Parameters without a goal. */
    private static final class NoGoal extends ImageParameters implements Mojo {
        @Override
        public void execute() {}
    }

    @ParameterizedTest
    @CsvSource({
        "ociregistry/app, docker.io",
        "ociregistry/app:1, docker.io",
        "oci.example.com/app, oci.example.com",
        "oci-archive.example.com:5000/app@sha256:0000000000000000000000000000000000000000000000000000000000000000,"
                + " oci-archive.example.com:5000",
        "oci, docker.io",
        "ocitools:1.0, docker.io",
        "docker://oci:5000/app, oci:5000",
        "docker-archive.example.com/app, docker-archive.example.com",
        "scratchpad/app, docker.io",
        "' registry.example.com/app ', registry.example.com",
    })
    void theBasesRegistryGetsWhatIsMeantForIt(String from, String registry) {
        user.setProperty("image.fromUsername", "me");
        user.setProperty("image.fromPassword", "secret");
        assertThat(credential(from, registry))
                .hasValueSatisfying(found -> assertThat(found.source()).isEqualTo("<fromUsername> and <fromPassword>"));
        assertThat(credential(from, "other.example.com")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "scratch",
                "oci:docker.io",
                "oci-archive:docker.io/app",
                "docker-archive:docker.io/app",
                "docker-daemon:docker.io/app",
                "dir:docker.io/app",
                "no/Reference"
            })
    void aBaseThatIsInNoRegistryHasNoCredentials(String from) {
        user.setProperty("image.fromUsername", "me");
        user.setProperty("image.fromPassword", "secret");
        assertThat(credential(from, "docker.io")).isEmpty();
    }

    @Test
    void whatIsMeantForTheImageDoesNotGoToTheBasesRegistry() {
        user.setProperty("image.username", "me");
        user.setProperty("image.password", "secret");
        assertThat(credential("oci.example.com/app", "oci.example.com")).isEmpty();
        assertThat(credential("oci.example.com/app", "registry.example.com")).isPresent();
    }

    @Test
    void mavensProxiesKeepTheirExceptionsAndCredentials() {
        org.apache.maven.settings.Proxy proxy = new org.apache.maven.settings.Proxy();
        proxy.setProtocol("HTTPS");
        proxy.setHost("proxy.example.com");
        proxy.setPort(3128);
        assertThat(RegistryParameters.proxy(proxy))
                .isEqualTo(new Proxy("https", "proxy.example.com", 3128, Optional.empty(), List.of("")));
        proxy.setUsername("me");
        proxy.setPassword("pass:word");
        proxy.setNonProxyHosts("localhost|*.example.com,10.*");
        Proxy made = RegistryParameters.proxy(proxy);
        assertThat(made.exceptions()).containsExactly("localhost", "*.example.com", "10.*");
        assertThat(made.credential().orElseThrow().secret()).isEqualTo("pass:word");
        assertThat(made.toString()).doesNotContain("pass");
    }

    @Test
    @SuppressWarnings("deprecation")
    void modulesOfOneRunShareWhatRegistriesAnswered() throws Exception {
        DefaultRepositorySystemSession repositories = new DefaultRepositorySystemSession();
        List<Future<Object>> found = new ArrayList<>();
        ExecutorService modules = Executors.newFixedThreadPool(8);
        CountDownLatch together = new CountDownLatch(8);
        for (int i = 0; i < 8; i++) {
            // With -T each module has its own session, and all have the same of the resolver.
            MavenSession session = new MavenSession(
                    null, repositories, new DefaultMavenExecutionRequest(), new DefaultMavenExecutionResult());
            found.add(modules.submit(() -> {
                together.countDown();
                together.await();
                return RegistryParameters.answers(session);
            }));
        }
        for (Future<Object> answers : found) {
            assertThat(answers.get()).isSameAs(found.get(0).get());
        }
        modules.shutdown();
        assertThat(found.get(0).get().getClass().getClassLoader())
                .as("known to the class loaders of all plugins")
                .isNull();
        assertThat(RegistryParameters.answers(session())).isNotSameAs(RegistryParameters.answers(session()));
    }

    /** What would be sent to a registry, if nothing but the parameters told it. */
    private Optional<Credential> credential(String from, String registry) {
        MavenProject project = new MavenProject(new Model());
        project.setFile(Path.of("pom.xml").toAbsolutePath().toFile());
        RegistryParameters parameters =
                new RegistryParameters(new Parameters(user, new Properties()), project, session(), decryption -> {
                    throw new AssertionError("There is nothing to decrypt");
                });
        RegistrySettings settings =
                parameters.source(new NoGoal(), request(from)).get();
        return settings.credentials().stream()
                .filter(source -> source.getClass().getName().startsWith(RegistryParameters.class.getName()))
                .flatMap(source -> source.find(registry, "app").stream())
                .findFirst();
    }

    @SuppressWarnings("deprecation")
    private static MavenSession session() {
        return new MavenSession(null, null, new DefaultMavenExecutionRequest(), new DefaultMavenExecutionResult());
    }

    private static ImageRequest request(String from) {
        return new ImageRequest(
                List.of(ImageReference.parse("registry.example.com/team/app:1.0")),
                from,
                Path.of("/project"),
                List.of(Platform.parse("linux/amd64")),
                Platform.parse("linux/amd64"),
                new ApplicationContents(List.of(), List.of(), List.of(), List.of()),
                new Launch.Inherited(),
                Settings.NONE,
                Map.of(),
                Instant.EPOCH,
                Compression.GZIP,
                Path.of("/project/target/app.tar"),
                false,
                Path.of("/cache"),
                Optional.empty());
    }
}
