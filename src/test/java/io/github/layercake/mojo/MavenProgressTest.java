package io.github.layercake.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.layercake.fixture.RandomImage;
import io.github.layercake.oci.ImageReference;
import io.github.layercake.oci.Images;
import io.github.layercake.oci.Layer;
import io.github.layercake.oci.Platform;
import io.github.layercake.registry.BlobStore;
import io.github.layercake.registry.ImagePull;
import io.github.layercake.registry.ImagePush;
import io.github.layercake.registry.Progress;
import io.github.layercake.registry.Registries;
import io.github.layercake.registry.TestRegistry;
import io.github.layercake.report.ConsoleLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.maven.execution.DefaultMavenExecutionRequest;
import org.apache.maven.execution.DefaultMavenExecutionResult;
import org.apache.maven.execution.MavenSession;
import org.eclipse.aether.DefaultRepositorySystemSession;
import org.eclipse.aether.transfer.TransferEvent;
import org.eclipse.aether.transfer.TransferListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whoever listens to Maven's downloads hears of ours. */
class MavenProgressTest {
    private static final RandomImage IMAGE = RandomImage.of(3, 3);

    private final TestRegistry registry = TestRegistry.open();
    private final Recorder recorder = new Recorder();

    @AfterEach
    void close() throws IOException {
        registry.close();
    }

    /** The events of each resource, in their order. */
    private static final class Recorder implements TransferListener {
        final Map<String, List<TransferEvent>> events = new LinkedHashMap<>();

        private synchronized void add(TransferEvent event) {
            events.computeIfAbsent(event.getResource().getResourceName(), name -> new ArrayList<>())
                    .add(event);
        }

        @Override
        public void transferInitiated(TransferEvent event) {
            add(event);
        }

        @Override
        public void transferStarted(TransferEvent event) {
            add(event);
        }

        @Override
        public void transferProgressed(TransferEvent event) {
            add(event);
        }

        @Override
        public void transferCorrupted(TransferEvent event) {
            add(event);
        }

        @Override
        public void transferSucceeded(TransferEvent event) {
            add(event);
        }

        @Override
        public void transferFailed(TransferEvent event) {
            add(event);
        }
    }

    @SuppressWarnings("deprecation")
    private Progress progress() {
        DefaultRepositorySystemSession repositories = new DefaultRepositorySystemSession();
        repositories.setTransferListener(recorder);
        MavenSession session = new MavenSession(
                null, repositories, new DefaultMavenExecutionRequest(), new DefaultMavenExecutionResult());
        return MavenProgress.of(session, new ConsoleLog(line -> {}, line -> {}, false, true));
    }

    private Registries registries() {
        return new Registries(registry.settings(), progress());
    }

    private void assertToldOf(RandomImage image, TransferEvent.RequestType type) {
        for (int i = 0; i < image.tars().size(); i++) {
            byte[] layer = image.layer(i);
            List<TransferEvent> events = recorder.events.entrySet().stream()
                    .filter(told -> told.getKey().contains(RandomImage.sha256(layer)))
                    .findFirst()
                    .orElseThrow()
                    .getValue();
            assertThat(events)
                    .extracting(TransferEvent::getType)
                    .startsWith(TransferEvent.EventType.INITIATED, TransferEvent.EventType.STARTED);
            assertThat(events).hasSizeGreaterThan(3).allSatisfy(event -> {
                assertThat(event.getRequestType()).isEqualTo(type);
                assertThat(event.getResource().getContentLength()).isEqualTo(layer.length);
                assertThat(event.getResource().getRepositoryUrl()).contains(registry.host());
            });
            TransferEvent last = events.get(events.size() - 1);
            assertThat(last.getType()).isEqualTo(TransferEvent.EventType.SUCCEEDED);
            assertThat(last.getTransferredBytes()).isEqualTo(layer.length);
        }
    }

    @Test
    void eachLayerThatIsPulledIsToldOf() throws IOException {
        registry.add("team/base", "1.0", IMAGE);
        try (Registries registries = registries()) {
            List<Layer> layers = new ImagePull(registries, BlobStore.NONE)
                    .open(
                            ImageReference.parse(registry.host() + "/team/base:1.0"),
                            List.of(new Platform("linux", "amd64", "")))
                    .images()
                    .get(0)
                    .layers();
            for (Layer layer : layers) {
                layer.content().readAll();
            }
        }
        assertToldOf(IMAGE, TransferEvent.RequestType.GET);
    }

    @Test
    void eachLayerThatIsPushedIsToldOf() throws IOException {
        try (Registries registries = registries();
                ImagePush push = ImagePush.begin(
                        registries, BlobStore.NONE, List.of(ImageReference.parse(registry.host() + "/team/app:1.0")))) {
            push.push(Images.of(IMAGE.image()));
        }
        assertToldOf(IMAGE, TransferEvent.RequestType.PUT);
    }
}
