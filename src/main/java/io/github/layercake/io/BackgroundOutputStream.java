package io.github.layercake.io;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes in a thread of its own, so that whoever makes the bytes makes the next ones meanwhile. It belongs to one
 * thread.
 *
 * <p>What fails is thrown by a later call, at the latest by {@link #close()}, after which everything has been written.
 * The channel stays open.
 */
public final class BackgroundOutputStream extends OutputStream {
    private static final int BUFFERS = 4;

    private final BlockingQueue<ByteBuffer> free = new ArrayBlockingQueue<>(BUFFERS);
    /** How many there are: what is short needs one. */
    private int chunks = 1;

    private final BlockingQueue<ByteBuffer> full = new ArrayBlockingQueue<>(BUFFERS + 1);
    private final FutureTask<Boolean> writer;
    private final Progress progress;
    private ByteBuffer current;
    private boolean closed;
    private @Nullable IOException failure;

    /**
     * Begins to write.
     *
     * @param out takes the bytes, as many as it likes at a time
     * @param progress is told of them, by the thread that this stream belongs to
     */
    public BackgroundOutputStream(WritableByteChannel out, Progress progress) {
        this.progress = progress;
        current = newChunk();
        writer = new FutureTask<>(() -> write(out));
        Thread thread = new Thread(writer, "image-writer");
        thread.setDaemon(true);
        thread.start();
    }

    /** Outside the heap, from where a channel would have to take them. One without bytes ends the stream. */
    private static ByteBuffer newChunk() {
        return ByteBuffer.allocateDirect(Content.COPY_BUFFER);
    }

    private boolean write(WritableByteChannel out) throws IOException, InterruptedException {
        for (ByteBuffer chunk = full.take(); chunk.hasRemaining(); chunk = full.take()) {
            while (chunk.hasRemaining()) {
                out.write(chunk);
            }
            free.add(chunk.clear());
        }
        return true;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        for (int done = 0; done < length; ) {
            int n = Math.min(length - done, current.remaining());
            current.put(bytes, offset + done, n);
            done += n;
            if (!current.hasRemaining()) {
                pass();
            }
        }
    }

    /** Passes the current chunk on and takes a free one; a writer that has failed frees none any more. */
    private void pass() throws IOException {
        try {
            progress.add(current.position());
            full.put(current.flip());
            ByteBuffer next = free.poll();
            if (next == null && chunks < BUFFERS) {
                chunks++;
                next = newChunk();
            }
            while (next == null) {
                if (writer.isDone()) {
                    fail();
                }
                progress.add(0);
                next = free.poll(10, TimeUnit.MILLISECONDS);
            }
            current = next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("The build was interrupted").initCause(e);
        }
    }

    /** Throws what the writer has failed with; again as a cause, since one exception cannot suppress itself. */
    private void fail() throws IOException {
        if (closed) {
            throw new IOException("Writing has failed before", failure);
        }
        closed = true;
        try {
            Workers.await(writer);
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        if (current.position() > 0) {
            pass();
        }
        closed = true;
        // Empty: the end.
        full.add(current.flip());
        Workers.await(writer, progress);
    }
}
