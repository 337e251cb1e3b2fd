package dev.tracebridge.exporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.opentelemetry.api.trace.SpanContext;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpanPruningTest {

    private static final long PATIENCE = 2_000_000_000L;

    private final List<AssembledSpan> out = new ArrayList<>();
    private final SpanPruning pruning = new SpanPruning(PATIENCE, out::add);

    @Test
    void movesChildrenUpThroughAllThatIsLeftOut() {
        pruning.accept(span(4, 3));
        pruning.remove(id(3), id(2));
        pruning.remove(id(2), id(1));
        assertThat(out).isEmpty();
        pruning.accept(span(1, 0));

        assertThat(out)
                .extracting(span -> span.context(), span -> span.parent().getSpanId())
                .containsExactly(
                        tuple(id(4), id(1).getSpanId()),
                        tuple(id(1), SpanContext.getInvalid().getSpanId()));
    }

    @Test
    void movesAChildThatEndsAfterItsParent() {
        pruning.remove(id(3), id(1));
        pruning.accept(span(4, 3));
        pruning.finish();

        assertThat(out.get(0).parent()).isEqualTo(id(1));
    }

    @Test
    void aChildOfARootThatIsLeftOutIsARoot() {
        pruning.accept(span(4, 3));
        pruning.remove(id(3), SpanContext.getInvalid());

        assertThat(out.get(0).parent().isValid()).isFalse();
    }

    @Test
    void waitsNoLongerThanAParentCanBeShort() {
        pruning.accept(span(4, 3));
        pruning.advance(Spans.named("any").start() + PATIENCE - 1);
        assertThat(out).isEmpty();
        pruning.advance(Spans.named("any").start() + PATIENCE);

        assertThat(out.get(0).parent()).isEqualTo(id(3));
    }

    @Test
    void boundsWhatWaits() {
        for (int i = 0; i < 20_000; i++) {
            pruning.accept(span(100 + i, 3));
        }

        assertThat(out).hasSize(20_000 - 16_384);
        pruning.finish();
        assertThat(out).hasSize(20_000);
    }

    @Test
    void survivesALoopOfIds() {
        pruning.remove(id(1), id(2));
        pruning.remove(id(2), id(1));
        pruning.accept(span(3, 1));
        pruning.finish();

        assertThat(out).hasSize(1);
    }

    private static SpanContext id(long id) {
        return id == 0 ? SpanContext.getInvalid() : SpanIds.context(1, 1, id);
    }

    private static AssembledSpan span(long id, long parent) {
        AssembledSpan any = Spans.named("any");
        return new AssembledSpan(
                any.name(),
                id(id),
                id(parent),
                any.start(),
                any.end(),
                any.eventAttributes(),
                1,
                any.status(),
                List.of(),
                0,
                1,
                any.scope(),
                any.resource());
    }
}
