package io.github.layercake.mojo;

import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.PluginManagement;
import org.apache.maven.project.MavenProject;

/** The command lines in our error messages, such that copying one works. */
final class Commands {
    private static final String GROUP_ID = "io.github.layercake";
    private static final String ARTIFACT_ID = "image-maven-plugin";

    private final MavenSession session;

    Commands(MavenSession session) {
        this.session = session;
    }

    /** {@code mvn PHASE image:build}; in the long form where Maven does not know the prefix. */
    String withPhase(String phase) {
        return "mvn " + phase + " "
                + (isPrefixKnown() ? "image:build" : GROUP_ID + ":" + ARTIFACT_ID + ":" + version() + ":build");
    }

    /** Maven looks into the settings and into the POM that the build started with, whichever module fails. */
    private boolean isPrefixKnown() {
        String key = GROUP_ID + ":" + ARTIFACT_ID;
        MavenProject root = session.getTopLevelProject();
        PluginManagement managed = root.getPluginManagement();
        return root.getPlugin(key) != null
                || (managed != null && managed.getPluginsAsMap().containsKey(key))
                || session.getSettings().getPluginGroups().contains(GROUP_ID);
    }

    private static String version() {
        String version = Commands.class.getPackage().getImplementationVersion();
        return version == null ? "LATEST" : version;
    }
}
