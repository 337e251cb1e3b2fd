package dev.tracebridge.demo.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VirtualCpuTest {

    private final AtomicLong lastStep = new AtomicLong();
    private final CountDownLatch running = new CountDownLatch(3);
    private final VirtualCpu cpu = VirtualCpu.start(this::step, stolen -> {});

    private void step() {
        lastStep.set(System.nanoTime());
        running.countDown();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 99})
    void worksUpToTheMomentItIsStopped(int throttlePercent) throws InterruptedException {
        cpu.throttle(throttlePercent);
        cpu.resume();
        running.await();

        long before = System.nanoTime();
        cpu.pause();
        long after = System.nanoTime();
        cpu.end();

        assertThat(lastStep.get()).isBetween(before, after);
    }

    @Test
    void doesNothingWhileItStandsStill() {
        cpu.pause();
        cpu.end();

        assertThat(running.getCount()).isEqualTo(3);
    }
}
