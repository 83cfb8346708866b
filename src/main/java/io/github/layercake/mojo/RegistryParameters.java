package io.github.layercake.mojo;

import io.github.layercake.base.BaseSources;
import io.github.layercake.build.ImageRequest;
import io.github.layercake.io.ImageException;
import io.github.layercake.oci.ImageReference;
import io.github.layercake.registry.Credential;
import io.github.layercake.registry.CredentialFiles;
import io.github.layercake.registry.CredentialSource;
import io.github.layercake.registry.Limits;
import io.github.layercake.registry.Progress;
import io.github.layercake.registry.Proxy;
import io.github.layercake.registry.Registries;
import io.github.layercake.registry.RegistrySettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.project.MavenProject;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.eclipse.aether.SessionData;
import org.jspecify.annotations.Nullable;

/** Turns what the user wrote about registries, here and in Maven's settings, into values. */
final class RegistryParameters {
    private static final String ANSWERS = "io.github.layercake.registry answers 1";

    private final Parameters parameters;
    private final MavenProject project;
    private final MavenSession session;
    private final MavenSettings settings;

    RegistryParameters(Parameters parameters, MavenProject project, MavenSession session, SettingsDecrypter decrypter) {
        this.parameters = parameters;
        this.project = project;
        this.session = session;
        this.settings = new MavenSettings(session, decrypter);
    }

    /** The registries, of which one that is asked answers for all modules of this run. */
    Registries open(ImageParameters pom, ImageRequest request, Progress progress) {
        return new Registries(source(pom, request), progress, answers(session));
    }

    /** What registries have answered in this run; the class loaders of its modules have only the JDK in common. */
    @SuppressWarnings("unchecked")
    static ConcurrentMap<String, Future<String>> answers(MavenSession session) {
        ConcurrentMap<String, Future<String>> own = new ConcurrentHashMap<>();
        if (session.getRepositorySession() == null) {
            return own;
        }
        SessionData data = session.getRepositorySession().getData();
        return data.set(ANSWERS, null, own) ? own : (ConcurrentMap<String, Future<String>>) data.get(ANSWERS);
    }

    /** The settings when they are needed; at once where the user has set some, since they may be wrong. */
    Supplier<RegistrySettings> source(ImageParameters pom, ImageRequest request) {
        if (!isAnySet(pom)) {
            return () -> read(pom, request);
        }
        RegistrySettings settings = read(pom, request);
        return () -> settings;
    }

    private boolean isAnySet(ImageParameters pom) {
        return parameters.text("username", pom.username).isPresent()
                || parameters.text("password", pom.password).isPresent()
                || parameters.text("fromUsername", pom.fromUsername).isPresent()
                || parameters.text("fromPassword", pom.fromPassword).isPresent()
                || parameters.list("insecureRegistries", pom.insecureRegistries).isPresent()
                || !parameters.map("mirrors", pom.mirrors).isEmpty();
    }

    private RegistrySettings read(ImageParameters pom, ImageRequest request) {
        List<CredentialSource> credentials = new ArrayList<>();
        credentials.add(own(request.names().get(0).registry(), "username", pom.username, "password", pom.password));
        base(request.from())
                .ifPresent(registry -> credentials.add(
                        0, own(registry, "fromUsername", pom.fromUsername, "fromPassword", pom.fromPassword)));
        credentials.add(settings);
        credentials.addAll(CredentialFiles.of(
                System.getenv(),
                Optional.of(Path.of(System.getProperty("user.home", "?"))).filter(Path::isAbsolute)));
        return new RegistrySettings(
                credentials,
                settings.proxies(),
                mirrors(parameters.map("mirrors", pom.mirrors)),
                parameters
                        .text("caFile", pom.caFile)
                        .map(file -> project.getBasedir().toPath().resolve(file)),
                insecure(parameters
                        .list("insecureRegistries", pom.insecureRegistries)
                        .orElse(List.of())),
                session.isOffline(),
                Limits.DEFAULT);
    }

    /** Name and password of one registry; each of them may come from another place. */
    private CredentialSource own(
            String registry, String userName, @Nullable String user, String passwordName, @Nullable String password) {
        Optional<String> name = parameters.text(userName, user);
        Optional<String> secret = parameters.text(passwordName, password);
        if (name.isPresent() != secret.isPresent()) {
            throw new ImageException(
                    "<" + (name.isPresent() ? userName : passwordName) + "> is set, but <"
                            + (name.isPresent() ? passwordName : userName) + "> is not.",
                    "Set both, or neither.");
        }
        return (wanted, repository) -> wanted.equals(registry) && name.isPresent()
                ? Optional.of(Credential.password(
                        name.get(), secret.orElseThrow(), "<" + userName + "> and <" + passwordName + ">"))
                : Optional.empty();
    }

    /** The registry of the base, if it is an image in one. What is wrong with its name is told elsewhere. */
    private static Optional<String> base(String from) {
        try {
            return BaseSources.image(from).map(ImageReference::registry);
        } catch (ImageException e) {
            return Optional.empty();
        }
    }

    private static Map<String, List<String>> mirrors(Map<String, String> texts) {
        Map<String, List<String>> mirrors = new LinkedHashMap<>();
        texts.forEach((registry, text) -> {
            List<String> hosts = new ArrayList<>();
            for (String mirror : text.split(",")) {
                String host = mirror.strip();
                if (host.contains("://") || host.startsWith("/")) {
                    throw new ImageException(
                            "<mirrors> names '" + host + "' for '" + registry + "', which is not a registry.",
                            "Write it as host[:port][/prefix], such as mirror.example.com.");
                }
                if (!host.isEmpty()) {
                    hosts.add(host);
                }
            }
            mirrors.put(registry, hosts);
        });
        return mirrors;
    }

    private static Set<String> insecure(List<String> texts) {
        Set<String> hosts = new LinkedHashSet<>();
        for (String text : texts) {
            String host = text.strip().toLowerCase(Locale.ROOT);
            if (host.contains("/") || host.contains("*")) {
                throw new ImageException(
                        "<insecureRegistries> names '" + text + "', which is not a registry.",
                        "Write each one as host[:port], as in the name of an image.");
            }
            if (!host.isEmpty()) {
                hosts.add(host);
            }
        }
        return hosts;
    }

    /** Maven's proxies, as values. */
    static Proxy proxy(org.apache.maven.settings.Proxy proxy) {
        Optional<Credential> credential = Optional.ofNullable(proxy.getUsername())
                .filter(user -> !user.isBlank())
                .map(user -> Credential.password(
                        user, proxy.getPassword() == null ? "" : proxy.getPassword(), "settings.xml, <proxy>"));
        String exceptions = proxy.getNonProxyHosts() == null ? "" : proxy.getNonProxyHosts();
        return new Proxy(
                proxy.getProtocol() == null ? "http" : proxy.getProtocol(),
                proxy.getHost(),
                proxy.getPort(),
                credential,
                List.of(exceptions.split("[|,]")));
    }
}
