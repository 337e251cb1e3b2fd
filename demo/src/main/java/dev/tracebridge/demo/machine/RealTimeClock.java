package dev.tracebridge.demo.machine;

import dev.tracebridge.demo.vmstate.VmState;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/** A PC's battery-backed clock with QEMU's layout: the registers in CMOS follow the host's clock. */
final class RealTimeClock {

    private static final long NOT_ARMED = -1;
    private static final int SECONDS = 0;
    private static final int MINUTES = 2;
    private static final int HOURS = 4;
    private static final int DAY_OF_WEEK = 6;
    private static final int DAY_OF_MONTH = 7;
    private static final int MONTH = 8;
    private static final int YEAR = 9;
    private static final int REGISTER_B = 11;
    private static final int BINARY_24_HOURS = 0x06;
    private static final int CENTURY = 50;

    private static final VmState<RealTimeClock> REINJECT = VmState.<RealTimeClock>named(
                    "mc146818rtc/irq_reinject_on_ack_count", 1)
            .needed(c -> c.reinjectCount != 0)
            .uint16("irq_reinject_on_ack_count", c -> c.reinjectCount, (c, v) -> c.reinjectCount = v)
            .build();

    static final VmState<RealTimeClock> STATE = VmState.<RealTimeClock>named("mc146818rtc", 3)
            .buffer("cmos_data", c -> c.cmos)
            .uint8("cmos_index", c -> c.index, (c, v) -> c.index = v)
            .unused(28)
            .timer("periodic_timer", c -> c.periodicTimer, (c, v) -> c.periodicTimer = v)
            .int64("next_periodic_time", c -> c.nextPeriodic, (c, v) -> c.nextPeriodic = v)
            .unused(24)
            .uint32("irq_coalesced", c -> c.coalesced, (c, v) -> c.coalesced = v)
            .uint32("period", c -> c.period, (c, v) -> c.period = v)
            .uint64("base_rtc", c -> c.baseSeconds, (c, v) -> c.baseSeconds = v)
            .uint64("last_update", c -> c.lastUpdate, (c, v) -> c.lastUpdate = v)
            .int64("offset", c -> c.offset, (c, v) -> c.offset = v)
            .timer("update_timer", c -> c.updateTimer, (c, v) -> c.updateTimer = v)
            .uint64("next_alarm_time", c -> c.nextAlarm, (c, v) -> c.nextAlarm = v)
            .subsection(REINJECT)
            .build();

    private final byte[] cmos = new byte[128];
    private long index;
    private long periodicTimer = NOT_ARMED;
    private long nextPeriodic;
    private long coalesced;
    private long period;
    private long baseSeconds;
    private long lastUpdate;
    private long offset;
    private long updateTimer = NOT_ARMED;
    private long nextAlarm;
    private long reinjectCount;

    RealTimeClock() {
        cmos[REGISTER_B] = BINARY_24_HOURS;
    }

    /**
     * Sets the registers.
     *
     * @param now the time of day
     * @param virtualNanos the guest's clock at that time
     */
    void update(Instant now, long virtualNanos) {
        ZonedDateTime time = now.atZone(ZoneOffset.UTC);
        cmos[SECONDS] = (byte) time.getSecond();
        cmos[MINUTES] = (byte) time.getMinute();
        cmos[HOURS] = (byte) time.getHour();
        cmos[DAY_OF_WEEK] = (byte) (time.getDayOfWeek().getValue() % 7 + 1);
        cmos[DAY_OF_MONTH] = (byte) time.getDayOfMonth();
        cmos[MONTH] = (byte) time.getMonthValue();
        cmos[YEAR] = (byte) (time.getYear() % 100);
        cmos[CENTURY] = (byte) (time.getYear() / 100);
        baseSeconds = now.getEpochSecond();
        lastUpdate = virtualNanos;
        offset = now.getNano();
    }

    /** Seconds since 1970 at the last update. */
    long seconds() {
        return baseSeconds;
    }
}
