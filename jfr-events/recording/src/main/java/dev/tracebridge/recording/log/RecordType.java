package dev.tracebridge.recording.log;

import dev.tracebridge.catalogue.Argument;
import dev.tracebridge.catalogue.EventField;
import dev.tracebridge.catalogue.EventModel;
import dev.tracebridge.catalogue.JavaType;
import dev.tracebridge.catalogue.Tracepoint;
import dev.tracebridge.recording.chunk.RecordingWriter;
import dev.tracebridge.recording.chunk.WrittenType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A tracepoint whose records are imported: how they are read and written, and how many there were. */
final class RecordType {

    private final EventModel event;
    private final EventDescriptions descriptions;
    private final RecordRoles roles;
    private final byte[] name;
    private final JavaType[] types;
    private final boolean[] sensitive;
    private final boolean anySensitive;

    private ArgumentPattern pattern;
    private WrittenType type;
    private int innerLines;
    private long unfit;

    RecordType(EventModel event, EventDescriptions descriptions, RecordRoles roles) {
        this.event = event;
        this.descriptions = descriptions;
        this.roles = roles;
        this.name = event.tracepoint().name().getBytes(StandardCharsets.US_ASCII);
        int count = event.tracepoint().arguments().size();
        this.types = new JavaType[count];
        this.sensitive = new boolean[count];
        boolean any = false;
        for (int i = 0; i < count; i++) {
            Argument argument = event.tracepoint().arguments().get(i);
            types[i] = argument.type().javaType();
            sensitive[i] =
                    event.startField(argument.name()).map(EventField::sensitive).orElse(true);
            any |= sensitive[i];
        }
        this.anySensitive = any;
    }

    /** What only tracepoints that are there need: most of a catalogue's are not. */
    private void prepare() {
        if (pattern == null) {
            pattern = ArgumentPattern.of(event.tracepoint());
            innerLines = pattern.innerLines();
            type = descriptions.record(event);
        }
    }

    Tracepoint tracepoint() {
        return event.tracepoint();
    }

    byte[] name() {
        return name;
    }

    /** Whether its records may begin or end a span, a state or a step. */
    boolean paired() {
        return roles != null;
    }

    /** What its records begin and end; null for nothing. */
    RecordRoles roles() {
        return roles;
    }

    /** Whether some argument must not be kept, and so no text either. */
    boolean anySensitive() {
        return anySensitive;
    }

    /** How many line ends a record has inside. */
    int innerLines() {
        prepare();
        return innerLines;
    }

    void countUnfit() {
        unfit++;
    }

    long unfit() {
        return unfit;
    }

    boolean read(byte[] bytes, int from, int to, ArgumentValues values) {
        prepare();
        return pattern.read(bytes, from, to, values);
    }

    void write(RecordingWriter out, ArgumentValues values, long time, int thread, boolean inSpan, RecordPlace place)
            throws IOException {
        prepare();
        out.begin(type, time, 0, thread);
        for (int i = 0; i < types.length; i++) {
            if (!sensitive[i]) {
                values.write(out, types[i], i);
            }
        }
        out.flag(inSpan);
        place.write(out);
        out.end();
    }
}
