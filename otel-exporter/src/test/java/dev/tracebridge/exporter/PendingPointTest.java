package dev.tracebridge.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.exporter.events.RamSavePageEvent;
import dev.tracebridge.recording.TracepointType;
import java.util.function.UnaryOperator;
import jdk.jfr.EventType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PendingPointTest {

    private static final long START = 5_000_000_000L;
    private static final long END = 6_000_000_000L;

    @ParameterizedTest
    @CsvSource({
        "0, 5000000000, true",
        "0, 4999999999, false",
        "0, 6000000001, false",
        "1, 4999999999, true",
        "1, 4999000000, true",
        "1, 4998999999, false",
        "1, 6001000000, true",
        "1, 6001000001, false",
    })
    void mayBeOutsideItsSpanWhereTheirClocksDiffer(int spanClock, long time, boolean inside) {
        assertThat(point(time).liesIn(START, END, spanClock)).isEqualTo(inside);
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
        EventRendering rendering = new EventRendering(type, RenderRules.NONE, UnaryOperator.identity(), 0);
        return PendingPoint.instant(rendering, EventThread.NONE, time, EventAttributes.NONE);
    }
}
