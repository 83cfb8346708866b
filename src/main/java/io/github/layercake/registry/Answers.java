package io.github.layercake.registry;

import io.github.layercake.io.Workers;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * What registries have answered in one run, so that all modules that ask the same get the same, and it is asked once.
 * Whoever asks while another one does waits for him.
 *
 * @param known question to answer; types of the JDK alone, since modules may have different class loaders
 */
record Answers(ConcurrentMap<String, Future<String>> known) {

    /** The answer; a failure is not one, and the next who asks tries again. */
    String find(String question, Callable<String> registry) throws IOException {
        FutureTask<String> own = new FutureTask<>(registry);
        while (true) {
            Future<String> first = known.putIfAbsent(question, own);
            if (first == null) {
                return ask(question, own);
            }
            String answer = await(first);
            if (answer != null) {
                return answer;
            }
            known.remove(question, first);
        }
    }

    private String ask(String question, FutureTask<String> own) throws IOException {
        boolean answered = false;
        try {
            own.run();
            String answer = Workers.await(own);
            answered = true;
            return answer;
        } finally {
            if (!answered) {
                known.remove(question, own);
            }
        }
    }

    /** Null if the other one had no success; his exception is of use to nobody else. */
    private static @Nullable String await(Future<String> other) throws IOException {
        try {
            return other.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("The build was interrupted").initCause(e);
        } catch (ExecutionException | CancellationException e) {
            return null;
        }
    }
}
