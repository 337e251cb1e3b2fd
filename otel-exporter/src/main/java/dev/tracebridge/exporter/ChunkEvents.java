package dev.tracebridge.exporter;

import dev.tracebridge.exporter.ChunkTypes.ChunkField;
import dev.tracebridge.exporter.ChunkTypes.ChunkType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import jdk.jfr.EventType;
import jdk.jfr.ValueDescriptor;

/**
 * The events of tracepoints in one chunk, read without an object for each of their values. Flight Recorder's own parser makes those, and then looks
 * each up by name. It stays the judge: what is not exactly as it is known from JDK 17 to 25 is left to it.
 *
 * <p>Not for several threads.
 */
final class ChunkEvents {

    private static final int COMPRESSED = 1;

    private final ChunkHeader header;
    private final ChunkInput in;
    private final ChunkTypes types;
    private final Map<Long, Reader> readers = new HashMap<>();
    private ChunkConstants constants;

    private ChunkEvents(ChunkHeader header, ChunkInput in, ChunkTypes types) {
        this.header = header;
        this.in = in;
        this.types = types;
    }

    /**
     * Looks at a chunk.
     *
     * @param in turns to the chunk
     * @param known the types of the file
     * @param assembler takes the events
     * @return nothing where it is to be left to Flight Recorder's parser
     */
    static Optional<ChunkEvents> of(
            ChunkInput in, ChunkHeader header, Map<Long, EventType> known, SpanAssembler assembler) {
        if ((header.flags() & COMPRESSED) == 0 || header.ticksPerSecond() <= 0) {
            return Optional.empty();
        }
        try {
            in.enter(header.end());
            ChunkTypes types = ChunkTypes.read(in, header.position() + header.metadata());
            for (ChunkType type : types.all()) {
                EventType same = known.get(type.id());
                if (type.event() && (same == null || !same.getName().equals(type.name()))) {
                    // Files of several JVMs were put together, whose ids are not the same.
                    return Optional.empty();
                }
            }
            ChunkEvents events = new ChunkEvents(header, in, types);
            for (EventType type : known.values()) {
                if (assembler.knows(type) && !events.add(type, assembler)) {
                    return Optional.empty();
                }
            }
            events.constants =
                    ChunkConstants.read(in, types, header.position() + header.constants(), header.position());
            return Optional.of(events);
        } catch (IOException unusual) {
            return Optional.empty();
        }
    }

    /** Takes a type of which events are wanted; false where it cannot be read here. */
    private boolean add(EventType type, SpanAssembler assembler) throws IOException {
        ChunkType written = types.find(type.getId());
        if (written == null) {
            // Of another chunk.
            return true;
        }
        List<ValueDescriptor> fields = type.getFields();
        if (!written.name().equals(type.getName()) || written.fields().size() != fields.size()) {
            return false;
        }
        List<Kind> kinds = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            ChunkField field = written.fields().get(i);
            if (!field.name().equals(fields.get(i).getName())
                    || !types.type(field.type())
                            .name()
                            .equals(fields.get(i).getTypeName().replace("[]", ""))) {
                return false;
            }
            kinds.add(Kind.of(field, types.type(field.type()).name()));
        }
        if (kinds.isEmpty() || kinds.get(0) != Kind.LONG) {
            return false;
        }
        boolean timed = fields.size() > 1 && fields.get(1).getName().equals("duration") && kinds.get(1) == Kind.LONG;
        readers.put(
                type.getId(),
                new Reader(
                        assembler.renderingOf(type),
                        assembler.rareKind(type).orElse(null),
                        fields,
                        written.fields().toArray(ChunkField[]::new),
                        kinds.toArray(Kind[]::new),
                        timed,
                        stackTrace(written, kinds),
                        new long[fields.size()],
                        new String[fields.size()]));
        return true;
    }

    private static int stackTrace(ChunkType type, List<Kind> kinds) {
        for (int i = 0; i < kinds.size(); i++) {
            if (type.fields().get(i).name().equals("stackTrace") && kinds.get(i) == Kind.LONG) {
                return i;
            }
        }
        return -1;
    }

    /** How a value is written. */
    private enum Kind {
        BYTE,
        SHORT,
        CHAR,
        INT,
        LONG,
        FLOAT,
        DOUBLE,
        TEXT,
        OTHER;

        static Kind of(ChunkField field, String type) {
            if (field.array()) {
                return OTHER;
            }
            if (field.constant()) {
                return type.equals("java.lang.String") ? OTHER : LONG;
            }
            return switch (type) {
                case "boolean", "byte" -> BYTE;
                case "short" -> SHORT;
                case "char" -> CHAR;
                case "int" -> INT;
                case "long" -> LONG;
                case "float" -> FLOAT;
                case "double" -> DOUBLE;
                case "java.lang.String" -> TEXT;
                default -> OTHER;
            };
        }
    }

    /**
     * What events of one type are read into, again and again.
     *
     * @param rendering null for events that are none of a tracepoint
     * @param rare null for those of a tracepoint
     */
    private record Reader(
            EventRendering rendering,
            RareEvent.Kind rare,
            List<ValueDescriptor> descriptors,
            ChunkField[] fields,
            Kind[] kinds,
            boolean timed,
            int stackTrace,
            long[] numbers,
            String[] texts) {}

    /**
     * Reads all events.
     *
     * @param chunk the place of this one
     * @param textLimit longer texts are cut
     * @param out takes them, buffer by buffer
     * @throws IOException where the chunk is damaged; the events before that have been taken
     */
    void read(ChunkClock clock, int chunk, int textLimit, Consumer<ReadEvent> out) throws IOException {
        in.seek(header.position() + ChunkHeader.LENGTH);
        while (in.next()) {
            Reader reader = readers.get(in.readLong());
            if (reader != null) {
                ReadEvent event = event(reader, clock, chunk, textLimit);
                if (event != null) {
                    out.accept(event);
                }
            }
        }
    }

    private ReadEvent event(Reader reader, ChunkClock clock, int chunk, int textLimit) throws IOException {
        long[] numbers = reader.numbers;
        for (int i = 0; i < numbers.length; i++) {
            readField(reader, i);
        }
        long start = clock.nanos(chunk, numbers[0]);
        long end = reader.timed ? clock.nanos(chunk, numbers[0] + numbers[1]) : start;
        if (reader.rendering == null) {
            return new RareEvent(reader.rare, end, values(reader));
        }
        return reader.rendering
                .fields()
                .read(start, end, numbers, reader.texts, constants, reader.rendering, textLimit);
    }

    private void readField(Reader reader, int i) throws IOException {
        long[] numbers = reader.numbers;
        switch (reader.kinds[i]) {
            case LONG -> numbers[i] = in.readLong();
            case INT -> numbers[i] = (int) in.readLong();
            case BYTE -> numbers[i] = in.readByte();
            case SHORT -> numbers[i] = (short) in.readLong();
            case CHAR -> numbers[i] = (char) in.readLong();
            case FLOAT ->
                numbers[i] = Double.doubleToRawLongBits(Float.intBitsToFloat((int) in.readBytes(Float.BYTES)));
            case DOUBLE -> numbers[i] = in.readBytes(Double.BYTES);
            case TEXT -> reader.texts[i] = constants.text(in.readText());
            case OTHER -> types.skip(in, reader.fields[i], 0);
        }
    }

    /**
     * Whether all events can be read and none has a stack trace, which is left to Flight Recorder's parser.
     *
     * @param present takes the JFR names of the types of which there are events
     */
    boolean isPlain(Set<String> present) {
        try {
            return !hasStackTraces(present);
        } catch (IOException damaged) {
            return false;
        }
    }

    private boolean hasStackTraces(Set<String> present) throws IOException {
        Set<Reader> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        in.seek(header.position() + ChunkHeader.LENGTH);
        while (in.next()) {
            Reader reader = readers.get(in.readLong());
            if (reader == null || reader.rendering == null) {
                continue;
            }
            if (seen.add(reader)) {
                present.add(reader.rendering.eventName());
            }
            int stackTrace = reader.stackTrace;
            for (int i = 0; i <= stackTrace; i++) {
                readField(reader, i);
            }
            if (stackTrace >= 0 && reader.numbers[stackTrace] != 0) {
                return true;
            }
        }
        return false;
    }

    private Map<String, Object> values(Reader reader) {
        Map<String, Object> values = new HashMap<>();
        for (int i = 0; i < reader.kinds.length; i++) {
            String field = reader.fields[i].name();
            if (reader.kinds[i] == Kind.TEXT) {
                values.put(field, reader.texts[i]);
            } else if (reader.descriptors.get(i).getTypeName().equals("java.lang.Thread")) {
                values.put(field, constants.thread(reader.numbers[i]));
            } else if (reader.kinds[i] != Kind.OTHER) {
                values.put(field, reader.numbers[i]);
            }
        }
        return values;
    }
}
