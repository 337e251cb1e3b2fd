package dev.tracebridge.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.exporter.events.RamSavePageEvent;
import dev.tracebridge.recording.TracepointType;
import java.util.List;
import java.util.function.UnaryOperator;
import jdk.jfr.EventType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PendingPointTest {

    private static final long START = 5_000_000_000L;
    private static final long END = 6_000_000_000L;
    private static final ChunkClock CLOCK = ChunkClock.of(List.of());

    @ParameterizedTest
    @CsvSource({
        "true, 5000000000, true",
        "true, 4999999999, false",
        "true, 6000000001, false",
        "false, 4999999999, true",
        "false, 4999000000, true",
        "false, 4998999999, false",
        "false, 6001000000, true",
        "false, 6001000001, false",
    })
    void mayBeOutsideItsSpanWhereTheirClocksDiffer(boolean same, long time, boolean inside) {
        assertThat(point(time).liesIn(START, END, same ? CLOCK : ChunkClock.of(List.of())))
                .isEqualTo(inside);
    }

    @Test
    void liesInItsSpanAsAnEvent() {
        assertThat(point(START - 7).asEvent(START, END, 10).time()).isEqualTo(START);
        assertThat(point(START + 7).asEvent(START, END, 10).time()).isEqualTo(START + 7);
        assertThat(point(END + 7).asEvent(START, END, 10).time()).isEqualTo(END);
    }

    private static PendingPoint point(long time) {
        TracepointType type = TracepointType.of(EventType.getEventType(RamSavePageEvent.class))
                .orElseThrow();
        EventRendering rendering = new EventRendering(type, RenderRules.NONE, UnaryOperator.identity());
        return PendingPoint.instant(rendering, EventThread.NONE, time, CLOCK, EventAttributes.NONE);
    }
}
