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
    private final boolean paired;
    private final byte[] name;
    private final JavaType[] types;
    private final boolean[] sensitive;
    private final boolean anySensitive;

    private ArgumentPattern pattern;
    private WrittenType type;
    private int innerLines;
    private long unfit;

    RecordType(EventModel event, EventDescriptions descriptions, boolean paired) {
        this.event = event;
        this.descriptions = descriptions;
        this.paired = paired;
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
        return paired;
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
                write(out, types[i], values, i);
            }
        }
        out.flag(inSpan);
        place.write(out);
        out.end();
    }

    private static void write(RecordingWriter out, JavaType type, ArgumentValues values, int i) {
        switch (type) {
            case BOOLEAN -> out.flag(values.numbers[i] != 0);
            case BYTE -> out.byteNumber(values.numbers[i]);
            case SHORT -> out.shortNumber(values.numbers[i]);
            case INT -> out.intNumber(values.numbers[i]);
            case LONG -> out.longNumber(values.numbers[i]);
            case FLOAT -> out.floatNumber((float) Double.longBitsToDouble(values.numbers[i]));
            case DOUBLE -> out.doubleNumber(Double.longBitsToDouble(values.numbers[i]));
            case STRING -> {
                if (values.isNull(i)) {
                    out.text(null);
                } else {
                    out.text(values.bytes(), values.start(i), values.length(i));
                }
            }
        }
    }
}
