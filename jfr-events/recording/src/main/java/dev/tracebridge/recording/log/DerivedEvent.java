package dev.tracebridge.recording.log;

import dev.tracebridge.catalogue.EventField;
import dev.tracebridge.catalogue.EventModel;
import dev.tracebridge.catalogue.EventRole;
import dev.tracebridge.catalogue.JavaType;
import dev.tracebridge.catalogue.Tracepoint;
import dev.tracebridge.recording.chunk.RecordingWriter;
import dev.tracebridge.recording.chunk.WrittenType;
import java.io.IOException;
import java.util.List;

/** Writes the events of one span rule, state machine or set of chains. */
final class DerivedEvent {

    private final EventModel model;
    private final WrittenType type;
    private final List<EventField> fields;

    DerivedEvent(EventModel model, EventDescriptions descriptions) {
        this.model = model;
        this.type = descriptions.derived(model);
        this.fields = model.fields().stream().filter(f -> !f.sensitive()).toList();
    }

    EventModel model() {
        return model;
    }

    void write(RecordingWriter out, OpenSpan span, SpanEnd end, byte[] source) throws IOException {
        out.begin(type, span.start, Math.max(0, end.time() - span.start), end.thread());
        out.longNumber(span.traceHigh);
        out.longNumber(span.traceLow);
        out.longNumber(span.id);
        out.longNumber(span.parent);
        out.thread(end.thread() == span.thread ? 0 : span.thread);
        out.text(end.endedBy());
        out.text(end.error());
        out.flag(end.unfinished());
        if (model.role() != EventRole.SPAN) {
            out.longNumber(span.groupParent);
            out.text(end.next());
        }
        for (EventField field : fields) {
            write(out, field.argument().type().javaType(), value(field, span, end));
        }
        out.text(source, 0, source.length);
        out.end();
    }

    private static Object value(EventField field, OpenSpan span, SpanEnd end) {
        for (EventField.Source source : field.sources()) {
            Tracepoint tracepoint = source.end() ? end.tracepoint() : span.tracepoint;
            if (tracepoint != null && tracepoint.name().equals(source.tracepoint())) {
                List<Object> values = source.end() ? end.values() : span.values;
                return values.get(tracepoint.indexOf(source.argument()));
            }
        }
        return null;
    }

    private static void write(RecordingWriter out, JavaType type, Object value) {
        long number = value instanceof Number n ? n.longValue() : 0;
        switch (type) {
            case BOOLEAN -> out.flag(Boolean.TRUE.equals(value));
            case BYTE -> out.byteNumber(number);
            case SHORT -> out.shortNumber(number);
            case INT -> out.intNumber(number);
            case LONG -> out.longNumber(number);
            case FLOAT -> out.floatNumber(value instanceof Number n ? n.floatValue() : 0);
            case DOUBLE -> out.doubleNumber(value instanceof Number n ? n.doubleValue() : 0);
            case STRING -> out.text((String) value);
        }
    }
}
