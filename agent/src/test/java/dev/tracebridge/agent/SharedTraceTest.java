package dev.tracebridge.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class SharedTraceTest {

    @SuppressWarnings("unchecked")
    private static final ThreadLocal<long[][]> CELLS =
            (ThreadLocal<long[][]>) SharedTrace.state().get("cells");

    private static void emit(int times) {
        for (int i = 0; i < times; i++) {
            CELLS.get()[0][1]++;
        }
    }

    @Test
    void countsAreSummedOverLivingThreads() throws Exception {
        long before = SharedTrace.emitted();
        CountDownLatch emitted = new CountDownLatch(3);
        CountDownLatch done = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            int times = i;
            Thread thread = new Thread(() -> {
                emit(times);
                emitted.countDown();
                try {
                    done.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            thread.start();
            threads.add(thread);
        }
        emitted.await();
        emit(10);
        assertThat(SharedTrace.emitted() - before).isEqualTo(16);
        done.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Test
    void countsOutliveThreadsAndThreadsLeaveNothingBehind() throws Exception {
        long before = SharedTrace.emitted();
        for (int i = 0; i < 20_000; i++) {
            Thread thread = new Thread(() -> emit(2));
            thread.start();
            thread.join();
        }
        for (int i = 0; i < 200 && SharedTrace.liveThreads() > 100; i++) {
            System.gc();
            Thread.sleep(5);
            SharedTrace.emitted();
        }
        assertThat(SharedTrace.emitted() - before).isEqualTo(40_000);
        assertThat(SharedTrace.liveThreads()).isLessThan(100);
    }

    @Test
    void traceparentOfTheEnvironmentIsRead() {
        assertThat(SharedTrace.parent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"))
                .containsExactly(0x0af7651916cd43ddL, 0x8448eb211c80319cL, 0xb7ad6b7169203331L, 1);
        assertThat(SharedTrace.parent("01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-02-later"))
                .containsExactly(0x0af7651916cd43ddL, 0x8448eb211c80319cL, 0xb7ad6b7169203331L, 2);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-x",
                "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01x",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "00_0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
            })
    void malformedTraceparentIsNoParent(String traceparent) {
        assertThat(SharedTrace.parent(traceparent)).containsExactly(0, 0, 0, 0);
    }
}
