package dev.tracebridge.demo.machine;

import dev.tracebridge.demo.vmstate.VmState;
import java.util.function.LongSupplier;

/**
 * The guest's clock, which stands still while the guest does: migrated, it goes on where it stopped. The device QEMU calls
 * {@code timer}.
 */
final class VirtualClock {

    static final VmState<VirtualClock> STATE = VmState.<VirtualClock>named("timer", 2)
            .int64("cpu_ticks_offset", c -> c.ticks, (c, v) -> c.ticks = v)
            .unused(8)
            .int64("cpu_clock_offset", c -> c.offset, (c, v) -> c.offset = v)
            .build();

    private final LongSupplier hostNanos;
    private long ticks;
    private long offset;
    private boolean running;

    VirtualClock(LongSupplier hostNanos) {
        this.hostNanos = hostNanos;
    }

    /** Nanoseconds the guest has been running, on all hosts together. */
    synchronized long nanos() {
        return running ? hostNanos.getAsLong() + offset : offset;
    }

    synchronized void start() {
        if (!running) {
            offset -= hostNanos.getAsLong();
            running = true;
        }
    }

    synchronized void stop() {
        if (running) {
            offset += hostNanos.getAsLong();
            ticks = offset;
            running = false;
        }
    }
}
