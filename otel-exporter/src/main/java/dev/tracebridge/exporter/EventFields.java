package dev.tracebridge.exporter;

import dev.tracebridge.exporter.TracepointEvent.SpanFields;
import dev.tracebridge.recording.TracepointType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import jdk.jfr.ValueDescriptor;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;

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

        long number(RecordedEvent event) {
            if (name == null) {
                return 0;
            }
            if (event.getValue(name) instanceof Number number) {
                return number.longValue();
            }
            throw new IllegalArgumentException("field " + name + " holds no number");
        }

        long number(long[] numbers) {
            return name == null ? 0 : numbers[place];
        }

        String text(RecordedEvent event) {
            return name == null ? null : event.getValue(name);
        }

        String text(String[] texts) {
            return name == null ? null : texts[place];
        }
    }

    EventFields(TracepointType type) {
        Map<String, ValueDescriptor> fields = new LinkedHashMap<>();
        type.eventType().getFields().forEach(field -> fields.put(field.getName(), field));
        List<String> names = List.copyOf(fields.keySet());
        // The very same object is compared fastest, and Flight Recorder finds fields by comparing names.
        Function<String, Own> own = name ->
                fields.containsKey(name) ? new Own(fields.get(name).getName(), names.indexOf(name)) : new Own(null, -1);
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
                && fields.get(type.argument()).getTypeName().equals("java.lang.String");
        this.value = named ? own.apply(type.argument()) : new Own(null, -1);
        this.hasIds = traceIdHigh.exists() && traceIdLow.exists() && spanId.exists() && parentId.exists();
        this.hasSpanFields = hasIds
                || Stream.of(startThread, endedBy, error, unfinished, next, value)
                        .anyMatch(Own::exists);
    }

    private static ArgumentAttribute[] arguments(TracepointType type, Map<String, ValueDescriptor> fields) {
        String namespace = type.namespace();
        Stream<Optional<ArgumentAttribute>> found = type.tracepoint().isPresent()
                ? type.fields().stream()
                        .map(field -> ArgumentAttribute.of(namespace, field, fields.get(field.fieldName())))
                : fields.values().stream()
                        .filter(field -> !OWN_FIELDS.contains(field.getName()))
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

    /** Whether the name of a state or checkpoint is there. */
    boolean hasValue() {
        return value.exists();
    }

    /**
     * Reads an event.
     *
     * @param rendering of its type
     * @param threads those seen before
     * @param textLimit longer texts are cut
     * @return null for a record of an imported log of which a span, state or step was made, and tells all it does
     * @throws IllegalArgumentException where a field does not hold what the type's metadata promise
     * @throws ClassCastException likewise
     */
    TracepointEvent read(RecordedEvent event, EventRendering rendering, EventThreads threads, int textLimit) {
        if (inSpan.exists() && event.getValue(inSpan.name()) instanceof Boolean told && told) {
            return null;
        }
        long[] readNumbers = numbers == 0 ? NO_NUMBERS : new long[numbers];
        String[] readTexts = texts == 0 ? NO_TEXTS : new String[texts];
        int number = 0;
        int text = 0;
        for (ArgumentAttribute argument : arguments) {
            if (argument.isText()) {
                readTexts[text++] = argument.readText(event, textLimit);
            } else {
                readNumbers[number++] = argument.readNumber(event);
            }
        }
        long end = EventTimes.end(event);
        return new TracepointEvent(
                rendering,
                threads.of(thread.exists() ? event.getValue(thread.name()) : null),
                hasSpanFields ? EventTimes.start(event) : end,
                end,
                hasSpanFields ? spanFields(event, threads) : null,
                stackTrace.exists() ? callingMethod.in(event.getValue(stackTrace.name())) : null,
                readNumbers,
                readTexts);
    }

    private SpanFields spanFields(RecordedEvent event, EventThreads threads) {
        RecordedThread began = startThread.exists() ? event.getValue(startThread.name()) : null;
        return new SpanFields(
                traceIdHigh.number(event),
                traceIdLow.number(event),
                spanId.number(event),
                parentId.number(event),
                groupParentId.number(event),
                traceOrigin.number(event),
                began == null ? null : threads.of(began),
                endedBy.text(event),
                error.text(event),
                unfinished.exists() && event.getValue(unfinished.name()) instanceof Boolean over && over,
                next.text(event),
                value.text(event));
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
        return new TracepointEvent(
                rendering,
                thread.exists() ? constants.thread(readNumbers[thread.place()]) : EventThread.NONE,
                hasSpanFields ? start : end,
                end,
                hasSpanFields ? spanFields(readNumbers, readTexts, constants) : null,
                null,
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
