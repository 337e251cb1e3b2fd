package dev.tracebridge.recording.rules;

import dev.tracebridge.recording.tuning.TracepointEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.OptionalLong;
import org.openjdk.jmc.common.item.IItem;
import org.openjdk.jmc.common.unit.IQuantity;
import org.openjdk.jmc.common.unit.UnitLookup;
import org.openjdk.jmc.flightrecorder.rules.util.RulesToolkit;

/** An event as JDK Mission Control sees it. */
final class ItemTracepoint implements TracepointEvent {

    private static final long NANOS = 1_000_000_000;

    private final ItemFields fields;
    private final IItem item;

    ItemTracepoint(ItemFields fields, IItem item) {
        this.fields = fields;
        this.item = item;
    }

    @Override
    public String name() {
        return fields.name();
    }

    @Override
    public boolean isSpan() {
        return fields.hasSteps()
                ? !text("next").isEmpty() || isUnfinished()
                : number("spanId").orElse(0) != 0;
    }

    @Override
    public boolean isUnfinished() {
        return fields.value(item, "unfinished") instanceof Boolean set && set;
    }

    @Override
    public Instant begin() {
        IQuantity start = RulesToolkit.getStartTime(item);
        IQuantity time = start == null ? RulesToolkit.getEndTime(item) : start;
        long nanos = time == null ? 0 : time.clampedLongValueIn(UnitLookup.EPOCH_NS);
        return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS));
    }

    @Override
    public Duration lasted() {
        IQuantity duration = RulesToolkit.getDuration(item);
        return duration == null ? Duration.ZERO : Duration.ofNanos(duration.clampedLongValueIn(UnitLookup.NANOSECOND));
    }

    @Override
    public OptionalLong number(String argument) {
        Object value = fields.value(item, argument);
        // In the unit of the field, which is that of the argument.
        return value instanceof IQuantity quantity
                ? OptionalLong.of(quantity.longValue())
                : value instanceof Number number ? OptionalLong.of(number.longValue()) : OptionalLong.empty();
    }

    @Override
    public String text(String argument) {
        return Objects.toString(fields.value(item, argument), "");
    }
}
