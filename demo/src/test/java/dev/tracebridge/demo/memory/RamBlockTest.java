package dev.tracebridge.demo.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tracebridge.demo.stream.RamBlockSize;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RamBlockTest {

    private static final int PAGES = 64 * 8;

    private final RamBlock block = GuestMemory.allocate(
                    List.of(new RamBlockSize("a", (long) PAGES * RamBlock.PAGE_SIZE)))
            .blocks()
            .get(0);

    @Test
    void marksThePageOfEachWrite() {
        block.writeLong(70 * RamBlock.PAGE_SIZE + 8, 1);

        assertThat(block.dirtyLog().word(1)).isEqualTo(1L << 6);
        block.dirtyLog().clear(1, 1L << 5);
        assertThat(block.dirtyLog().word(1)).isEqualTo(1L << 6);
        block.dirtyLog().clear(1, 1L << 6);
        assertThat(block.dirtyLog().word(1)).isZero();
    }

    @Test
    void knowsAPageOfZerosByItsLastByte() {
        assertThat(block.isZero(3)).isTrue();
        block.memory().put(4 * RamBlock.PAGE_SIZE - 1, (byte) 1);
        assertThat(block.isZero(3)).isFalse();
        block.zero(3);
        assertThat(block.isZero(3)).isTrue();
    }

    /** A copy that clears the mark first and reads then must end up with every write, however the two threads mix. */
    @Test
    void losesNoWriteThatRacesWithACopy() throws InterruptedException {
        AtomicBoolean stop = new AtomicBoolean();
        Thread guest = new Thread(() -> {
            long value = 1;
            while (!stop.get()) {
                block.writeLong((int) (value * 37 % PAGES) * RamBlock.PAGE_SIZE, value);
                value++;
            }
        });
        long[] copy = new long[PAGES];
        guest.start();
        for (int round = 0; round < 2000; round++) {
            copyDirty(copy);
        }
        stop.set(true);
        guest.join();
        copyDirty(copy);

        for (int page = 0; page < PAGES; page++) {
            assertThat(copy[page]).isEqualTo(block.readLong(page * RamBlock.PAGE_SIZE));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 4095, 4097, GuestMemory.MAX_BLOCK_LENGTH + RamBlock.PAGE_SIZE})
    void refusesOtherThanWholePagesUpToAGiB(long length) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GuestMemory.allocate(List.of(new RamBlockSize("b", length))))
                .withMessageStartingWith("b: ");
    }

    private void copyDirty(long[] copy) {
        for (int word = 0; word < block.dirtyLog().wordCount(); word++) {
            long pages = block.dirtyLog().word(word);
            block.dirtyLog().clear(word, pages);
            for (int bit = 0; bit < Long.SIZE; bit++) {
                if ((pages >>> bit & 1) != 0) {
                    int page = word * Long.SIZE + bit;
                    copy[page] = block.readLong(page * RamBlock.PAGE_SIZE);
                }
            }
        }
    }
}
