package dev.tracebridge.demo.machine;

import dev.tracebridge.demo.machine.Processor.Register;
import dev.tracebridge.demo.memory.RamBlock;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * What the guest's processor runs: a heartbeat, and writes to random pages at a steady rate. Its whole state is in the
 * guest's registers and memory. One thread steps it.
 */
final class GuestProgram {

    /** Beats between two calls of the slower devices. */
    private static final int DEVICE_INTERVAL = 256;

    /** Time away from the processor that is not made up for by writing all the faster. */
    static final long MOST_OWED = TimeUnit.MILLISECONDS.toNanos(5);

    private static final String MESSAGE = "tracebridge guest alive\r\n";

    private final Heartbeat heartbeat;
    private final Processor processor;
    private final RamBlock block;
    private final VirtualClock clock;
    private final Uart uart;
    private final RealTimeClock realTimeClock;
    private final IntervalTimer intervalTimer;
    private final int firstPage;

    GuestProgram(Heartbeat heartbeat, Processor processor, RamBlock block, Devices devices, int firstPage) {
        this.heartbeat = heartbeat;
        this.processor = processor;
        this.block = block;
        this.clock = devices.clock();
        this.uart = devices.uart();
        this.realTimeClock = devices.realTimeClock();
        this.intervalTimer = devices.intervalTimer();
        this.firstPage = firstPage;
    }

    /** The devices a program touches. */
    record Devices(VirtualClock clock, Uart uart, RealTimeClock realTimeClock, IntervalTimer intervalTimer) {}

    /** Fills pages of the block with random bytes, as a program that has been running for a while. */
    static void fill(RamBlock block, int firstPage, int pages, long seed) {
        long random = seed;
        int end = (firstPage + pages) * RamBlock.PAGE_SIZE;
        for (int offset = firstPage * RamBlock.PAGE_SIZE; offset < end; offset += Long.BYTES) {
            random = next(random);
            block.memory().putLong(offset, random);
        }
    }

    /** One pass: a beat, and the writes that are due. */
    void step() {
        heartbeat.beat();
        processor.step();
        long now = clock.nanos();
        long away = Math.max(0, now - processor.get(Register.LAST_STEP));
        processor.set(Register.LAST_STEP, now);
        write(Math.min(MOST_OWED, processor.get(Register.OWED) + Math.min(MOST_OWED, away)));
        if (processor.steps() % DEVICE_INTERVAL == 0) {
            useDevices(now);
        }
    }

    /** Notes time that was taken from the guest: what it would have written in it is not made up for. */
    void stolen(long nanos) {
        processor.addStealTime(nanos);
        processor.set(Register.LAST_STEP, processor.get(Register.LAST_STEP) + nanos);
    }

    private void write(long nanos) {
        long owed = nanos;
        long nanosPerPage = processor.get(Register.NANOS_PER_PAGE);
        long pages = processor.get(Register.WORKING_PAGES);
        long random = processor.get(Register.SEED);
        long written = processor.get(Register.PAGES_WRITTEN);
        while (nanosPerPage > 0 && owed >= nanosPerPage) {
            random = next(random);
            int page = firstPage + (int) Long.remainderUnsigned(random >>> 16, pages);
            int word = (int) (random & 0x1ff);
            block.writeLong(page * RamBlock.PAGE_SIZE + word * Long.BYTES, random);
            written++;
            owed -= nanosPerPage;
        }
        processor.set(Register.OWED, nanosPerPage == 0 ? 0 : owed);
        processor.set(Register.SEED, random);
        processor.set(Register.PAGES_WRITTEN, written);
    }

    private void useDevices(long now) {
        int position = (int) (processor.steps() / DEVICE_INTERVAL % MESSAGE.length());
        uart.transmit(MESSAGE.charAt(position));
        realTimeClock.update(Instant.now(), now);
        intervalTimer.advance(now);
    }

    /** Marsaglia's xorshift; never 0 from anything but 0. */
    private static long next(long random) {
        long value = random;
        value ^= value << 13;
        value ^= value >>> 7;
        value ^= value << 17;
        return value;
    }
}
