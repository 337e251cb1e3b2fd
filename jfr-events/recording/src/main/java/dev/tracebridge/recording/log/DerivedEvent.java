package dev.tracebridge.recording.log;

import dev.tracebridge.catalogue.EventField;
import dev.tracebridge.catalogue.EventModel;
import dev.tracebridge.catalogue.EventRole;
import dev.tracebridge.catalogue.JavaType;
import dev.tracebridge.catalogue.Tracepoint;
import dev.tracebridge.recording.chunk.RecordingWriter;
import dev.tracebridge.recording.chunk.WrittenText;
import dev.tracebridge.recording.chunk.WrittenType;
import java.io.IOException;
import java.util.List;

/** Writes the events of one span rule, state machine or set of chains. */
final class DerivedEvent {

    /** A field that neither end fills. */
    private static final int NOTHING = Integer.MAX_VALUE;

    private final EventModel model;
    private final WrittenType type;
    private final List<EventField> fields;
    private final JavaType[] types;
    private final int[] fieldsOfStart;
    private final boolean group;

    DerivedEvent(EventModel model, EventDescriptions descriptions) {
        this.model = model;
        this.type = descriptions.derived(model);
        this.fields = model.fields().stream().filter(f -> !f.sensitive()).toList();
        this.types = fields.stream().map(f -> f.argument().type().javaType()).toArray(JavaType[]::new);
        this.fieldsOfStart = fieldsOf(null);
        this.group = model.role() != EventRole.SPAN;
    }

    EventModel model() {
        return model;
    }

    /**
     * Where the fields come from: for each the number of an argument of the start, or -1 less the number of one of the end.
     *
     * @param end what ends the span, or null
     */
    int[] fieldsOf(Tracepoint end) {
        int[] arguments = new int[fields.size()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = argumentOf(fields.get(i), end);
        }
        return arguments;
    }

    private int argumentOf(EventField field, Tracepoint end) {
        for (EventField.Source source : field.sources()) {
            Tracepoint tracepoint = source.end() ? end : model.tracepoint();
            if (tracepoint != null && tracepoint.name().equals(source.tracepoint())) {
                int argument = tracepoint.indexOf(source.argument());
                return source.end() ? -1 - argument : argument;
            }
        }
        return NOTHING;
    }

    void write(RecordingWriter out, OpenSpan span, SpanEnd end, WrittenText source) throws IOException {
        out.begin(type, span.start, Math.max(0, end.time() - span.start), end.thread());
        out.longNumber(span.traceHigh);
        out.longNumber(span.traceLow);
        out.longNumber(span.id);
        out.longNumber(span.parent);
        out.thread(end.thread() == span.thread ? 0 : span.thread);
        SpanRole role = end.role();
        out.text(role == null ? null : role.endedBy);
        out.text(end.error());
        out.flag(end.unfinished());
        if (group) {
            out.longNumber(span.groupParent);
            out.text(end.next());
        }
        int[] arguments = role == null ? fieldsOfStart : role.fields;
        for (int i = 0; i < arguments.length; i++) {
            int argument = arguments[i];
            if (argument == NOTHING) {
                ArgumentValues.NONE.write(out, types[i], 0);
            } else if (argument >= 0) {
                span.values.write(out, types[i], argument);
            } else {
                end.values().write(out, types[i], -1 - argument);
            }
        }
        out.text(source);
        out.end();
    }
}
