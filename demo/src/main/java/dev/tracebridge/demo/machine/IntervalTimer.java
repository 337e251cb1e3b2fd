package dev.tracebridge.demo.machine;

import dev.tracebridge.demo.vmstate.VmState;
import java.util.List;

/** An i8254 with its three channels and QEMU's layout. The first one interrupts a thousand times a second. */
final class IntervalTimer {

    /** Hertz of the crystal that drives all PC timers. */
    private static final long FREQUENCY = 1_193_182;

    private static final int RATE_GENERATOR = 2;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private static final class Channel {

        private static final VmState<Channel> STATE = VmState.<Channel>named("pit channel", 2)
                .int32("count", c -> c.count, (c, v) -> c.count = v)
                .uint16("latched_count", c -> c.latchedCount, (c, v) -> c.latchedCount = v)
                .uint8("count_latched", c -> c.countLatched, (c, v) -> c.countLatched = v)
                .uint8("status_latched", c -> c.statusLatched, (c, v) -> c.statusLatched = v)
                .uint8("status", c -> c.status, (c, v) -> c.status = v)
                .uint8("read_state", c -> c.readState, (c, v) -> c.readState = v)
                .uint8("write_state", c -> c.writeState, (c, v) -> c.writeState = v)
                .uint8("write_latch", c -> c.writeLatch, (c, v) -> c.writeLatch = v)
                .uint8("rw_mode", c -> c.accessMode, (c, v) -> c.accessMode = v)
                .uint8("mode", c -> c.mode, (c, v) -> c.mode = v)
                .uint8("bcd", c -> c.decimal, (c, v) -> c.decimal = v)
                .uint8("gate", c -> c.gate, (c, v) -> c.gate = v)
                .int64("count_load_time", c -> c.loadTime, (c, v) -> c.loadTime = v)
                .int64("next_transition_time", c -> c.nextTransition, (c, v) -> c.nextTransition = v)
                .build();

        private long count = FREQUENCY / 1000;
        private long latchedCount;
        private long countLatched;
        private long statusLatched;
        private long status;
        private long readState = 3;
        private long writeState = 3;
        private long writeLatch;
        private long accessMode = 3;
        private long mode = RATE_GENERATOR;
        private long decimal;
        private long gate = 1;
        private long loadTime;
        private long nextTransition;

        /** Counts the periods over and done with, and sets when the next one ends. */
        long advance(long virtualNanos) {
            long nanos = count * NANOS_PER_SECOND / FREQUENCY;
            long periods = nanos == 0 ? 0 : Math.max(0, (virtualNanos - loadTime) / nanos);
            loadTime += periods * nanos;
            nextTransition = loadTime + nanos;
            return periods;
        }
    }

    static final VmState<IntervalTimer> STATE = VmState.<IntervalTimer>named("i8254", 3)
            .uint32("channels[0].irq_disabled", t -> t.interruptDisabled, (t, v) -> t.interruptDisabled = v)
            .structArray("channels", Channel.STATE, 3, (t, i) -> t.channels.get(i))
            .int64("channels[0].next_transition_time", t -> t.channels.get(0).nextTransition, (t, v) -> {})
            .build();

    private final List<Channel> channels = List.of(new Channel(), new Channel(), new Channel());
    private long interruptDisabled;
    private long interrupts;

    /** Brings the first channel up to date with the guest's clock. */
    void advance(long virtualNanos) {
        interrupts += channels.get(0).advance(virtualNanos);
    }

    /** Interrupts since this process took the guest over. */
    long interrupts() {
        return interrupts;
    }
}
