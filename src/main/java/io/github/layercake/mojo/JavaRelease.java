package io.github.layercake.mojo;

import java.util.Properties;
import org.apache.maven.model.Plugin;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.jspecify.annotations.Nullable;

/** The Java release that a project is compiled for. */
final class JavaRelease {
    private static final String[] NAMES = {"release", "target", "source"};

    private static final int[] SUPPORTED = {8, 11, 17, 21, 25};

    private JavaRelease() {}

    /**
     * Such as 8 or 17; 0 if nobody says.
     *
     * @param user properties of the command line, which win over those of the POM
     */
    static int of(MavenProject project, Properties user) {
        Plugin compiler = project.getPlugin("org.apache.maven.plugins:maven-compiler-plugin");
        Xpp3Dom configuration =
                compiler != null && compiler.getConfiguration() instanceof Xpp3Dom dom ? dom : new Xpp3Dom("none");
        for (String name : NAMES) {
            Xpp3Dom element = configuration.getChild(name);
            int configured = element == null ? 0 : number(element.getValue());
            int release = configured > 0 ? configured : number(property(project, user, "maven.compiler." + name));
            if (release > 0) {
                return release;
            }
        }
        return 0;
    }

    /**
     * The oldest release that is supported for years and runs what is compiled for {@code release}; the newest one if
     * that is not known, for it runs everything.
     */
    static int supported(int release) {
        for (int supported : SUPPORTED) {
            if (release > 0 && release <= supported) {
                return supported;
            }
        }
        return Math.max(release, SUPPORTED[SUPPORTED.length - 1]);
    }

    private static @Nullable String property(MavenProject project, Properties user, String name) {
        return user.getProperty(name, project.getProperties().getProperty(name));
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
