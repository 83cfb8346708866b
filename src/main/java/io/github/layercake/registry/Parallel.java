package io.github.layercake.registry;

import io.github.layercake.io.Workers;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BinaryOperator;

/** Does things at the same time; when one fails, the others stop. To be used by one thread. */
final class Parallel<T> implements AutoCloseable {
    /** What hangs in the network ends with its connection, and is not waited for. */
    private static final long PATIENCE_MILLIS = 1000;

    private final ExecutorService executor;
    private final CompletionService<T> done;
    private int running;
    private volatile boolean cancelled;

    Parallel(int threads) {
        executor = Executors.newFixedThreadPool(threads, work -> {
            Thread thread = new Thread(work, "image-push");
            thread.setDaemon(true);
            return thread;
        });
        done = new ExecutorCompletionService<>(executor);
    }

    /** What is asked now and then by something that takes long. */
    interface Turn {
        /**
         * Goes on, or not.
         *
         * @throws CancellationException if it need not go on
         */
        void check();
    }

    /** Something to do. */
    interface Task<T> {
        T run(Turn turn) throws IOException;
    }

    /** Begins something that the tasks may wait for: it comes before all of them. */
    <R> Future<R> before(Callable<R> question) {
        return executor.submit(question);
    }

    /** Begins a task, when its turn has come. */
    void begin(Task<T> task) {
        done.submit(() -> {
            check();
            return task.run(this::check);
        });
        running++;
    }

    /** Waits for all tasks, and adds up their results. */
    T sum(BinaryOperator<T> plus, T zero) throws IOException {
        try {
            T sum = zero;
            for (; running > 0; running--) {
                sum = plus.apply(sum, Workers.await(done.take()));
            }
            return sum;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("The build was interrupted").initCause(e);
        }
    }

    private void check() {
        if (cancelled) {
            throw new CancellationException("Something else has failed");
        }
    }

    /** Stops what still runs; then nobody reads any more what is deleted next. */
    @Override
    public void close() {
        cancelled = true;
        executor.shutdownNow();
        try {
            executor.awaitTermination(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
