package io.github.layercake.runtime;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the user wants of the Java runtime.
 *
 * @param javaHome the JDK that it is made from, with {@code bin/jlink}
 * @param modules the modules to link, instead of those that the class path needs
 * @param addModules modules besides
 * @param locales language tags, such as {@code de}, whose data is kept; {@code *} for all; none for English only
 * @param debugSymbols whether stack traces have the line numbers of the JDK's own classes
 * @param zip whether the modules are compressed within the image
 * @param release that the project is compiled for, such as 17; 0 if nobody knows
 */
public record JlinkRequest(
        Path javaHome,
        Optional<List<String>> modules,
        List<String> addModules,
        List<String> locales,
        boolean debugSymbols,
        boolean zip,
        int release) {

    public JlinkRequest {
        modules = modules.map(List::copyOf);
        addModules = List.copyOf(addModules);
        locales = List.copyOf(locales);
    }
}
