package io.github.layercake.mojo;

import io.github.layercake.registry.Progress;
import io.github.layercake.report.ConsoleLog;
import java.io.File;
import java.io.IOException;
import org.apache.maven.execution.MavenSession;
import org.eclipse.aether.RepositorySystemSession;
import org.eclipse.aether.RequestTrace;
import org.eclipse.aether.transfer.TransferCancelledException;
import org.eclipse.aether.transfer.TransferEvent;
import org.eclipse.aether.transfer.TransferListener;
import org.eclipse.aether.transfer.TransferResource;
import org.jspecify.annotations.Nullable;

/**
 * Shows bytes that travel as Maven shows its own: progress on a terminal, lines with {@code -B}, nothing with -ntp. The
 * log is told, since both write to the same terminal.
 */
final class MavenProgress implements Progress {
    private static final @Nullable File NO_FILE = null;
    private static final @Nullable RequestTrace NO_TRACE = null;

    private final RepositorySystemSession session;
    private final TransferListener listener;
    private final ConsoleLog log;

    private MavenProgress(RepositorySystemSession session, TransferListener listener, ConsoleLog log) {
        this.session = session;
        this.listener = listener;
        this.log = log;
    }

    static Progress of(MavenSession session, ConsoleLog log) {
        RepositorySystemSession repositories = session.getRepositorySession();
        TransferListener listener = repositories == null ? null : repositories.getTransferListener();
        return listener == null ? NONE : new MavenProgress(repositories, listener, log);
    }

    @Override
    public Transfer begin(String registry, String name, long size, boolean upload) {
        TransferResource resource = new TransferResource(registry, registry + "/", name, NO_FILE, NO_TRACE);
        resource.setContentLength(size);
        Moving moving = new Moving(resource, upload);
        log.transferBegins();
        moving.tell(TransferEvent.EventType.INITIATED);
        moving.tell(TransferEvent.EventType.STARTED);
        return moving;
    }

    private final class Moving implements Transfer {
        private final TransferResource resource;
        private final boolean upload;
        private long moved;

        Moving(TransferResource resource, boolean upload) {
            this.resource = resource;
            this.upload = upload;
        }

        @Override
        public void moved(long bytes) {
            moved += bytes;
            tell(TransferEvent.EventType.PROGRESSED);
        }

        @Override
        public void ended(boolean success) {
            tell(success ? TransferEvent.EventType.SUCCEEDED : TransferEvent.EventType.FAILED);
            log.transferEnds();
        }

        private void tell(TransferEvent.EventType type) {
            TransferEvent.Builder event = new TransferEvent.Builder(session, resource)
                    .setType(type)
                    .setRequestType(upload ? TransferEvent.RequestType.PUT : TransferEvent.RequestType.GET)
                    .setTransferredBytes(moved);
            try {
                switch (type) {
                    case INITIATED -> listener.transferInitiated(event.build());
                    case STARTED -> listener.transferStarted(event.build());
                    case PROGRESSED -> listener.transferProgressed(event.build());
                    case SUCCEEDED -> listener.transferSucceeded(event.build());
                    default ->
                        listener.transferFailed(event.setException(new IOException("It was not completed"))
                                .build());
                }
            } catch (TransferCancelledException e) {
                throw new IllegalStateException("The transfer was cancelled", e);
            }
        }
    }
}
