package io.github.layercake.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A question is asked once, however many ask it at the same time or later. */
@Timeout(30)
class AnswersTest {
    private final Answers answers = new Answers(new ConcurrentHashMap<>());
    private final ExecutorService modules = Executors.newCachedThreadPool();
    private final AtomicInteger asked = new AtomicInteger();

    @AfterEach
    void stop() {
        modules.shutdownNow();
    }

    @Test
    void whoComesMeanwhileWaitsForTheAnswer() throws Exception {
        CountDownLatch all = new CountDownLatch(20);
        List<Future<String>> found = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            found.add(modules.submit(() -> {
                all.countDown();
                return answers.find("tag", () -> {
                    all.await();
                    TimeUnit.MILLISECONDS.sleep(50);
                    return "answer " + asked.incrementAndGet();
                });
            }));
        }
        for (Future<String> answer : found) {
            assertThat(answer.get()).isEqualTo("answer 1");
        }
        assertThat(answers.find("tag", () -> "later")).isEqualTo("answer 1");
        assertThat(answers.find("other tag", () -> "other")).isEqualTo("other");
    }

    @Test
    void aFailureIsNoAnswerToAnybodyElse() throws Exception {
        CountDownLatch asking = new CountDownLatch(1);
        CountDownLatch fail = new CountDownLatch(1);
        Future<String> first = modules.submit(() -> answers.find("tag", () -> {
            asking.countDown();
            fail.await();
            throw new IOException("the first one fails");
        }));
        asking.await();
        List<Future<String>> others = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            others.add(modules.submit(() -> answers.find("tag", () -> "answer " + asked.incrementAndGet())));
        }
        TimeUnit.MILLISECONDS.sleep(50);
        assertThat(asked).as("they wait").hasValue(0);
        fail.countDown();

        assertThatThrownBy(first::get).hasRootCauseMessage("the first one fails");
        for (Future<String> other : others) {
            assertThat(other.get()).isEqualTo("answer 1");
        }
    }

    @Test
    void whoHasFailedMayTryAgain() throws IOException {
        assertThatThrownBy(() -> answers.find("tag", () -> {
                    throw new IllegalStateException("wrong");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(answers.find("tag", () -> "right")).isEqualTo("right");
    }
}
