package io.github.layercake.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final List<String> told = new ArrayList<>();
    private long millis = -500;

    private final class Timed extends Progress {
        Timed() {
            super((what, done, total) -> told.add(what + " " + done + "/" + total));
        }

        @Override
        protected long nanoTime() {
            return TimeUnit.MILLISECONDS.toNanos(millis);
        }
    }

    private final Progress progress = new Timed();

    private void after(long more, long bytes) {
        millis += more;
        progress.add(bytes);
    }

    @Test
    void nothingIsToldForTwoSeconds() {
        progress.begin("classes", 100);
        after(1_000, 30);
        after(999, 30);

        assertThat(told).isEmpty();
    }

    @Test
    void thenItIsToldOnceASecond() {
        progress.begin("classes", 100);
        after(1_999, 30);
        after(1, 1);
        after(500, 1);
        after(499, 1);
        after(1, 1);
        progress.begin("launch", 7);
        after(5_000, 3);

        assertThat(told).containsExactly("classes 31/100", "classes 34/100", "launch 3/7");
    }

    @Test
    void aPartThatBeginsLateIsToldAtOnce() {
        millis += 3_000;
        progress.begin("classes", 100);

        assertThat(told).containsExactly("classes 0/100");
    }

    @Test
    void whatIsWrittenIsCounted() throws IOException {
        progress.begin("classes", 100);
        progress.counter().write(new byte[20], 3, 17);
        progress.counter().write(1);
        after(2_000, 0);

        assertThat(told).containsExactly("classes 18/100");
    }

    @Test
    void whatIsReadIsCounted() throws IOException {
        progress.begin("classes", 100);
        Content counted = progress.counted(Content.of("what is read"));
        assertThat(counted.readAll()).asString(StandardCharsets.UTF_8).isEqualTo("what is read");
        assertThat(counted.size()).isEqualTo(12);
        after(2_000, 0);

        assertThat(told).containsExactly("classes 12/100");
    }

    /** Ends after three seconds, as its waiting caller sees it. */
    private final class Task extends CompletableFuture<String> {
        @Override
        public String get(long timeout, TimeUnit unit) throws TimeoutException {
            millis += unit.toMillis(timeout);
            if (millis < 2_500) {
                throw new TimeoutException();
            }
            complete("done");
            return "done";
        }
    }

    @Test
    void whoWaitsTells() throws IOException {
        progress.begin("classes", 0);

        assertThat(Workers.await(new Task(), progress)).isEqualTo("done");

        assertThat(told).containsExactly("classes 0/0");
    }

    @Test
    void whatATaskThrowsIsThrownToWhoWaits() {
        Future<String> failed = CompletableFuture.failedFuture(new IOException("failed"));

        assertThatThrownBy(() -> Workers.await(failed, progress))
                .isInstanceOf(IOException.class)
                .hasMessage("failed");
    }
}
