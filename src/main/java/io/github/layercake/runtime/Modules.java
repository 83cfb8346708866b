package io.github.layercake.runtime;

import io.github.layercake.io.Digest;
import io.github.layercake.io.ImageException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ProviderNotFoundException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The modules of a JDK, and which of them an application needs.
 *
 * @param names all of them
 * @param ofPackages by package, the modules that have it
 */
record Modules(Set<String> names, Map<String, List<String>> ofPackages) {
    /**
     * What no class file names, because it is found by name or as a service: logging, JMX and its remote agent, names
     * and DNS, encryption with elliptic curves, agents, flight recordings, socket options, {@code sun.misc.Unsafe},
     * file systems in jars. Together less than 2 MB.
     */
    static final List<String> ALWAYS = List.of(
            "java.base",
            "java.instrument",
            "java.logging",
            "java.management",
            "java.naming",
            "jdk.crypto.ec",
            "jdk.jfr",
            "jdk.management",
            "jdk.management.agent",
            "jdk.naming.dns",
            "jdk.net",
            "jdk.unsupported",
            "jdk.zipfs");

    /** Providers of a module's services that an application misses without having named them. */
    private static final Map<String, String> PROVIDERS = Map.of("java.security.jgss", "jdk.security.jgss");

    static final String LOCALES = "jdk.localedata";

    /** Asks a JDK, which need not be the one that we run on. */
    static Modules of(Jdk jdk) throws IOException {
        Map<String, List<String>> ofPackages = new HashMap<>();
        Set<String> names = new TreeSet<>();
        try (FileSystem image = FileSystems.newFileSystem(
                        URI.create("jrt:/"), Map.of("java.home", jdk.home().toString()));
                Stream<Path> packages = Files.list(image.getPath("/packages"));
                Stream<Path> modules = Files.list(image.getPath("/modules"))) {
            modules.forEach(module -> names.add(lastName(module)));
            for (Path named : (Iterable<Path>) packages::iterator) {
                try (Stream<Path> owners = Files.list(named)) {
                    ofPackages.put(
                            lastName(named), owners.map(Modules::lastName).toList());
                }
            }
        } catch (ProviderNotFoundException | IllegalArgumentException e) {
            throw new IOException("the modules of the JDK in '" + jdk.home() + "' cannot be read: " + e, e);
        }
        return new Modules(names, ofPackages);
    }

    private static String lastName(Path path) {
        String text = path.toString();
        return text.substring(text.lastIndexOf('/') + 1);
    }

    /** The modules of this JDK that the user and the class path ask for, sorted; what those require comes with them. */
    List<String> choose(JlinkRequest request, Set<String> packages, Jdk jdk) {
        Set<String> chosen = new TreeSet<>();
        if (request.modules().isPresent()) {
            chosen.addAll(require("modules", request.modules().get(), jdk));
            chosen.add("java.base");
        } else {
            chosen.addAll(ALWAYS);
            packages.forEach(name -> chosen.addAll(ofPackages.getOrDefault(name, List.of())));
            PROVIDERS.forEach((module, provider) -> {
                if (chosen.contains(module)) {
                    chosen.add(provider);
                }
            });
            chosen.retainAll(names);
        }
        if (!request.locales().isEmpty()) {
            chosen.add(LOCALES);
        }
        chosen.addAll(require("addModules", request.addModules(), jdk));
        return List.copyOf(chosen);
    }

    private Set<String> require(String parameter, List<String> wanted, Jdk jdk) {
        Set<String> found = new HashSet<>();
        for (String name : wanted) {
            if (!names.contains(name)) {
                throw new ImageException(
                        "<jlink>: <" + parameter + "> names '" + name + "', which is no module of the JDK in '"
                                + jdk.home() + "'.",
                        "Correct it; 'java --list-modules' tells their names.");
            }
            found.add(name);
        }
        return found;
    }

    /** What {@link #choose} depends on, but for the JDK. */
    static Digest key(JlinkRequest request, List<ClassPathFile> classPath, Jdk jdk) {
        List<String> parts = new ArrayList<>();
        parts.add(jdk.identity().toString());
        parts.addAll(ALWAYS);
        parts.add(
                request.modules().isPresent()
                        ? String.join(",", request.modules().get())
                        : "found");
        parts.add(String.join(",", request.addModules()));
        parts.add(Boolean.toString(!request.locales().isEmpty()));
        classPath.forEach(file -> parts.add((file.path().endsWith(".class") ? "class " : "jar ") + file.digest()));
        return Notes.key("modules", parts);
    }
}
