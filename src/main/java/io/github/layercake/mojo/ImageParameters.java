package io.github.layercake.mojo;

import java.util.List;
import java.util.Map;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * What every goal that makes an image can be told. {@code -Dimage.…} on the command line wins over the POM's
 * configuration, which wins over a property of the POM. A list on the command line is separated by commas ({@code \,}
 * is a comma); a map has a property for each key, such as {@code -Dimage.environment.TZ=UTC}.
 */
abstract class ImageParameters extends AbstractMojo {

    /**
     * Name of the image, as Docker understands it: {@code [registry/]repository[:tag]}. By default <code>
     * ${project.artifactId}:${project.version}</code> in lower case.
     */
    @Parameter(property = "image")
    @Nullable
    String image;

    /**
     * Further tags of the same image, such as {@code latest}. On the command line: {@code -Dimage.tags=latest,stable}.
     */
    @Parameter
    @Nullable
    List<String> tags;

    /**
     * The base image: the name of an image in a registry, {@code [registry/]repository[:tag][@digest]}, or
     * {@code scratch}, {@code oci:DIRECTORY[:tag]}, {@code oci-archive:FILE[:tag]} or
     * {@code docker-archive:FILE[:name]}; a relative path starts at the project's directory. By default
     * {@code eclipse-temurin:RELEASE-jre}, where RELEASE is the Java release that the project is compiled for, or the
     * next one with long-term support.
     */
    @Parameter(property = "image.from")
    @Nullable
    String from;

    /**
     * What the image runs on, each as {@code os/architecture[/variant]}; of a base with several platforms, those are
     * taken. By default Linux on the architecture of this machine. With several there is one image for each, on the
     * same layers of the application, and an index of them. On the command line:
     * {@code -Dimage.platforms=linux/amd64,linux/arm64}.
     */
    @Parameter
    @Nullable
    List<String> platforms;

    /**
     * A Java runtime in the image, made from the project's JDK (its toolchain, else the one that runs Maven) by
     * {@code jlink}: {@code <jlink/>}, with {@code <from>scratch</from>} (then the default) or a base without Java.
     * Within it {@code <modules>} instead of those that the class path needs, {@code <addModules>} besides,
     * {@code <locales>}, {@code <debugSymbols>}, {@code <compression>}. On the command line: {@code -Dimage.jlink},
     * {@code -Dimage.jlink.addModules=jdk.charsets} and so on.
     */
    @Parameter
    @Nullable
    JlinkParameter jlink;

    /**
     * The class to start. By default the main class of maven-jar-plugin's manifest configuration, else the one class in
     * the project's output directory that has a main method.
     */
    @Parameter(property = "image.mainClass")
    @Nullable
    String mainClass;

    /**
     * Options of the {@code java} command, such as {@code -Xss512k}. On the command line:
     * {@code -Dimage.jvmFlags=-ea,-Xss512k}.
     */
    @Parameter
    @Nullable
    List<String> jvmFlags;

    /** Arguments of the application, or of the entrypoint; who starts the container can give others. */
    @Parameter
    @Nullable
    List<String> args;

    /**
     * The command to run instead of {@code java} with the class path and the main class. {@code INHERIT} keeps the
     * base's.
     */
    @Parameter
    @Nullable
    List<String> entrypoint;

    /** Environment variables, added to the base's. On the command line: {@code -Dimage.environment.KEY=value}. */
    @Parameter
    @Nullable
    Map<String, String> environment;

    /** Labels of the image, added to the base's. On the command line: {@code -Dimage.labels.KEY=value}. */
    @Parameter
    @Nullable
    Map<String, String> labels;

    /**
     * Annotations of the image's manifest, and of the index of several platforms. On the command line:
     * {@code -Dimage.annotations.KEY=value}.
     */
    @Parameter
    @Nullable
    Map<String, String> annotations;

    /** Ports that the application listens on, added to the base's: {@code 8080}, {@code 53/udp}, {@code 8000-8010}. */
    @Parameter
    @Nullable
    List<String> ports;

    /** Absolute directories in the image that hold data outside of the container, added to the base's. */
    @Parameter
    @Nullable
    List<String> volumes;

    /** Who runs the application: {@code user[:group]}, names or numbers. By default the base's, else root. */
    @Parameter(property = "image.user")
    @Nullable
    String user;

    /** Absolute directory in which the application starts. By default the base's. */
    @Parameter(property = "image.workingDirectory")
    @Nullable
    String workingDirectory;

    /** Signal that asks the application to end, such as {@code SIGTERM}. By default the base's. */
    @Parameter(property = "image.stopSignal")
    @Nullable
    String stopSignal;

    /**
     * How Docker finds out whether the application works: {@code <command>} (a list) or {@code <shell>} (one line),
     * {@code <interval>}, {@code <timeout>}, {@code <startPeriod>} (such as {@code 30s}) and {@code <retries>}. The
     * command {@code NONE} switches the base's off. On the command line: {@code -Dimage.healthcheck.shell=…} and so on.
     */
    @Parameter
    @Nullable
    HealthcheckParameter healthcheck;

    /**
     * Directories whose files go into the image: each {@code <extraDirectory>} has a {@code <from>}, an {@code <into>}
     * (an absolute directory in the image, by default {@code /}), and Ant-style {@code <includes>}, {@code <excludes>}
     * and {@code <executables>}. On the command line, without patterns: {@code -Dimage.extraDirectories=FROM:INTO,…}.
     */
    @Parameter
    @Nullable
    List<ExtraDirectoryParameter> extraDirectories;

    /**
     * How dependencies are partitioned into layers, so that an update sends little again: {@code <mode>}
     * ({@code partition}, the default, or {@code single} for one layer), {@code <maximum>} (24), and layers of your
     * own, each a {@code <layer>} with a {@code <name>}, {@code <includes>} and {@code <excludes>} (patterns of
     * {@code groupId:artifactId[:version]}, or of paths in the image that start with {@code /}) and {@code <above>}
     * (which of our layers it lies on, {@code dependencies} by default). On the command line:
     * {@code -Dimage.layers.mode=single}, {@code -Dimage.layers.maximum=50},
     * {@code -Dimage.layers.layer.NAME=PATTERN,!PATTERN}.
     */
    @Parameter
    @Nullable
    LayersParameter layers;

    /**
     * How the layers of the application are stored: {@code gzip} (default), {@code zstd} or {@code none}. For
     * {@code zstd}, add {@code com.github.luben:zstd-jni} to the plugin's {@code <dependencies>}.
     */
    @Parameter(property = "image.compression")
    @Nullable
    String compression;

    /**
     * User at the registry of {@code <image>}. Better in {@code settings.xml}, as a server whose id is the registry's
     * {@code host[:port]}.
     */
    @Parameter(property = "image.username")
    @Nullable
    String username;

    /** Password, or token, of that user. */
    @Parameter(property = "image.password")
    @Nullable
    String password;

    /** User at the registry of {@code <from>}. */
    @Parameter(property = "image.fromUsername")
    @Nullable
    String fromUsername;

    /** Password, or token, of that user. */
    @Parameter(property = "image.fromPassword")
    @Nullable
    String fromPassword;

    /**
     * Registries that need not be secure, {@code host[:port]} as in the image's name: their certificate is not
     * verified, and they may have no TLS at all.
     */
    @Parameter
    @Nullable
    List<String> insecureRegistries;

    /**
     * For a registry, where its images are looked for first: {@code host[:port][/prefix]}, several separated by commas.
     * On the command line: {@code -Dimage.mirrors.docker.io=mirror.example.com}.
     */
    @Parameter
    @Nullable
    Map<String, String> mirrors;

    /** A file of certificates in PEM format that registries may have besides those that Java trusts. */
    @Parameter(property = "image.caFile")
    @Nullable
    String caFile;

    /**
     * Where layers are kept between builds, for all projects of the user. By default {@code layercake} in the user's
     * cache directory ({@code $XDG_CACHE_HOME}, {@code ~/.cache}, or the platform's own).
     */
    @Parameter(property = "image.cacheDirectory")
    @Nullable
    String cacheDirectory;

    /** Whether to name every file and dependency that changed in a layer that was rebuilt. */
    @Parameter(property = "image.explain")
    @Nullable
    Boolean explain;

    /** Whether the archive becomes an artifact of the project, with type {@code tar} and classifier {@code image}. */
    @Parameter(property = "image.attach")
    @Nullable
    Boolean attach;

    /** Whether to do nothing. */
    @Parameter(property = "image.skip")
    @Nullable
    Boolean skip;
}
