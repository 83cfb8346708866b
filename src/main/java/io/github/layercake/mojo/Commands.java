package io.github.layercake.mojo;

import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.Plugin;
import org.apache.maven.project.MavenProject;

/** The command lines in our error messages, such that copying one works. */
final class Commands {
    private static final String GROUP_ID = "io.github.layercake";
    private static final String ARTIFACT_ID = "image-maven-plugin";

    private final MavenProject project;
    private final MavenSession session;

    Commands(MavenProject project, MavenSession session) {
        this.project = project;
        this.session = session;
    }

    /** {@code mvn PHASE image:build}; in the long form where Maven does not know the prefix. */
    String withPhase(String phase) {
        Plugin plugin = project.getPlugin(GROUP_ID + ":" + ARTIFACT_ID);
        boolean prefix =
                plugin != null || session.getSettings().getPluginGroups().contains(GROUP_ID);
        return "mvn " + phase + " "
                + (prefix ? "image:build" : GROUP_ID + ":" + ARTIFACT_ID + ":" + version() + ":build");
    }

    private static String version() {
        String version = Commands.class.getPackage().getImplementationVersion();
        return version == null ? "LATEST" : version;
    }
}
