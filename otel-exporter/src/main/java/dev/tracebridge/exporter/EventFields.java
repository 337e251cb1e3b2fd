package dev.tracebridge.exporter;

import dev.tracebridge.exporter.TracepointEvent.SpanFields;
import dev.tracebridge.recording.EventTypeDescription.Field;
import dev.tracebridge.recording.TracepointType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The fields of one event type, found out once, so that of an event each is read once. Those that a recording of unknown origin lacks read as absent.
 * Immutable.
 */
final class EventFields {

    private static final Set<String> OWN_FIELDS = Set.of(
            "startTime",
            "duration",
            "eventThread",
            "stackTrace",
            "traceIdHigh",
            "traceIdLow",
            "spanId",
            "parentId",
            "groupParentId",
            "traceOrigin",
            "startThread",
            "endedBy",
            "error",
            "unfinished",
            "startShared",
            "next",
            "inSpan",
            "logSource",
            "logLine",
            "logForm");

    private static final long[] NO_NUMBERS = {};
    private static final String[] NO_TEXTS = {};

    private final ArgumentAttribute[] arguments;
    private final int numbers;
    private final int texts;
    /** Which field of the type each argument is. */
    private final int[] places;

    private final boolean hasIds;
    private final boolean hasSpanFields;
    private final CallingMethod callingMethod;
    private final Own thread;
    private final Own stackTrace;
    private final Own inSpan;
    private final Own traceIdHigh;
    private final Own traceIdLow;
    private final Own spanId;
    private final Own parentId;
    private final Own groupParentId;
    private final Own traceOrigin;
    private final Own startThread;
    private final Own endedBy;
    private final Own error;
    private final Own unfinished;
    private final Own next;
    private final Own value;

    /**
     * A field that is no argument.
     *
     * @param name null for one that is not there
     * @param place which field of the type
     */
    private record Own(String name, int place) {

        boolean exists() {
            return name != null;
        }

        long number(long[] numbers) {
            return name == null ? 0 : numbers[place];
        }

        String text(String[] texts) {
            return name == null ? null : texts[place];
        }
    }

    EventFields(TracepointType type) {
        Map<String, Field> fields = new LinkedHashMap<>();
        type.description().fields().forEach(field -> fields.put(field.name(), field));
        List<String> names = List.copyOf(fields.keySet());
        Function<String, Own> own =
                name -> fields.containsKey(name) ? new Own(name, names.indexOf(name)) : new Own(null, -1);
        this.arguments = arguments(type, fields);
        this.texts =
                (int) Stream.of(arguments).filter(ArgumentAttribute::isText).count();
        this.numbers = arguments.length - texts;
        this.places = Stream.of(arguments)
                .mapToInt(argument -> names.indexOf(argument.field()))
                .toArray();
        this.callingMethod = new CallingMethod(type);
        this.thread = own.apply("eventThread");
        this.stackTrace = own.apply("stackTrace");
        this.inSpan = own.apply("inSpan");
        this.traceIdHigh = own.apply("traceIdHigh");
        this.traceIdLow = own.apply("traceIdLow");
        this.spanId = own.apply("spanId");
        this.parentId = own.apply("parentId");
        this.groupParentId = own.apply("groupParentId");
        this.traceOrigin = own.apply("traceOrigin");
        this.startThread = own.apply("startThread");
        this.endedBy = own.apply("endedBy");
        this.error = own.apply("error");
        this.unfinished = own.apply("unfinished");
        this.next = own.apply("next");
        boolean named = fields.containsKey(type.argument())
                && fields.get(type.argument()).type().equals("java.lang.String");
        this.value = named ? own.apply(type.argument()) : new Own(null, -1);
        this.hasIds = traceIdHigh.exists() && traceIdLow.exists() && spanId.exists() && parentId.exists();
        this.hasSpanFields = hasIds
                || Stream.of(startThread, endedBy, error, unfinished, next, value)
                        .anyMatch(Own::exists);
    }

    private static ArgumentAttribute[] arguments(TracepointType type, Map<String, Field> fields) {
        String namespace = type.namespace();
        Stream<Optional<ArgumentAttribute>> found = type.tracepoint().isPresent()
                ? type.fields().stream()
                        .map(field -> ArgumentAttribute.of(namespace, field, fields.get(field.fieldName())))
                : fields.values().stream()
                        .filter(field -> !OWN_FIELDS.contains(field.name()))
                        .map(field -> ArgumentAttribute.of(namespace, field));
        Map<String, ArgumentAttribute> byName = new LinkedHashMap<>();
        found.flatMap(Optional::stream).forEach(argument -> byName.put(argument.name(), argument));
        return byName.values().toArray(ArgumentAttribute[]::new);
    }

    /** The arguments, in the order of their fields. Not to be changed. */
    ArgumentAttribute[] arguments() {
        return arguments;
    }

    /** Whether there are all ids that a span needs. */
    boolean hasIds() {
        return hasIds;
    }

    /** The stack trace of an event, as {@link #read} wants its numbers; 0 for none. */
    long stackTrace(long[] readNumbers) {
        return stackTrace.number(readNumbers);
    }

    /** Whether the name of a state or checkpoint is there. */
    boolean hasValue() {
        return value.exists();
    }

    /**
     * Reads an event of which all fields have been read.
     *
     * @param readNumbers by the place of the field: whole numbers with their sign, the bits of fractions, 1 for true, ids of constants
     * @param readTexts by the place of the field, null for null
     * @param rendering of its type
     * @return null for a record of an imported log of which a span, state or step was made, and tells all it does
     */
    TracepointEvent read(
            long start,
            long end,
            ChunkClock clock,
            long[] readNumbers,
            String[] readTexts,
            ChunkConstants constants,
            EventRendering rendering,
            int textLimit) {
        if (inSpan.number(readNumbers) != 0) {
            return null;
        }
        long[] ownNumbers = numbers == 0 ? NO_NUMBERS : new long[numbers];
        String[] ownTexts = texts == 0 ? NO_TEXTS : new String[texts];
        int number = 0;
        int text = 0;
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i].isText()) {
                ownTexts[text++] = ArgumentAttribute.cut(readTexts[places[i]], textLimit);
            } else {
                ownNumbers[number++] = arguments[i].unsigned(readNumbers[places[i]]);
            }
        }
        long trace = stackTrace(readNumbers);
        return new TracepointEvent(
                rendering,
                thread.exists() ? constants.thread(readNumbers[thread.place()]) : EventThread.NONE,
                hasSpanFields ? start : end,
                end,
                clock,
                hasSpanFields ? spanFields(readNumbers, readTexts, constants) : null,
                trace == 0 ? null : callingMethod.in(constants.frames(trace)),
                ownNumbers,
                ownTexts);
    }

    private SpanFields spanFields(long[] readNumbers, String[] readTexts, ChunkConstants constants) {
        EventThread began = constants.thread(startThread.number(readNumbers));
        return new SpanFields(
                traceIdHigh.number(readNumbers),
                traceIdLow.number(readNumbers),
                spanId.number(readNumbers),
                parentId.number(readNumbers),
                groupParentId.number(readNumbers),
                traceOrigin.number(readNumbers),
                began == EventThread.NONE ? null : began,
                endedBy.text(readTexts),
                error.text(readTexts),
                unfinished.number(readNumbers) != 0,
                next.text(readTexts),
                value.text(readTexts));
    }
}
