package io.github.layercake.registry;

import io.github.layercake.io.WatchedStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** A download that goes on where it was when the connection is lost. */
final class ResumingStream extends WatchedStream {
    /** A connection that brought so much was of use: what follows has all its attempts again. */
    private static final int PROGRESS = 1 << 20;

    /** Opens the source. */
    interface Opener {
        InputStream from(long offset) throws IOException;
    }

    private final Opener opener;
    private final long size;
    private final Limits limits;
    private final Progress.Transfer transfer;
    private final Source source;
    private long position;
    private long lastFailure;
    private int failures;
    private boolean ended;

    ResumingStream(Opener opener, long size, Limits limits, Progress.Transfer transfer, Source source)
            throws IOException {
        super(open(opener, transfer));
        this.opener = opener;
        this.size = size;
        this.limits = limits;
        this.transfer = transfer;
        this.source = source;
    }

    private static InputStream open(Opener opener, Progress.Transfer transfer) throws IOException {
        try {
            return opener.from(0);
        } catch (IOException | RuntimeException e) {
            transfer.ended(false);
            throw e;
        }
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        while (true) {
            try {
                int n = in.read(buffer, offset, length);
                if (n < 0 && position < size) {
                    throw new EOFException("The connection was dropped after " + position + " of " + size + " bytes");
                }
                if (n > 0) {
                    position += n;
                    transfer.moved(n);
                } else if (n < 0) {
                    end(true);
                }
                return n;
            } catch (IOException e) {
                resume(e);
            }
        }
    }

    private void resume(IOException failed) throws IOException {
        in.close();
        failures = position - lastFailure >= PROGRESS ? 1 : failures + 1;
        lastFailure = position;
        if (failures >= limits.attempts() || !Transport.mayPass(failed)) {
            throw source.registry()
                    .failure(
                            "A blob of " + source + " cannot be fetched, only " + position + " of " + size + " bytes",
                            failed);
        }
        Transport.sleep(source.registry().pause(failures));
        try {
            in = opener.from(position);
        } catch (IOException e) {
            throw source.registry().failure("A blob of " + source + " cannot be fetched", e);
        }
    }

    private void end(boolean success) {
        if (!ended) {
            ended = true;
            transfer.ended(success);
        }
    }

    @Override
    public void close() throws IOException {
        end(false);
        in.close();
    }
}
