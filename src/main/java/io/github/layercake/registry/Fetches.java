package io.github.layercake.registry;

import io.github.layercake.io.Content;
import io.github.layercake.io.Digest;
import io.github.layercake.io.Workers;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;

/** Downloads that run at the same time, each once. */
final class Fetches {
    private static final int AT_ONCE = 4;

    private final Semaphore turns = new Semaphore(AT_ONCE, true);
    private final Map<Digest, FutureTask<Optional<Content>>> running = new HashMap<>();

    /** Begins a download, if it does not run already. */
    synchronized void begin(Digest digest, Callable<Optional<Content>> fetch) {
        if (running.containsKey(digest)) {
            return;
        }
        FutureTask<Optional<Content>> task = new FutureTask<>(() -> {
            turns.acquire();
            try {
                return fetch.call();
            } finally {
                turns.release();
            }
        });
        running.put(digest, task);
        Thread thread = new Thread(task, "image-fetch");
        thread.setDaemon(true);
        thread.start();
    }

    private synchronized FutureTask<Optional<Content>> task(Digest digest, Callable<Optional<Content>> fetch) {
        begin(digest, fetch);
        return Objects.requireNonNull(running.get(digest));
    }

    /** The result of a download, which begins now if it has not before. */
    Optional<Content> await(Digest digest, Callable<Optional<Content>> fetch) throws IOException {
        FutureTask<Optional<Content>> task = task(digest, fetch);
        try {
            return Workers.await(task);
        } finally {
            // What was damaged since is fetched anew.
            synchronized (this) {
                running.remove(digest, task);
            }
        }
    }
}
