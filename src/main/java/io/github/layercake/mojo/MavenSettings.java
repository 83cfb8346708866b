package io.github.layercake.mojo;

import io.github.layercake.io.ImageException;
import io.github.layercake.registry.Credential;
import io.github.layercake.registry.CredentialSource;
import io.github.layercake.registry.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.settings.Server;
import org.apache.maven.settings.crypto.DefaultSettingsDecryptionRequest;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.settings.crypto.SettingsDecryptionRequest;
import org.apache.maven.settings.crypto.SettingsDecryptionResult;

/** Servers and proxies of Maven's {@code settings.xml}, whose passwords may be encrypted. */
final class MavenSettings implements CredentialSource {
    private static final Set<String> DOCKER_HUB =
            Set.of("docker.io", "index.docker.io", "registry-1.docker.io", "https://index.docker.io/v1/");

    private final MavenSession session;
    private final SettingsDecrypter decrypter;

    MavenSettings(MavenSession session, SettingsDecrypter decrypter) {
        this.session = session;
        this.decrypter = decrypter;
    }

    @Override
    public Optional<Credential> find(String registry, String repository) {
        for (Server server : session.getSettings().getServers()) {
            String id = server.getId();
            boolean meant = registry.equals(id) || (registry.equals("docker.io") && DOCKER_HUB.contains(id));
            if (meant && server.getUsername() != null) {
                return Optional.of(credential(server));
            }
        }
        return Optional.empty();
    }

    private Credential credential(Server server) {
        String password = decrypt(new DefaultSettingsDecryptionRequest(server))
                .getServer()
                .getPassword();
        requireDecrypted(password, server.getPassword(), "server '" + server.getId() + "'");
        return Credential.password(
                server.getUsername(),
                password == null ? "" : password,
                "settings.xml, server '" + server.getId() + "'");
    }

    /** One at a time: several registries may ask at once, and Maven 3.6's cipher has one hash for all. */
    private SettingsDecryptionResult decrypt(SettingsDecryptionRequest request) {
        synchronized (decrypter) {
            return decrypter.decrypt(request);
        }
    }

    private static void requireDecrypted(String password, String encrypted, String owner) {
        boolean still = password != null
                && password.equals(encrypted)
                && password.strip().startsWith("{")
                && password.strip().endsWith("}");
        if (still) {
            throw new ImageException(
                    "The password of the " + owner + " in settings.xml is encrypted, and Maven cannot decrypt it.",
                    "See whether ~/.m2/settings-security.xml has the master password that it was encrypted with.");
        }
    }

    List<Proxy> proxies() {
        List<Proxy> proxies = new ArrayList<>();
        for (org.apache.maven.settings.Proxy proxy : session.getSettings().getProxies()) {
            if (proxy.isActive()) {
                org.apache.maven.settings.Proxy decrypted =
                        decrypt(new DefaultSettingsDecryptionRequest(proxy)).getProxy();
                requireDecrypted(decrypted.getPassword(), proxy.getPassword(), "proxy '" + proxy.getId() + "'");
                proxies.add(RegistryParameters.proxy(decrypted));
            }
        }
        return proxies;
    }
}
