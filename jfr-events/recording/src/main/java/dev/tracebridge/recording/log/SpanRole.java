package dev.tracebridge.recording.log;

import dev.tracebridge.catalogue.JavaType;
import dev.tracebridge.catalogue.SpanClosing;
import dev.tracebridge.catalogue.SpanOpening;
import dev.tracebridge.catalogue.SpanPoint;
import dev.tracebridge.catalogue.SpanRule;
import dev.tracebridge.catalogue.SpanShape;
import dev.tracebridge.recording.chunk.WrittenText;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A tracepoint's part in a span. */
final class SpanRole {

    final DerivedEvent event;
    /** The number of the span's rule. */
    final int rule;
    /** Whether the tracepoint ends the span with an error. */
    final boolean failure;

    final SpanKeys keys;
    /** Whether spans are found by their key alone, wherever they began. */
    final boolean inTable;

    final boolean flat;
    final boolean firstOpens;
    final boolean lastCloses;
    /** What a span says that several tracepoints may end; null where it is only this one. */
    final WrittenText endedBy;
    /** Where the fields of a span come from that this tracepoint ends. */
    final int[] fields;

    private final SpanPoint point;
    /** The argument that must be such a text; -1 where there is another condition, or none. */
    private final int textArgument;

    private final byte[] text;

    SpanRole(DerivedEvent event, int rule, SpanPoint point, boolean failure) {
        this.event = event;
        this.rule = rule;
        this.point = point;
        this.failure = failure;
        this.keys = new SpanKeys(point);
        SpanRule span = event.model().span().orElseThrow();
        this.lastCloses = span.closing() == SpanClosing.LAST;
        this.firstOpens = span.opening() == SpanOpening.FIRST;
        this.inTable = span.shape() == SpanShape.ASYNC || lastCloses;
        this.flat = span.shape() == SpanShape.FLAT;
        boolean several = span.ends().size() + span.failures().size() > 1;
        this.endedBy = several ? new WrittenText(point.tracepoint().name()) : null;
        this.fields = event.fieldsOf(point.tracepoint());
        Map.Entry<String, String> condition =
                point.when().size() == 1 ? point.when().entrySet().iterator().next() : null;
        int argument = condition == null ? -1 : point.tracepoint().indexOf(condition.getKey());
        // A null pointer is the text null in a condition: rare enough to be left to the point.
        boolean isText = argument >= 0
                && !condition.getValue().equals("null")
                && point.tracepoint().arguments().get(argument).type().javaType() == JavaType.STRING;
        this.textArgument = isText ? argument : -1;
        this.text = isText ? condition.getValue().getBytes(StandardCharsets.UTF_8) : new byte[0];
    }

    /** Whether a record of the tracepoint counts. */
    boolean accepts(ArgumentValues values) {
        if (textArgument >= 0) {
            return values.isText(textArgument, text);
        }
        return point.when().isEmpty() || point.accepts(values.toList(point.tracepoint()));
    }

    /** What a span says that the tracepoint ends with an error, else null. */
    String error(TraceRecord record) {
        if (!failure) {
            return null;
        }
        return point.tracepoint().arguments().stream()
                .filter(argument -> argument.type().javaType() == JavaType.STRING)
                .findFirst()
                .map(argument -> point.tracepoint().name() + ": " + record.text(argument.name()))
                .orElse(point.tracepoint().name());
    }
}
