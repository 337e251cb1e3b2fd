package dev.tracebridge.demo.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.demo.stream.RamBlockSize;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class MemorySnapshotTest {

    private static final int PAGES = 2000;

    private final GuestMemory memory = GuestMemory.allocate(List.of(
            new RamBlockSize("a", (long) PAGES * RamBlock.PAGE_SIZE), new RamBlockSize("b", RamBlock.PAGE_SIZE)));
    private final RamBlock block = memory.blocks().get(0);

    @Test
    void hashesEachBlockWithSha256() throws NoSuchAlgorithmException {
        block.memory().put(12345, (byte) 7);

        assertThat(MemorySnapshot.begin(memory).digests())
                .containsExactly(
                        new BlockDigest("a", block.length(), sha256(block)),
                        new BlockDigest(
                                "b",
                                RamBlock.PAGE_SIZE,
                                "ad7facb2586fc6e966c004d7d1d16b024f5805ff7cb47c7a85dabd8b48892ca7"));
    }

    @Test
    void seesNothingOfWhatTheGuestWritesAfterwards() throws Exception {
        String before = sha256(block);
        MemorySnapshot snapshot = MemorySnapshot.begin(memory);
        AtomicBoolean stop = new AtomicBoolean();
        CountDownLatch running = new CountDownLatch(1);
        Thread guest = new Thread(() -> {
            long value = 1;
            while (!stop.get()) {
                block.writeLong((int) (value * 7919 % PAGES) * RamBlock.PAGE_SIZE, value++);
                running.countDown();
            }
        });
        guest.start();
        running.await();
        List<BlockDigest> digests = snapshot.digests();
        stop.set(true);
        guest.join();

        assertThat(digests.get(0).sha256()).isEqualTo(before).isNotEqualTo(sha256(block));
    }

    @Test
    void seesAChangeBehindItsBackAndThusWhatIsReallyThere() throws NoSuchAlgorithmException {
        String before = sha256(block);
        MemorySnapshot snapshot = MemorySnapshot.begin(memory);
        block.memory().put(100, (byte) 1);

        assertThat(snapshot.digests().get(0).sha256()).isNotEqualTo(before).isEqualTo(sha256(block));
    }

    private static String sha256(RamBlock block) throws NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(block.memory().duplicate().clear());
        return HexFormat.of().formatHex(digest.digest());
    }
}
