package io.github.layercake.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.layercake.fixture.Expect;
import io.github.layercake.fixture.RandomImage;
import io.github.layercake.oci.ImageReference;
import io.github.layercake.oci.Images;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A registry with a token server: who gets to see what, and when. */
class AuthorizationTest {
    private static final RandomImage IMAGE = RandomImage.of(5, 3);
    private static final String BASIC =
            "Basic " + Base64.getEncoder().encodeToString("me:pass:word".getBytes(StandardCharsets.UTF_8));

    private final AtomicInteger tokens = new AtomicInteger();
    private final List<String> valid = new ArrayList<>();
    private TestRegistry registry;
    private TestServer server;
    private boolean everybodyReads;
    private String identity = "";

    @BeforeEach
    void start() throws IOException {
        registry = new TestRegistry();
        registry.add("team/base", "1.0", IMAGE);
        server = new TestServer((asked, out) -> {
            String form = new String(asked.body(), StandardCharsets.UTF_8);
            boolean known = asked.header("Authorization").equals(BASIC)
                    || (!identity.isEmpty() && form.contains("refresh_token=" + identity));
            if (!known && !asked.header("Authorization").isEmpty()) {
                return TestServer.send(
                        out, 401, "{\"details\":\"no such user " + asked.header("Authorization") + "\"}");
            }
            String token = "token-" + tokens.incrementAndGet() + (known ? "-known" : "-nobody");
            valid.add("Bearer " + token);
            return TestServer.send(out, 200, "{\"token\":\"" + token + "\",\"expires_in\":300}");
        });
        registry.behaviour = (asked, out) -> {
            String shown = asked.header("Authorization");
            boolean enough = valid.contains(shown) && (shown.endsWith("-known") || everybodyReads);
            return enough || asked.path().equals("/v2/")
                    ? TestRegistry.PROPERLY
                    : PullTest.answered(TestServer.send(
                            out,
                            401,
                            "",
                            "WWW-Authenticate: Bearer realm=\"" + server.url()
                                    + "/token\",service=\"a, b\",scope=\"repository:x:pull\""));
        };
    }

    @AfterEach
    void stop() throws IOException {
        registry.close();
        server.close();
    }

    private static CredentialSource always(Credential credential) {
        return (host, repository) -> Optional.of(credential);
    }

    private static final Credential ME = Credential.password("me", "pass:word", "a test");

    private void pull(CredentialSource... sources) throws IOException {
        Reg.pull(
                Reg.settings(List.of(sources), registry.host(), server.host()),
                new Reg.Memory(),
                registry.host() + "/team/base:1.0");
    }

    @Test
    void whoeverMayReadAsNobodyIsNotAskedForCredentials() throws IOException {
        everybodyReads = true;
        pull((host, repository) -> {
            throw new AssertionError("asked");
        });
        assertThat(server.lines()).containsExactly("GET /token?service=a%2C%20b&scope=repository%3Ateam%2Fbase%3Apull");
        assertThat(server.asked().get(0).header("Authorization")).isEmpty();
    }

    @Test
    void whereNobodyMayNotReadCredentialsAreShownToTheTokenServerOnly() throws IOException {
        pull(always(ME));
        assertThat(server.asked()).hasSize(2);
        assertThat(server.asked().get(1).header("Authorization")).isEqualTo(BASIC);
        assertThat(registry.server().asked())
                .noneMatch(asked -> asked.header("Authorization").startsWith("Basic"));
    }

    @Test
    void oneTokenServesAPush() throws IOException {
        Reg.push(
                Reg.registries(Reg.settings(List.of(always(ME)), registry.host(), server.host())),
                new Reg.Memory(),
                Images.of(IMAGE.image()),
                registry.host() + "/team/app:1.0");
        assertThat(server.lines()).hasSize(1);
        assertThat(server.lines().get(0)).contains("scope=repository%3Ateam%2Fapp%3Apull%2Cpush");
        assertThat(registry.manifests).containsKey("team/app:1.0");
    }

    @Test
    void aTokenThatIsNoLongerTakenIsReplaced() throws IOException {
        Registries registries = Reg.registries(Reg.settings(List.of(always(ME)), registry.host(), server.host()));
        Reg.Memory store = new Reg.Memory();
        Reg.push(registries, store, Images.of(IMAGE.image()), registry.host() + "/team/app:1.0");
        valid.clear();
        Transport.sleep(java.time.Duration.ofMillis(2100));
        Reg.push(registries, store, Images.of(IMAGE.image()), registry.host() + "/team/app:2.0");
        assertThat(registry.manifests).containsKey("team/app:2.0");
        assertThat(server.lines()).hasSize(2);
    }

    @Test
    void anIdentityTokenIsExchanged() throws IOException {
        identity = "id%2Ftoken";
        pull(always(new Credential(Credential.Kind.IDENTITY_TOKEN, "", "id/token", "a test")));
        TestServer.Asked last = server.asked().get(1);
        assertThat(last.method()).isEqualTo("POST");
        assertThat(new String(last.body(), StandardCharsets.UTF_8))
                .contains("grant_type=refresh_token", "scope=repository%3Ateam%2Fbase%3Apull", "service=a%2C%20b");
    }

    @Test
    void aRegistryTokenIsShownAsItIs() throws IOException {
        valid.add("Bearer mine-known");
        pull(always(new Credential(Credential.Kind.REGISTRY_TOKEN, "", "mine-known", "a test")));
        assertThat(registry.server().asked())
                .anyMatch(asked -> asked.header("Authorization").equals("Bearer mine-known"));
    }

    @Test
    void wrongCredentialsAreNamedButNeverShown() {
        Throwable thrown = catchThrowable(() -> pull(always(Credential.password("me", "hunter2!", "settings.xml, x"))));
        Expect.refusal(() -> {
                    throw thrown;
                })
                .says("The credentials are those of settings.xml, x")
                .says("answers 401")
                .advises("docker login");
        String encoded = Base64.getEncoder().encodeToString("me:hunter2!".getBytes(StandardCharsets.UTF_8));
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            assertThat(cause.toString()).doesNotContain("hunter2!", encoded);
        }
    }

    @Test
    void withoutCredentialsThatIsSaid() {
        Expect.refusal(this::pull).says("We have no credentials for it").advises("docker login");
    }

    @Test
    void credentialsDoNotGoToATokenServerWithoutTls() {
        Expect.refusal(() -> Reg.pull(
                        Reg.settings(List.of(always(ME)), registry.host()),
                        new Reg.Memory(),
                        registry.host() + "/team/base:1.0"))
                .says("can be read by others on the way")
                .advises("'" + server.host() + "' in <insecureRegistries>");
        assertThat(server.asked())
                .allSatisfy(asked -> assertThat(asked.header("Authorization")).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Basic realm=\"x\"",
                "basic realm=x",
                "Negotiate, Basic realm=\"a \\\"quoted\\\" realm\", charset=\"UTF-8\"",
                "Digest realm=\"x\", nonce=\"n=,\", Basic realm=\"y\"",
                "NTLM TlRMTVNTUAAC==, Basic realm=\"y\""
            })
    void basicIsAnsweredInEveryForm(String challenge) throws IOException {
        registry.behaviour = (asked, out) -> asked.header("Authorization").equals(BASIC)
                ? TestRegistry.PROPERLY
                : PullTest.answered(TestServer.send(out, 401, "", "WWW-Authenticate: " + challenge));
        pull(always(ME));
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void challengesAreReadInEveryLegalForm() {
        List<Challenge> challenges = Challenge.parse(List.of(
                "BEARER  realm = \"https://a/b?c=d,e\" ,service=plain , scope=\"repository:a/b:pull,push x\",,",
                "Negotiate, NTLM abc/+==, Basic"));
        assertThat(challenges).extracting(Challenge::scheme).containsExactly("bearer", "negotiate", "ntlm", "basic");
        Challenge bearer = Challenge.of(challenges, "bearer").orElseThrow();
        assertThat(bearer.parameter("realm")).contains("https://a/b?c=d,e");
        assertThat(bearer.parameter("service")).contains("plain");
        assertThat(bearer.parameter("scope")).contains("repository:a/b:pull,push x");
        for (String damaged :
                List.of("", "=", "\"", "Bearer realm=\"", "Bearer =x", ",,,", "Bearer realm", "\"x\" Basic")) {
            assertThat(Challenge.parse(List.of(damaged))).isNotNull();
        }
    }

    @Test
    void eachRepositoryHasItsOwnCredentials() throws IOException {
        Credential base = Credential.password("base", "one", "a test");
        Credential app = Credential.password("app", "two", "a test");
        registry.behaviour = (asked, out) -> {
            Credential right = asked.path().startsWith("/v2/team/base/") ? base : app;
            return asked.path().equals("/v2/") || asked.header("Authorization").equals(right.basic())
                    ? TestRegistry.PROPERLY
                    : PullTest.answered(TestServer.send(
                            out,
                            401,
                            asked.method().equals("HEAD") ? "" : right.basic(),
                            "WWW-Authenticate: Basic realm=\"x\""));
        };
        RegistrySettings settings = Reg.settings(
                List.of((host, repository) -> repository.equals("team/none")
                        ? Optional.empty()
                        : Optional.of(repository.equals("team/base") ? base : app)),
                registry.host());
        Reg.Memory store = new Reg.Memory();
        try (Registries registries = Reg.registries(settings)) {
            ImageReference name = ImageReference.parse(registry.host() + "/team/base:1.0");
            ImagePull.Pulled pulled = new ImagePull(registries, store).open(name, List.of(Reg.AMD64));
            Reg.push(registries, store, Images.of(pulled.images().get(0)), registry.host() + "/team/app:1.0");
            Throwable none = catchThrowable(() -> new ImagePull(registries, store)
                    .open(ImageReference.parse(registry.host() + "/team/none:1"), List.of(Reg.AMD64)));
            assertThat(none)
                    .hasMessageContaining("We have no credentials for it")
                    .hasMessageContaining("Basic ***");
        }
        assertThat(registry.manifests).containsKey("team/app:1.0");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void aTokenServerThatLeadsElsewhereTakesNoSecretThere(int status) throws IOException {
        List<TestServer.Asked> stolen = new ArrayList<>();
        try (TestServer thief = new TestServer((asked, out) -> {
                    stolen.add(asked);
                    return TestServer.send(out, 200, "{\"token\":\"token-nobody\"}");
                });
                TestServer leading = new TestServer((asked, out) ->
                        TestServer.send(out, status, "", "Location: " + thief.url() + asked.target()))) {
            registry.behaviour = (asked, out) -> asked.path().equals("/v2/")
                    ? TestRegistry.PROPERLY
                    : PullTest.answered(TestServer.send(
                            out, 401, "", "WWW-Authenticate: Bearer realm=\"" + leading.url() + "/token\""));
            for (Credential credential :
                    List.of(ME, new Credential(Credential.Kind.IDENTITY_TOKEN, "", "id/token", "a test"))) {
                Throwable refused = catchThrowable(() -> Reg.pull(
                        Reg.settings(List.of(always(credential)), registry.host(), leading.host(), thief.host()),
                        new Reg.Memory(),
                        registry.host() + "/team/base:1.0"));
                assertThat(refused).isInstanceOf(io.github.layercake.io.ImageException.class);
            }
            assertThat(stolen).allSatisfy(asked -> {
                assertThat(asked.header("Authorization")).isEmpty();
                assertThat(new String(asked.body(), StandardCharsets.UTF_8)).doesNotContain("id%2Ftoken");
            });
            assertThat(leading.asked())
                    .as("who it was meant for")
                    .anyMatch(asked -> asked.header("Authorization").equals(BASIC))
                    .anyMatch(asked -> new String(asked.body(), StandardCharsets.UTF_8).contains("id%2Ftoken"));
        }
    }
}
