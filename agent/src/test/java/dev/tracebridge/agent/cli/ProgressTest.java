package dev.tracebridge.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private final StringWriter written = new StringWriter();
    private final CountDownLatch flushed = new CountDownLatch(1);
    private final PrintWriter err = new PrintWriter(written) {
        @Override
        public void flush() {
            super.flush();
            flushed.countDown();
        }
    };

    @Test
    void comesAndGoes() throws InterruptedException {
        Progress progress = Progress.begin(err, () -> "sorting", true, Duration.ofMillis(1));
        flushed.await();
        progress.end();

        assertThat(written.toString()).matches("sorting \\.\\.\\.(\\rsorting \\.\\.\\.)*\\r {11}\\r");
    }

    @Test
    void tellsHowFarItHasCome() throws InterruptedException {
        AtomicInteger steps = new AtomicInteger();
        CountDownLatch twice = new CountDownLatch(2);
        Progress progress = Progress.begin(
                err,
                () -> {
                    twice.countDown();
                    return "step " + steps.incrementAndGet();
                },
                true,
                Duration.ofMillis(1));
        twice.await();
        progress.end();

        assertThat(written.toString()).startsWith("step 1 ...").endsWith("\r");
    }

    @Test
    void isSilentWhereNobodyLooks() {
        Progress.begin(err, () -> "sorting", false, Duration.ZERO).end();

        assertThat(written.toString()).isEmpty();
    }

    @Test
    void isSilentForWhatIsDoneSoon() {
        Progress.begin(err, () -> "sorting", true, Duration.ofDays(1)).end();

        assertThat(written.toString()).isEmpty();
    }

    @Test
    void answersWhatComesOfTheWork() throws IOException {
        assertThat(Progress.during(err, "counting", () -> 42)).isEqualTo(42);
    }
}
