package dev.tracebridge.demo.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tracebridge.demo.OwnThread;
import dev.tracebridge.demo.stream.RamBlockSize;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ReceivedPagesTest {

    private static final int PAGES = 4;

    private final RamBlock block = GuestMemory.allocate(
                    List.of(new RamBlockSize("pc.ram", (long) PAGES * RamBlock.PAGE_SIZE)))
            .blocks()
            .get(0);
    private final ReceivedPages received = block.received();

    @Test
    void holdsAGuestUntilThePageIsInItsPlace() throws Exception {
        CompletableFuture<Integer> asked = new CompletableFuture<>();
        block.reportFaultsTo((of, page) -> asked.complete(page));
        CompletableFuture<Long> read =
                CompletableFuture.supplyAsync(() -> block.readLong(2 * RamBlock.PAGE_SIZE), OwnThread.EACH);

        assertThat(asked.get()).isEqualTo(2);
        assertThat(read).isNotDone();
        assertThat(received.place(2, () -> block.memory().putLong(2 * RamBlock.PAGE_SIZE, 42)))
                .isTrue();
        assertThat(read.get()).isEqualTo(42);
    }

    @Test
    void placesAPageOnce() {
        block.reportFaultsTo((of, page) -> {});
        received.place(1, () -> {});
        block.writeLong(RamBlock.PAGE_SIZE, 7);

        assertThat(received.place(1, () -> block.memory().putLong(RamBlock.PAGE_SIZE, 0)))
                .isFalse();
        assertThat(block.readLong(RamBlock.PAGE_SIZE)).isEqualTo(7);
    }

    @Test
    void endsAGuestThatWaitsInVain() {
        CountDownLatch asked = new CountDownLatch(1);
        block.reportFaultsTo((of, page) -> asked.countDown());
        CompletableFuture<Void> write = CompletableFuture.runAsync(() -> block.writeLong(0, 1), OwnThread.EACH);
        CompletableFuture.runAsync(
                () -> {
                    awaitUninterruptibly(asked);
                    received.abandon();
                },
                OwnThread.EACH);

        assertThatExceptionOfType(Exception.class)
                .isThrownBy(write::get)
                .withCauseInstanceOf(MissingPageException.class)
                .withMessageContaining("page 0 of pc.ram was never received");
    }

    @Test
    void knowsWhatIsMissing() {
        received.note(0);
        received.note(3);
        received.forget(3, 4);

        assertThat(received.has(0)).isTrue();
        assertThat(received.has(3)).isFalse();
        assertThat(received.missing()).isEqualTo(3);
        assertThat(received.isComplete()).isFalse();
        assertThat(received.pages().stream()).containsExactly(0);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
