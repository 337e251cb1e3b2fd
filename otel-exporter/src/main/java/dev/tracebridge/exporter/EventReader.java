package dev.tracebridge.exporter;

import dev.tracebridge.exporter.ChunkTypes.ChunkField;
import dev.tracebridge.exporter.ChunkTypes.ChunkType;
import dev.tracebridge.exporter.ChunkTypes.Form;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Reads the events of one type into the same arrays again and again. Not for several threads. */
final class EventReader {

    private static final String DURATION = "duration";
    private static final String THREAD = "java.lang.Thread";

    private final EventRendering rendering;
    private final RareEvent.Kind rare;
    private final ChunkField[] fields;
    private final Kind[] kinds;
    private final boolean timed;
    private final long[] numbers;
    private final String[] texts;

    /** How a value is read. */
    private enum Kind {
        BYTE,
        SHORT,
        CHAR,
        INT,
        LONG,
        FLOAT,
        DOUBLE,
        TEXT,
        CONSTANT_TEXT,
        OTHER;

        static Kind of(ChunkField field) {
            Form form = field.type().form();
            if (field.array()) {
                return OTHER;
            }
            if (field.constant()) {
                return form == Form.TEXT ? CONSTANT_TEXT : LONG;
            }
            return switch (form) {
                case BYTE -> BYTE;
                case SHORT -> SHORT;
                case CHAR -> CHAR;
                case INT -> INT;
                case LONG -> LONG;
                case FLOAT -> FLOAT;
                case DOUBLE -> DOUBLE;
                case TEXT -> TEXT;
                case FIELDS -> OTHER;
            };
        }
    }

    /**
     * Makes a reader.
     *
     * @param rendering of the type; null for events that are none of a tracepoint
     * @param rare null for those of a tracepoint
     * @throws IOException where the events of the type do not tell when they happened
     */
    EventReader(ChunkType type, EventRendering rendering, RareEvent.Kind rare) throws IOException {
        this.rendering = rendering;
        this.rare = rare;
        this.fields = type.fields().toArray(new ChunkField[0]);
        this.kinds = new Kind[fields.length];
        for (int i = 0; i < kinds.length; i++) {
            kinds[i] = Kind.of(fields[i]);
        }
        if (kinds.length == 0 || kinds[0] != Kind.LONG) {
            throw new IOException("events of type " + type.name() + " have no time");
        }
        this.timed = fields.length > 1 && fields[1].name().equals(DURATION) && kinds[1] == Kind.LONG;
        this.numbers = new long[fields.length];
        this.texts = new String[fields.length];
    }

    /** What is made of the events; null for those that are none of a tracepoint. */
    EventRendering rendering() {
        return rendering;
    }

    /** Reads when the event the input is at was over, in ticks. */
    long readEnd(ChunkInput in) throws IOException {
        long start = in.readLong();
        return timed ? start + in.readLong() : start;
    }

    /** Reads all fields of the event the input is at. */
    void read(ChunkInput in, LongTable<String> constantTexts) throws IOException {
        for (int i = 0; i < kinds.length; i++) {
            switch (kinds[i]) {
                case LONG -> numbers[i] = in.readLong();
                case INT -> numbers[i] = (int) in.readLong();
                case BYTE -> numbers[i] = in.readByte();
                case SHORT -> numbers[i] = (short) in.readLong();
                case CHAR -> numbers[i] = (char) in.readLong();
                case FLOAT ->
                    numbers[i] = Double.doubleToRawLongBits(Float.intBitsToFloat((int) in.readBytes(Float.BYTES)));
                case DOUBLE -> numbers[i] = in.readBytes(Double.BYTES);
                case TEXT -> texts[i] = in.readText(constantTexts);
                case CONSTANT_TEXT -> texts[i] = constantTexts.get(in.readLong());
                case OTHER -> ChunkTypes.skip(in, fields[i], 0);
            }
        }
    }

    /** The stack trace of the event that was read last; 0 for none. */
    long stackTrace() {
        return rendering == null ? 0 : rendering.fields().stackTrace(numbers);
    }

    /**
     * Makes an event of what was read last.
     *
     * @param chunk the place of the chunk in its clock
     * @param textLimit longer texts are cut
     * @return null for a record of an imported log of which a span, state or step was made
     */
    ReadEvent event(ChunkConstants constants, ChunkClock clock, int chunk, int textLimit) {
        long start = clock.nanos(chunk, numbers[0]);
        long end = timed ? clock.nanos(chunk, numbers[0] + numbers[1]) : start;
        return rendering == null
                ? new RareEvent(rare, end, values(constants))
                : rendering.fields().read(start, end, clock, numbers, texts, constants, rendering, textLimit);
    }

    private Map<String, Object> values(ChunkConstants constants) {
        Map<String, Object> values = new HashMap<>();
        for (int i = 0; i < kinds.length; i++) {
            String field = fields[i].name();
            if (kinds[i] == Kind.TEXT || kinds[i] == Kind.CONSTANT_TEXT) {
                values.put(field, texts[i]);
            } else if (fields[i].type().name().equals(THREAD)) {
                values.put(field, constants.thread(numbers[i]));
            } else if (kinds[i] != Kind.OTHER) {
                values.put(field, numbers[i]);
            }
        }
        return values;
    }
}
