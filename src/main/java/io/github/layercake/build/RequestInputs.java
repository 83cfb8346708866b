package io.github.layercake.build;

import io.github.layercake.base.Base;
import io.github.layercake.cache.BuildInputs;
import io.github.layercake.io.Digest;
import io.github.layercake.io.FileStat;
import io.github.layercake.oci.Healthcheck;
import io.github.layercake.oci.ImageReference;
import io.github.layercake.oci.Platform;
import io.github.layercake.oci.RuntimeConfig;
import io.github.layercake.plan.ApplicationContents;
import io.github.layercake.plan.Coordinates;
import io.github.layercake.plan.Dependency;
import io.github.layercake.plan.ExtraFiles;
import io.github.layercake.plan.TreeEntry;
import io.github.layercake.runtime.JlinkRequest;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All that decides what a build makes, as {@link BuildInputs}: every value of the request, the base by its files or its
 * digest, and the program itself. The JDK and the libraries of a Java runtime are not among them: what they are is
 * known after the build, which keeps their stats in its {@link ReportRecord}.
 */
final class RequestInputs {
    private final BuildInputs inputs;

    private RequestInputs(BuildInputs inputs) {
        this.inputs = inputs;
    }

    /**
     * The inputs of a build.
     *
     * @param base what decides which image the base is
     * @param started the time before anything was looked at, nanoseconds since 1970
     */
    static BuildInputs of(ImageRequest request, Base.Identity base, long started) throws IOException {
        RequestInputs inputs = new RequestInputs(new BuildInputs(started));
        inputs.inputs.file(program()).number(base.files().size());
        for (FileStat file : base.files()) {
            inputs.inputs.file(file);
        }
        inputs.inputs.text(base.digest().map(Digest::toString));
        inputs.add(request);
        return inputs.inputs;
    }

    /** Our own jar: another version may make other images. */
    private static FileStat program() throws IOException {
        try {
            return FileStat.of(Path.of(RequestInputs.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI()));
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    private void add(ImageRequest request) {
        inputs.number(request.names().size());
        for (ImageReference name : request.names()) {
            inputs.text(name.toString());
        }
        inputs.text(request.from())
                .text(request.directory().toString())
                .text(request.host().toString())
                .number(request.platforms().size());
        for (Platform platform : request.platforms()) {
            inputs.text(platform.toString());
        }
        add(request.contents());
        add(request.launch());
        add(request.runtime());
        Instant created = request.created();
        inputs.map(new TreeMap<>(request.annotations()))
                .number(created.getEpochSecond())
                .number(created.getNano())
                .text(request.compression().id())
                .text(request.tar().toString())
                .number(request.push() ? 1 : 0)
                .text(request.cacheDirectory().toString())
                .number(request.jlink().isPresent() ? 1 : 0);
        if (request.jlink().isPresent()) {
            add(request.jlink().get());
        }
    }

    private void add(JlinkRequest jlink) {
        inputs.text(real(jlink.javaHome()).toString())
                .texts(jlink.modules())
                .texts(jlink.addModules())
                .texts(jlink.locales())
                .number(jlink.debugSymbols() ? 1 : 0)
                .number(jlink.zip() ? 1 : 0)
                .number(jlink.release());
    }

    /** A link that leads to another JDK now is another input. */
    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException e) {
            return file;
        }
    }

    private void add(ApplicationContents contents) {
        inputs.number(contents.dependencies().size());
        for (Dependency dependency : contents.dependencies()) {
            add(dependency.coordinates());
            inputs.text(dependency.origin().name());
            if (dependency.body() instanceof Dependency.Jar jar) {
                inputs.number(-1).number(jar.size()).content(jar.content());
            } else if (dependency.body() instanceof Dependency.Directory directory) {
                add(directory.tree());
            }
        }
        add(contents.resources());
        add(contents.classes());
        inputs.number(contents.extraFiles().size());
        for (ExtraFiles extra : contents.extraFiles()) {
            inputs.text(extra.into());
            add(extra.tree());
        }
    }

    private void add(Coordinates coordinates) {
        inputs.text(coordinates.groupId())
                .text(coordinates.artifactId())
                .text(coordinates.version())
                .text(coordinates.classifier())
                .text(coordinates.extension());
    }

    private void add(List<TreeEntry> tree) {
        inputs.number(tree.size());
        for (TreeEntry entry : tree) {
            inputs.text(entry.path());
            if (entry.body() instanceof TreeEntry.File file) {
                inputs.number(file.executable() ? 1 : 0).number(file.size()).content(file.content());
            } else if (entry.body() instanceof TreeEntry.Directory directory) {
                inputs.number(directory.empty() ? 3 : 2);
            } else if (entry.body() instanceof TreeEntry.Link link) {
                inputs.number(4).text(link.target());
            }
        }
    }

    private void add(Launch launch) {
        if (launch instanceof Launch.Java java) {
            inputs.number(0).text(java.mainClass()).texts(java.jvmFlags()).number(java.argumentFiles() ? 1 : 0);
        } else if (launch instanceof Launch.Command command) {
            inputs.number(1).texts(command.command());
        } else {
            inputs.number(2);
        }
    }

    private void add(RuntimeConfig runtime) {
        inputs.map(runtime.environment())
                .map(runtime.labels())
                .texts(runtime.ports())
                .texts(runtime.volumes())
                .text(runtime.user())
                .text(runtime.workingDirectory())
                .texts(runtime.entrypoint())
                .texts(runtime.arguments())
                .text(runtime.stopSignal())
                .number(runtime.healthcheck().isPresent() ? 1 : 0);
        if (runtime.healthcheck().isPresent()) {
            Healthcheck healthcheck = runtime.healthcheck().get();
            inputs.texts(healthcheck.test());
            add(healthcheck.interval());
            add(healthcheck.timeout());
            add(healthcheck.startPeriod());
            inputs.number(
                    healthcheck.retries().isPresent() ? healthcheck.retries().get() : -1);
        }
    }

    private void add(Optional<Duration> duration) {
        inputs.number(duration.isPresent() ? duration.get().toNanos() : -1);
    }
}
