package io.github.layercake.mojo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.maven.model.Plugin;
import org.apache.maven.model.PluginExecution;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.util.xml.Xpp3Dom;

/** What the POM tells maven-jar-plugin to write into the manifest. */
final class JarManifest {
    private final MavenProject project;

    JarManifest(MavenProject project) {
        this.project = project;
    }

    /** {@code <archive><manifest><mainClass>}, or {@code <archive><manifestEntries><Main-Class>}. */
    Optional<String> mainClass() {
        Plugin plugin = project.getPlugin("org.apache.maven.plugins:maven-jar-plugin");
        if (plugin == null) {
            return Optional.empty();
        }
        List<Object> configurations = new ArrayList<>();
        for (PluginExecution execution : plugin.getExecutions()) {
            if (execution.getId().equals("default-jar")) {
                configurations.add(execution.getConfiguration());
            }
        }
        configurations.add(plugin.getConfiguration());
        for (Object configuration : configurations) {
            Optional<String> mainClass = value(configuration, "archive", "manifest", "mainClass")
                    .or(() -> value(configuration, "archive", "manifestEntries", "Main-Class"));
            if (mainClass.isPresent()) {
                return mainClass;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> value(Object configuration, String... path) {
        if (!(configuration instanceof Xpp3Dom dom)) {
            return Optional.empty();
        }
        Xpp3Dom element = dom;
        for (String name : path) {
            element = element == null ? null : element.getChild(name);
        }
        return element == null
                ? Optional.empty()
                : Optional.ofNullable(element.getValue())
                        .map(String::strip)
                        // An expression of a property that nobody set.
                        .filter(value -> !value.isEmpty() && !value.startsWith("${"));
    }
}
