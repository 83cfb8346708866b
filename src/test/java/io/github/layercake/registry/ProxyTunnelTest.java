package io.github.layercake.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.layercake.fixture.Expect;
import io.github.layercake.fixture.RandomImage;
import io.github.layercake.oci.Image;
import io.github.layercake.oci.Images;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Through a proxy that wants to know who we are, to a registry with TLS that wants to know, too. */
@Timeout(60)
class ProxyTunnelTest {
    /** Only the proxy knows where this is. */
    private static final String HOST = "registry.internal.test";

    private static final String REGISTRY = HOST + ":4443";
    private static final RandomImage IMAGE = RandomImage.of(61, 3);
    private static final Credential OWN = Credential.password("registry-user", "registry:password", "a test");

    @TempDir
    static Path directory;

    private static Optional<TestCertificate> certificate = Optional.empty();

    private Optional<TestRegistry> started = Optional.empty();
    private Optional<TestProxy> before = Optional.empty();

    private TestRegistry registry() {
        return started.orElseThrow();
    }

    private TestProxy proxy() {
        return before.orElseThrow();
    }

    @BeforeEach
    void start() throws Exception {
        if (certificate.isEmpty()) {
            certificate = Optional.of(TestCertificate.of("dns:" + HOST, directory));
        }
        started = Optional.of(new TestRegistry(certificate.get().sockets()));
        before = Optional.of(new TestProxy(registry().server().port()));
        registry().add("team/base", "1.0", IMAGE);
        registry().behaviour = (asked, out) -> {
            if (asked.header("Authorization").equals(OWN.basic())) {
                return TestRegistry.PROPERLY;
            }
            TestServer.send(out, 401, "", "WWW-Authenticate: Basic realm=\"registry\"");
            return TestRegistry.ANSWERED;
        };
    }

    @AfterEach
    void stop() throws IOException {
        proxy().close();
        registry().close();
    }

    private RegistrySettings settings(Proxy proxy, Optional<Path> caFile) {
        return new RegistrySettings(
                List.of((registry, repository) -> registry.equals(REGISTRY) ? Optional.of(OWN) : Optional.empty()),
                List.of(proxy),
                Map.of(),
                caFile,
                Set.of(),
                false,
                Reg.QUICK);
    }

    private RegistrySettings settings() {
        return settings(
                proxy().settings(TestProxy.PASSWORD),
                Optional.of(certificate.orElseThrow().pem()));
    }

    @Test
    void imagesArePulledAndPushedAndEachServerSeesItsOwnCredentials() throws IOException {
        Reg.Memory store = new Reg.Memory();
        Image pulled = Reg.pull(settings(), store, REGISTRY + "/team/base:1.0")
                .images()
                .get(0);
        for (int i = 0; i < pulled.layers().size(); i++) {
            assertThat(pulled.layers().get(i).content().readAll()).isEqualTo(IMAGE.layer(i));
        }
        RandomImage other = RandomImage.of(62, 2);
        try (Registries registries = Reg.registries(settings())) {
            Reg.push(registries, store, Images.of(other.image()), REGISTRY + "/team/app:2.0");
        }
        assertThat(registry().manifests.get("team/app:2.0")).isEqualTo(other.manifestBytes());

        assertThat(proxy().heads)
                .isNotEmpty()
                .allSatisfy(head -> assertThat(head.toLowerCase(Locale.ROOT))
                        .startsWith("connect " + REGISTRY + " http/1.1\r\n")
                        .contains("\r\nproxy-authorization: ")
                        .doesNotContain("\r\nauthorization: "));
        assertThat(registry().server().asked())
                .anyMatch(asked -> asked.method().equals("PUT"))
                .allSatisfy(asked -> assertThat(asked.headers())
                        .containsEntry("host", REGISTRY)
                        .doesNotContainKey("proxy-authorization"));
        String seen = proxy().tunnelled.toString(StandardCharsets.ISO_8859_1);
        assertThat(seen).doesNotContain("uthorization").doesNotContain("/v2/");
    }

    @Test
    void aRefusalOfTheProxyNamesItsSettingsAndNoSecret() {
        Expect.refusal(() -> Reg.pull(
                        settings(
                                proxy().settings("wrong-password"),
                                Optional.of(certificate.orElseThrow().pem())),
                        new Reg.Memory(),
                        REGISTRY + "/team/base:1.0"))
                .says("The proxy 127.0.0.1:" + proxy().port() + " asks for authentication, and does not take ours.")
                .advises("<proxy> in Maven's settings.xml");
        assertThat(proxy().heads).hasSize(1);
        assertThat(registry().server().asked()).isEmpty();
    }

    @Test
    void theProxyVouchesForNobody() {
        Expect.refusal(() -> Reg.pull(
                        settings(proxy().settings(TestProxy.PASSWORD), Optional.empty()),
                        new Reg.Memory(),
                        REGISTRY + "/team/base:1.0"))
                .says(REGISTRY)
                .advises("<caFile>");
        assertThat(registry().server().asked()).isEmpty();
    }

    @Test
    void aCertificateForAnotherHostIsRefused() {
        Expect.refusal(() -> Reg.pull(settings(), new Reg.Memory(), "other.internal.test:4443/team/base:1.0"))
                .says("other.internal.test")
                .advises("valid certificate");
        assertThat(registry().server().asked()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    HTTP/1.1 403 No~~                | does not connect us to REGISTRY: status 403 | allow | 1
                    HTTP/1.1 405 No~~                | does not connect us to REGISTRY: status 405 | allow | 1
                    HTTP/1.1 502 No~~                | does not connect us to REGISTRY: status 502 | settings.xml | 4
                    SSH-2.0-OpenSSH_9.2~                | does not answer with HTTP, but with 'SSH-2.0-OpenSSH_9.2' | settings.xml | 1
                    HTTP/1.1 200 OK~no header~~  | a header that is none: 'no header' | settings.xml | 4
                    HTTP/1.1 200 OK~~HTTP/1.1 400   | SSL message | TLS | 1
                    HTTP/1.1 2                            | within the header of its answer | settings.xml | 4
                    """)
    void whateverTheProxyAnswersIsToldAsTheProxys(String answer, String problem, String remedy, int times) {
        proxy().answer = answer.replace("~", "\r\n");
        Expect.refusal(() -> Reg.pull(settings(), new Reg.Memory(), REGISTRY + "/team/base:1.0"))
                .says(problem.replace("REGISTRY", REGISTRY))
                .advises(remedy);
        // HEAD, and then GET, since only its answer would say what is wrong.
        assertThat(proxy().heads).hasSizeBetween(times, 2 * times);
    }

    @Test
    void aProxyThatHangsIsLeft() {
        proxy().hangs = true;
        Expect.refusal(() -> Reg.pull(settings(), new Reg.Memory(), REGISTRY + "/team/base:1.0"))
                .says("The proxy 127.0.0.1:" + proxy().port())
                .says("No answer within 1 s")
                .advises("settings.xml");
    }

    @Test
    void aProxyThatIsNotThereIsNamed() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        Proxy proxy = new Proxy("http", "127.0.0.1", free, Optional.empty(), List.of());
        Expect.refusal(() -> Reg.pull(settings(proxy, Optional.empty()), new Reg.Memory(), REGISTRY + "/a:1"))
                .says("The proxy 127.0.0.1:" + proxy.port())
                .advises("settings.xml");
        Proxy nowhere = new Proxy("http", "proxy.invalid", 3128, Optional.empty(), List.of());
        Expect.refusal(() -> Reg.pull(settings(nowhere, Optional.empty()), new Reg.Memory(), REGISTRY + "/a:1"))
                .says("The proxy proxy.invalid:3128")
                .says("there is no host of this name")
                .advises("settings.xml");
    }

    @Test
    void nothingThatFailsShowsAPassword() {
        proxy().answer = "HTTP/1.1 403 "
                + Base64.getEncoder()
                        .encodeToString((TestProxy.USER + ":" + TestProxy.PASSWORD).getBytes(StandardCharsets.UTF_8))
                + "\r\n\r\n" + TestProxy.PASSWORD;
        try {
            Reg.pull(settings(), new Reg.Memory(), REGISTRY + "/team/base:1.0");
        } catch (io.github.layercake.io.ImageException | IOException e) {
            assertThat(e.toString()).doesNotContain(TestProxy.PASSWORD).doesNotContain("cHJveHktdXNlcj");
            return;
        }
        throw new AssertionError("It was refused");
    }
}
