package io.github.layercake.mojo;

import io.github.layercake.io.ImageException;
import io.github.layercake.runtime.JlinkRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.project.MavenProject;
import org.apache.maven.toolchain.Toolchain;
import org.apache.maven.toolchain.ToolchainManager;
import org.jspecify.annotations.Nullable;

/** Turns {@code <jlink>} into a request, and finds the JDK: the project's toolchain, else the one that runs Maven. */
final class JlinkRequests {
    private static final String NAME = "jlink";
    private static final List<String> PARTS =
            List.of("modules", "addModules", "locales", "debugSymbols", "compression");

    private final Parameters parameters;

    JlinkRequests(Parameters parameters) {
        this.parameters = parameters;
    }

    /** Whether there is to be a Java runtime: {@code <jlink/>}, or anything that is set of it. */
    boolean isWanted(@Nullable JlinkParameter pom) {
        String enabled = pom == null ? null : pom.enabled == null ? "true" : pom.enabled;
        // -Dimage.jlink without a value is true, too: Maven makes it so.
        Optional<String> set = parameters.text(NAME, enabled);
        if (set.isPresent()) {
            return switch (set.get().toLowerCase(Locale.ROOT)) {
                case "true" -> true;
                case "false" -> false;
                default ->
                    throw new ImageException(
                            "<jlink> is '" + set.get() + "', which is neither true nor false.",
                            "Write <jlink/>, or set <modules>, <addModules>, <locales>, <debugSymbols> or"
                                    + " <compression> within it.");
            };
        }
        return PARTS.stream()
                .anyMatch(part -> parameters.text(NAME + "." + part, null).isPresent());
    }

    Optional<JlinkRequest> read(
            @Nullable JlinkParameter pom, MavenProject project, MavenSession session, ToolchainManager toolchains) {
        if (!isWanted(pom)) {
            return Optional.empty();
        }
        JlinkParameter set = pom == null ? new JlinkParameter() : pom;
        return Optional.of(new JlinkRequest(
                javaHome(session, toolchains),
                list("modules", set.modules).filter(names -> !names.isEmpty()),
                list("addModules", set.addModules).orElse(List.of()),
                list("locales", set.locales).orElse(List.of()),
                parameters.flag(NAME + ".debugSymbols", set.debugSymbols),
                isZip(set.compression),
                JavaRelease.of(project, session.getUserProperties())));
    }

    private Optional<List<String>> list(String part, @Nullable List<String> pom) {
        return parameters.list(NAME + "." + part, pom).map(values -> {
            List<String> names = new ArrayList<>();
            for (String value : values) {
                String name = value.strip();
                if (!name.isEmpty()) {
                    names.add(requireName(part, name));
                }
            }
            return names;
        });
    }

    /** What jlink gets on its command line: no option, and no list that we did not see. */
    private static String requireName(String part, String name) {
        boolean wellFormed = name.equals("*") && part.equals("locales");
        if (!wellFormed) {
            wellFormed = Character.isLetter(name.charAt(0))
                    && name.chars().allMatch(c -> Character.isLetterOrDigit(c) || "._-*".indexOf(c) >= 0);
        }
        if (!wellFormed) {
            throw new ImageException(
                    "<jlink>: <" + part + "> has '" + name + "', which is not the name of "
                            + (part.equals("locales") ? "a language." : "a module."),
                    part.equals("locales")
                            ? "Write it as de or pt-BR, or * for all."
                            : "'java --list-modules' tells their names.");
        }
        return name;
    }

    private boolean isZip(@Nullable String pom) {
        String name = parameters.text(NAME + ".compression", pom).orElse("none");
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "none" -> false;
            case "zip" -> true;
            default ->
                throw new ImageException(
                        "<jlink>: <compression> is '" + name + "', which we do not know.", "Use none or zip.");
        };
    }

    private static Path javaHome(MavenSession session, ToolchainManager toolchains) {
        Toolchain toolchain = toolchains.getToolchainFromBuildContext("jdk", session);
        if (toolchain == null) {
            return Path.of(System.getProperty("java.home"));
        }
        // Every JDK has javac, but only those that can make a runtime have jlink: what lacks it is told by its place.
        for (String tool : List.of("jlink", "javac", "java")) {
            String file = toolchain.findTool(tool);
            Path bin = file == null ? null : Path.of(file).getParent();
            if (bin != null && bin.getParent() != null) {
                return bin.getParent();
            }
        }
        throw new ImageException(
                "<jlink>: the toolchain " + toolchain + " has no java command.",
                "Correct its <jdkHome> in ~/.m2/toolchains.xml.");
    }
}
