package dev.tracebridge.demo.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.demo.memory.GuestMemory;
import dev.tracebridge.demo.memory.RamBlock;
import dev.tracebridge.demo.stream.RamBlockSize;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DirtyPagesTest {

    private static final int PAGES = 100;

    private final GuestMemory memory = GuestMemory.allocate(List.of(
            new RamBlockSize("a", PAGES * (long) RamBlock.PAGE_SIZE), new RamBlockSize("b", RamBlock.PAGE_SIZE)));
    private final RamBlock block = memory.blocks().get(0);
    private final AtomicLong now = new AtomicLong(10_000);
    private final DirtyPages dirty = new DirtyPages(memory, now::get);

    @Test
    void beginsWithAllPages() {
        assertThat(dirty.pages()).isEqualTo(PAGES + 1);
        assertThat(dirty.remaining()).isEqualTo((PAGES + 1) * (long) RamBlock.PAGE_SIZE);
        assertThat(dirty.next(0, 0)).isZero();
    }

    @Test
    void seesAWriteOnlyAtTheNextSync() {
        sendAll();
        write(7);

        assertThat(dirty.next(0, 0)).isEqualTo(-1);
        assertThat(dirty.sync()).isEqualTo(1);
        assertThat(dirty.next(0, 0)).isEqualTo(7);
        assertThat(dirty.pages()).isEqualTo(1);
        assertThat(dirty.remainingAtSync()).isEqualTo(RamBlock.PAGE_SIZE);
    }

    @Test
    void sendsAPageAgainThatIsWrittenAfterItWasSent() {
        sendAll();
        write(7);
        dirty.sync();
        dirty.clear(0, 7);
        write(7);
        dirty.sync();

        assertThat(dirty.next(0, 0)).isEqualTo(7);
    }

    @Test
    void sendsAPageOnceThatIsWrittenBetweenSyncAndSending() {
        sendAll();
        write(7);
        dirty.sync();
        write(7);
        dirty.clear(0, 7);
        dirty.sync();

        assertThat(dirty.next(0, 0)).isEqualTo(-1);
    }

    @Test
    void keepsAMarkOfAnotherPageThatCameAfterTheSync() {
        sendAll();
        write(7);
        dirty.sync();
        write(8);
        dirty.clear(0, 7);
        dirty.sync();

        assertThat(dirty.next(0, 0)).isEqualTo(8);
    }

    @Test
    void worksOutTheDirtyRateOverMoreThanASecond() {
        sendAll();
        write(1);
        now.addAndGet(1000);
        assertThat(dirty.sync()).isEqualTo(1);
        assertThat(dirty.rate()).isZero();
        write(2);
        write(3);
        now.addAndGet(500);
        assertThat(dirty.sync()).isEqualTo(3);
        assertThat(dirty.rate()).isEqualTo(2);
        assertThat(dirty.sync()).isZero();
    }

    private void write(int page) {
        block.writeLong(page * RamBlock.PAGE_SIZE, 1);
    }

    private void sendAll() {
        for (int index = 0; index < memory.blocks().size(); index++) {
            for (int page = dirty.next(index, 0); page >= 0; page = dirty.next(index, page)) {
                dirty.clear(index, page);
            }
        }
        assertThat(dirty.pages()).isZero();
    }
}
