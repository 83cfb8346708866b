package io.github.layercake.io;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** As many threads as the machine has processors, for the time of one build. */
public final class Workers implements AutoCloseable {
    private final ExecutorService executor;

    public Workers() {
        this(Runtime.getRuntime().availableProcessors());
    }

    /** @param threads how many */
    public Workers(int threads) {
        executor = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "image-worker");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Starts a task. */
    public <T> Future<T> submit(Callable<T> task) {
        return executor.submit(task);
    }

    /**
     * The result of a task.
     *
     * @throws IOException what the task threw; an unchecked exception is thrown as it is
     */
    public static <T> T await(Future<T> task) throws IOException {
        try {
            return task.get();
        } catch (InterruptedException | ExecutionException e) {
            throw failure(e);
        }
    }

    /**
     * The result of a task, like {@link #await(Future)}; says that work goes on while it waits.
     *
     * @throws IOException what the task threw; an unchecked exception is thrown as it is
     */
    public static <T> T await(Future<T> task, Progress progress) throws IOException {
        while (true) {
            try {
                return task.get(progress.silence(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                progress.add(0);
            } catch (InterruptedException | ExecutionException e) {
                throw failure(e);
            }
        }
    }

    private static IOException failure(Exception e) {
        if (e instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            return (IOException) new InterruptedIOException("The build was interrupted").initCause(e);
        }
        Throwable cause = e.getCause();
        if (cause instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof IOException io ? io : new IOException(cause);
    }

    /** Stops what is running, and waits until it has: nobody writes a file any more. */
    @Override
    public void close() {
        executor.shutdownNow();
        boolean interrupted = false;
        for (boolean ended = false; !ended; ) {
            try {
                ended = executor.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
