package io.github.layercake.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.layercake.registry.Credential;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.maven.execution.DefaultMavenExecutionRequest;
import org.apache.maven.execution.DefaultMavenExecutionResult;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.settings.Server;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.settings.crypto.SettingsDecryptionResult;
import org.junit.jupiter.api.Test;

/** Passwords of Maven's settings, for registries that ask at the same time. */
class MavenSettingsTest {

    @Test
    @SuppressWarnings("deprecation")
    void severalRegistriesGetTheirPasswordsOneAfterTheOther() throws Exception {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        SettingsDecrypter decrypter = request -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            sleep();
            now.decrementAndGet();
            Server decrypted = request.getServers().get(0).clone();
            decrypted.setPassword("secret of " + decrypted.getId());
            return result(decrypted);
        };
        DefaultMavenExecutionRequest request = new DefaultMavenExecutionRequest();
        for (int i = 0; i < 4; i++) {
            Server server = new Server();
            server.setId("registry" + i);
            server.setUsername("me");
            server.setPassword("{encrypted}");
            request.addServer(server);
        }
        MavenSession session = new MavenSession(null, null, request, new DefaultMavenExecutionResult());
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Optional<Credential>>> questions = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                String registry = "registry" + i;
                // As the modules of a reactor: each has its own, and Maven's decrypter is one for all.
                questions.add(() -> new MavenSettings(session, decrypter).find(registry, "team/app"));
            }
            for (Future<Optional<Credential>> answer : threads.invokeAll(questions)) {
                assertThat(answer.get().orElseThrow().secret()).startsWith("secret of registry");
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(most).hasValue(1);
    }

    private static void sleep() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static SettingsDecryptionResult result(Server server) {
        return (SettingsDecryptionResult) Proxy.newProxyInstance(
                MavenSettingsTest.class.getClassLoader(),
                new Class<?>[] {SettingsDecryptionResult.class},
                (proxy, method, arguments) -> method.getName().equals("getServer") ? server : List.of());
    }
}
