package io.github.layercake.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.github.layercake.its.Maven;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/**
 * Images with a Java runtime of their own, in containers of a real Docker engine: on scratch, and on a base of Debian
 * packages. The integration tests have built most of them, and linked the runtimes.
 */
class JlinkIT {
    private static final Path ITS = Path.of("target", "it").toAbsolutePath();
    private static final Path PROBE = ITS.resolve("jlink/target/probe-1.0-image.tar");
    private static final Path HELLO = ITS.resolve("example-hello/hello");
    private static final Path PETSHOP = ITS.resolve("spring-boot-application");
    private static final int PATIENCE_SECONDS = 180;

    @TempDir
    private static Path directory;

    private static RealDocker engine;
    private static Tool docker;

    @BeforeAll
    static void start() throws Exception {
        if (!Files.exists(PROBE)) {
            throw Tool.missing("'" + PROBE + "' is missing: mvn verify builds it in the integration tests");
        }
        engine = RealDocker.start(directory);
        docker = engine.docker();
        docker.run("load", "-i", PROBE);
    }

    @AfterAll
    static void stop() {
        if (engine != null) {
            engine.close();
            // A container in the host's network leaves a mount behind, which nobody could delete.
            new Tool(List.of("umount")).attempt(directory.resolve("exec/netns/default"));
        }
    }

    @Test
    void theExampleAnswersOnScratchAndOnDebian() throws Exception {
        docker.run("load", "-i", HELLO.resolve("target/hello-1.0-image.tar"));
        assertHelloRuns("example/hello:1.0");

        Path copy = copyOf(HELLO, "jlink-hello");
        build(copy, "-Dimage=example/hello:debian", "-Dimage.user=1000", "-Dimage.from=docker-archive:" + debian());
        docker.run("load", "-i", copy.resolve("target/hello-1.0-image.tar"));
        assertHelloRuns("example/hello:debian");
    }

    private static void assertHelloRuns(String image) throws Exception {
        int port = freePort();
        String container = docker.run("run", "-d", "--read-only", "--network", "host", "-e", "PORT=" + port, image)
                .strip();
        assertThat(await(container, port, "/hello/Anna")).isEqualTo("{\"greeting\":\"Hello, Anna!\"}");
        assertThat(await(container, port, "/health")).contains("UP");
        assertEndsCleanly(container, "Stopped");
    }

    @Test
    void aSpringBootApplicationStartsAndIsHealthyOnScratchAndOnDebian() throws Exception {
        Path copy = copyOf(PETSHOP, "jlink-petshop");
        build(copy, "-Dimage.jlink", "-Dimage=petshop:scratch");
        docker.run("load", "-i", copy.resolve("target/petshop-1.0.0-image.tar"));
        assertPetshopRuns("petshop:scratch");

        build(copy, "-Dimage.jlink", "-Dimage=petshop:debian", "-Dimage.from=docker-archive:" + debian());
        docker.run("load", "-i", copy.resolve("target/petshop-1.0.0-image.tar"));
        assertPetshopRuns("petshop:debian");
    }

    private static void assertPetshopRuns(String image) throws Exception {
        int port = freePort();
        String container = docker.run(
                        "run", "-d", "--user", "1000:1000", "--network", "host", "-e", "SERVER_PORT=" + port, image)
                .strip();
        assertThat(await(container, port, "/actuator/health")).contains("\"status\":\"UP\"");
        assertThat(logs(container)).contains("Started PetshopApplication");
        assertThat(await(container, port, "/pets")).contains("Rex");
        assertEndsCleanly(container, "Shutdown completed");
    }

    @Test
    void whatApplicationsDoWorksAsAnyUserAndOnAReadOnlyFileSystem() {
        assertThat(probe("everything", "--user", "1000:1000", "-e", "TZ=Asia/Tokyo"))
                .contains(
                        "zone: Asia/Tokyo 09:00",
                        "uid: 1000",
                        "temporary: written",
                        "encoding: UTF-8",
                        "resource: Grüße",
                        "image: true",
                        "number: 1.234,5",
                        "jmx: true",
                        "jar: true",
                        "process: 0 true")
                .containsPattern("write: failed with .*AccessDenied")
                .containsPattern("certificates: \\d{2,}");
        assertThat(probe("everything"))
                .contains("user: root /root", "uid: root", "zone: GMT 00:00", "temporary: written");
        assertThat(probe("everything", "--user", "nonroot"))
                .contains("user: nonroot /home/nonroot", "uid: nonroot", "temporary: written");
        assertThat(probe("everything", "--read-only", "--tmpfs", "/tmp"))
                .contains("temporary: written", "process: 0 true")
                .containsPattern("write: failed with .*(ReadOnly|Read-only)");
        assertThat(probe("everything", "--read-only", "--user", "nonroot"))
                .contains("everything: told", "zone: GMT 00:00")
                .containsPattern("temporary: failed with .*(ReadOnly|Read-only)");
    }

    @Test
    void withoutFontsTextCannotBeDrawnAndTheJvmLivesOn() {
        assertThat(probe("text everything"))
                .containsPattern("text: failed with java")
                .contains("image: true", "everything: told")
                .doesNotContain("SIGSEGV");
    }

    @Test
    void namesAreResolvedByTheNameServerOfTheContainer() throws Exception {
        Path configuration =
                Files.writeString(directory.resolve("resolv.conf"), "nameserver " + NameServer.HOST + "\n");
        try (NameServer server = NameServer.start()) {
            assertThat(server.socket().isBound()).isTrue();
            assertThat(probe(
                            "resolve=pets.example.com resolve=localhost",
                            "--network",
                            "host",
                            "-v",
                            configuration + ":/etc/resolv.conf:ro"))
                    .contains("resolve=pets.example.com: " + NameServer.ANSWER, "resolve=localhost: 127.0.0.1");
        }
    }

    @Test
    void httpsTrustsWhatTheTrustStoreHolds() throws Exception {
        try (SecureServer server = SecureServer.start(directory)) {
            String get = "get=" + server.address();
            assertThat(probe(get, "--network", "host"))
                    .contains("failed with")
                    .contains("unable to find valid certification path");
            assertThat(probe(
                            get,
                            "--network",
                            "host",
                            "-v",
                            server.trustStore() + ":/trust.p12:ro",
                            "-e",
                            "JAVA_TOOL_OPTIONS=-Djavax.net.ssl.trustStore=/trust.p12"
                                    + " -Djavax.net.ssl.trustStorePassword=changeit"))
                    .contains(get + ": " + SecureServer.ANSWER);
        }
    }

    @Test
    void sigtermEndsTheJvmAfterItsShutdownHooks() throws Exception {
        String container = docker.run("run", "-d", "--network", "none", "example/probe:1.0", "wait")
                .strip();
        for (int i = 0; i < PATIENCE_SECONDS && !logs(container).contains("waiting=yes"); i++) {
            Thread.sleep(1000);
        }
        assertEndsCleanly(container, "stopped=cleanly");
    }

    @Test
    void aRuntimeFromAnotherJdkRunsToo() throws Exception {
        Path tar = ITS.resolve("jlink/an other plåce/target/probe-1.0-image.tar");
        JsonObject report = SpringBootImage.json(tar.resolveSibling("probe-1.0-image.json"));
        boolean other = report.has("runtime")
                && report.getAsJsonObject("runtime").get("jdk").getAsString().contains(" 25");
        if (!other) {
            throw new TestAbortedException("There is no second JDK on this machine");
        }
        docker.run("load", "-i", tar);
        assertThat(probe("everything"))
                .contains("Probing with Java 25", "temporary: written", "image: true", "number: 1.234,5");
        docker.run("load", "-i", PROBE);
    }

    private static String probe(String arguments, Object... options) {
        List<Object> command = new ArrayList<>(List.of("run", "--rm"));
        if (!List.of(options).contains("--network")) {
            command.addAll(List.of("--network", "none"));
        }
        command.addAll(List.of(options));
        command.add("example/probe:1.0");
        command.addAll(List.of(arguments.split(" ")));
        Tool.Result result = docker.attempt(command.toArray());
        assertThat(result.exitCode()).as(result.toString()).isZero();
        return result.output() + result.errors();
    }

    /** SIGTERM, as every engine sends it; 143 is what a JVM says that ended because of it. */
    private static void assertEndsCleanly(String container, String lastWords) {
        docker.run("stop", "-t", "30", container);
        assertThat(docker.run("inspect", "-f", "{{.State.ExitCode}}", container))
                .isEqualToIgnoringWhitespace("143");
        assertThat(logs(container)).contains(lastWords);
        docker.run("rm", container);
    }

    private static String logs(String container) {
        Tool.Result result = docker.attempt("logs", container);
        return result.output() + result.errors();
    }

    private static String await(String container, int port, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .build();
        for (int i = 0; i < 2 * PATIENCE_SECONDS; i++) {
            try {
                HttpResponse<String> response =
                        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
                if (response.statusCode() == 200) {
                    return response.body();
                }
            } catch (IOException e) {
                String running = docker.run("inspect", "-f", "{{.State.Running}}", container);
                assertThat(running).as(logs(container)).contains("true");
            }
            Thread.sleep(500);
        }
        throw new AssertionError("No answer to " + path + ":\n" + logs(container));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static synchronized Path debian() throws IOException {
        Path base = directory.resolve("base.tar");
        if (!Files.exists(base)) {
            JsonObject report = SpringBootImage.json(PROBE.resolveSibling("probe-1.0-image.json"));
            DebianBase.save(docker, report, directory);
        }
        return base;
    }

    /** A project that was built, without its image. */
    private static Path copyOf(Path project, String name) throws IOException {
        Path copy = ITS.resolve(name);
        new Tool(List.of("rm")).run("-rf", copy);
        Files.createDirectories(copy.resolve("target"));
        Files.copy(project.resolve("pom.xml"), copy.resolve("pom.xml"), StandardCopyOption.REPLACE_EXISTING);
        new Tool(List.of("cp")).run("-r", project.resolve("src"), copy.resolve("src"));
        new Tool(List.of("cp")).run("-r", project.resolve("target/classes"), copy.resolve("target/classes"));
        return copy;
    }

    private static void build(Path project, String... options) throws Exception {
        Path home;
        try (Stream<Path> homes = Files.list(Path.of("target", "maven-dist").toAbsolutePath())) {
            home = homes.filter(path -> path.toString().contains("maven-3.9"))
                    .findFirst()
                    .orElseThrow();
        }
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.add("image:build");
        Maven.of(home.toString(), Path.of("target", "it-repo").toAbsolutePath().toFile(), project.toFile())
                .withCache(Path.of("target", "it-cache").toAbsolutePath().toFile())
                .build(project.toFile(), arguments.toArray(String[]::new));
    }
}
