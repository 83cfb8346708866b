package io.github.layercake.mojo;

import org.apache.maven.model.Plugin;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.jspecify.annotations.Nullable;

/** The Java release that a project is compiled for. */
final class JavaRelease {
    private static final String[] NAMES = {"release", "target", "source"};

    private JavaRelease() {}

    /** Such as 8 or 17; 0 if the POM does not say. */
    static int of(MavenProject project) {
        Plugin compiler = project.getPlugin("org.apache.maven.plugins:maven-compiler-plugin");
        Xpp3Dom configuration =
                compiler != null && compiler.getConfiguration() instanceof Xpp3Dom dom ? dom : new Xpp3Dom("none");
        for (String name : NAMES) {
            Xpp3Dom element = configuration.getChild(name);
            int configured = element == null ? 0 : number(element.getValue());
            int release =
                    configured > 0 ? configured : number(project.getProperties().getProperty("maven.compiler." + name));
            if (release > 0) {
                return release;
            }
        }
        return 0;
    }

    private static int number(@Nullable String text) {
        if (text == null) {
            return 0;
        }
        String release = text.strip();
        try {
            return Integer.parseInt(release.startsWith("1.") ? release.substring(2) : release);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
