package io.github.layercake.registry;

import io.github.layercake.io.Workers;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BinaryOperator;

/** Does things at the same time; when one fails, the others stop. */
final class Parallel {
    private final int threads;
    private volatile boolean cancelled;

    Parallel(int threads) {
        this.threads = threads;
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
    interface Task<A, B> {
        B run(A argument, Turn turn) throws IOException;
    }

    /** Runs a task for each of {@code all} and adds up the results. */
    <A, B> B sum(List<A> all, Task<A, B> task, BinaryOperator<B> plus, B zero) throws IOException {
        ExecutorService executor = Executors.newFixedThreadPool(Math.max(1, Math.min(threads, all.size())), work -> {
            Thread thread = new Thread(work, "image-push");
            thread.setDaemon(true);
            return thread;
        });
        CompletionService<B> done = new ExecutorCompletionService<>(executor);
        try {
            List<Callable<B>> tasks = new ArrayList<>();
            for (A argument : all) {
                tasks.add(() -> task.run(argument, this::check));
            }
            tasks.forEach(done::submit);
            B sum = zero;
            for (int i = 0; i < all.size(); i++) {
                sum = plus.apply(sum, Workers.await(done.take()));
            }
            return sum;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("The build was interrupted").initCause(e);
        } finally {
            cancelled = true;
            executor.shutdownNow();
        }
    }

    private void check() {
        if (cancelled) {
            throw new CancellationException("Something else has failed");
        }
    }
}
