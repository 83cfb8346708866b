package io.github.layercake.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.layercake.fixture.Expect;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What docker login and podman login leave behind. */
class CredentialFileTest {
    @TempDir
    private Path directory;

    private static String auth(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private CredentialFile file(String json) throws IOException {
        Path file = Files.writeString(directory.resolve("config.json"), json.replace('\'', '"'));
        return new CredentialFile(file, false, List.of(directory));
    }

    private void helper(String name, String script) throws IOException {
        Path program = Files.writeString(directory.resolve("docker-credential-" + name), "#!/bin/sh\n" + script);
        assertThat(program.toFile().setExecutable(true)).isTrue();
    }

    private static void assertUser(Optional<Credential> found, String user, String password) {
        Credential credential = found.orElseThrow();
        assertThat(credential.user()).isEqualTo(user);
        assertThat(credential.secret()).isEqualTo(password);
        assertThat(credential.toString()).doesNotContain(password);
    }

    @ParameterizedTest
    @CsvSource({
        "docker.io, https://index.docker.io/v1/",
        "docker.io, docker.io",
        "docker.io, index.docker.io",
        "docker.io, registry-1.docker.io",
        "reg.example.com:5000, reg.example.com:5000",
        "reg.example.com:5000, https://reg.example.com:5000",
        "reg.example.com, http://reg.example.com/v1/",
        "reg.example.com, https://reg.example.com/v2/",
        "reg.example.com, reg.example.com/team/app",
        "reg.example.com, reg.example.com/team"
    })
    void aRegistryIsKnownByManyNames(String registry, String key) throws IOException {
        CredentialFile file = file("{'auths':{'other.example.com':{'auth':'" + auth("no:no") + "'},'" + key
                + "':{'auth':'" + auth("me:pass:word") + "'}}}");
        assertUser(file.find(registry, "team/app"), "me", "pass:word");
        assertThat(file.find("another.example.com", "team/app")).isEmpty();
    }

    @Test
    void theRepositoryComesBeforeTheRegistry() throws IOException {
        CredentialFile file = file("{'auths':{'r.example.com':{'auth':'" + auth("all:secret-1")
                + "'},'r.example.com/team':{'auth':'" + auth("team:secret-2") + "'}}}");
        assertUser(file.find("r.example.com", "team/app"), "team", "secret-2");
        assertUser(file.find("r.example.com", "teams/app"), "all", "secret-1");
    }

    @Test
    void tokensAndPlainFieldsAreUnderstood() throws IOException {
        CredentialFile file = file("{'auths':{'a.example.com':{'auth':'" + auth("<token>:") + "','identitytoken':'id'},"
                + "'b.example.com':{'registrytoken':'reg'},'c.example.com':{'username':'u','password':'secret-p'},"
                + "'d.example.com':{}}}");
        assertThat(file.find("a.example.com", "x").orElseThrow().kind()).isEqualTo(Credential.Kind.IDENTITY_TOKEN);
        assertThat(file.find("b.example.com", "x").orElseThrow().kind()).isEqualTo(Credential.Kind.REGISTRY_TOKEN);
        assertUser(file.find("c.example.com", "x"), "u", "secret-p");
        assertThat(file.find("d.example.com", "x")).isEmpty();
    }

    @Test
    void helpersAreAskedTheRightQuestion() throws IOException {
        helper("one", "read host; echo \"{\\\"Username\\\":\\\"$host\\\",\\\"Secret\\\":\\\"secret-s\\\"}\"");
        helper("two", "cat > /dev/null; echo credentials not found in native keychain; exit 1");
        helper("three", "cat > /dev/null; echo '{\"Username\":\"<token>\",\"Secret\":\"t\"}'");
        CredentialFile file = file("{'auths':{'x.example.com':{'auth':'" + auth("own:secret-1") + "'}},"
                + "'credHelpers':{'x.example.com':'two','y.example.com':'three'},'credsStore':'one'}");
        assertUser(file.find("x.example.com", "r"), "own", "secret-1");
        assertThat(file.find("y.example.com", "r").orElseThrow().kind()).isEqualTo(Credential.Kind.IDENTITY_TOKEN);
        assertUser(file.find("z.example.com", "r"), "z.example.com", "secret-s");
        assertUser(file.find("docker.io", "r"), "https://index.docker.io/v1/", "secret-s");
    }

    @Test
    void anAnswerIsReadToItsEndThoughTheHelperHasEnded() throws IOException {
        helper("quick", "echo '{\"Username\":\"me\",\"Secret\":\"secret-q\"}'");
        CredentialFile file = file("{'credsStore':'quick'}");
        for (int i = 0; i < 50; i++) {
            assertUser(file.find("x.example.com", "r"), "me", "secret-q");
        }
    }

    @Test
    void aHelperThatFailsIsNamedAndItsWordsAreKeptBack() throws IOException {
        helper("bad", "echo my-secret; exit 3");
        Expect.refusal(() -> file("{'credsStore':'bad'}").find("x.example.com", "r"))
                .says("'bad'")
                .says("failed");
        Expect.refusal(() -> file("{'credsStore':'missing'}").find("x.example.com", "r"))
                .says("is not in the PATH")
                .advises("docker-credential-missing");
        Expect.refusal(() -> file("{'credsStore':'../../bin/sh'}").find("x.example.com", "r"))
                .says("a name that no program can have");
    }

    @Test
    void aDamagedFileIsSaidWithoutItsSecrets() throws IOException {
        for (String json : List.of(
                "{",
                "[]",
                "{'auths':{'x.example.com':{'auth':'%%'}}}",
                "{'auths':{'x.example.com':{'auth':'" + auth("secret-without-colon") + "'}}}")) {
            Expect.refusal(() -> file(json).find("x.example.com", "r"))
                    .says("cannot be read")
                    .advises("docker login");
        }
        assertThat(new CredentialFile(directory.resolve("none"), false, List.of()).find("x.example.com", "r"))
                .isEmpty();
        Expect.refusal(() -> new CredentialFile(directory.resolve("none"), true, List.of()).find("x.example.com", "r"))
                .advises("REGISTRY_AUTH_FILE");
    }

    @Test
    void theFilesAreAskedInTheDocumentedOrder() {
        List<CredentialSource> files = CredentialFiles.of(
                Map.of("REGISTRY_AUTH_FILE", "/a", "XDG_RUNTIME_DIR", "/run/me", "DOCKER_CONFIG", "/d", "PATH", "/bin"),
                Optional.of(Path.of("/home/me")));
        assertThat(files)
                .extracting(file -> ((CredentialFile) file).path().toString())
                .containsExactly(
                        "/a",
                        "/run/me/containers/auth.json",
                        "/home/me/.config/containers/auth.json",
                        "/d/config.json");
    }
}
