package dev.tracebridge.exporter;

import dev.tracebridge.exporter.TracepointEvent.SpanFields;
import dev.tracebridge.recording.TracepointType;
import java.util.LinkedHashMap;
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
    private final boolean hasIds;
    private final boolean hasSpanFields;
    // Names of fields, null for those that are not there.
    private final String thread;
    private final String inSpan;
    private final String traceIdHigh;
    private final String traceIdLow;
    private final String spanId;
    private final String parentId;
    private final String groupParentId;
    private final String startThread;
    private final String endedBy;
    private final String error;
    private final String unfinished;
    private final String next;
    private final String value;

    EventFields(TracepointType type) {
        Map<String, ValueDescriptor> fields = new LinkedHashMap<>();
        type.eventType().getFields().forEach(field -> fields.put(field.getName(), field));
        Function<String, String> own = name -> Optional.ofNullable(fields.get(name))
                .map(ValueDescriptor::getName)
                .orElse(null);
        this.arguments = arguments(type, fields);
        this.texts =
                (int) Stream.of(arguments).filter(ArgumentAttribute::isText).count();
        this.numbers = arguments.length - texts;
        this.thread = own.apply("eventThread");
        this.inSpan = own.apply("inSpan");
        this.traceIdHigh = own.apply("traceIdHigh");
        this.traceIdLow = own.apply("traceIdLow");
        this.spanId = own.apply("spanId");
        this.parentId = own.apply("parentId");
        this.groupParentId = own.apply("groupParentId");
        this.startThread = own.apply("startThread");
        this.endedBy = own.apply("endedBy");
        this.error = own.apply("error");
        this.unfinished = own.apply("unfinished");
        this.next = own.apply("next");
        this.value = Optional.ofNullable(fields.get(type.argument()))
                .filter(field -> field.getTypeName().equals("java.lang.String"))
                .map(ValueDescriptor::getName)
                .orElse(null);
        this.hasIds = traceIdHigh != null && traceIdLow != null && spanId != null && parentId != null;
        this.hasSpanFields = hasIds
                || Stream.of(startThread, endedBy, error, unfinished, next, value)
                        .anyMatch(name -> name != null);
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
        return value != null;
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
        if (inSpan != null && event.getValue(inSpan) instanceof Boolean told && told) {
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
                threads.of(thread == null ? null : event.getValue(thread)),
                hasSpanFields ? EventTimes.start(event) : end,
                end,
                hasSpanFields ? spanFields(event, threads) : null,
                readNumbers,
                readTexts);
    }

    private SpanFields spanFields(RecordedEvent event, EventThreads threads) {
        RecordedThread began = startThread == null ? null : event.getValue(startThread);
        return new SpanFields(
                number(event, traceIdHigh),
                number(event, traceIdLow),
                number(event, spanId),
                number(event, parentId),
                number(event, groupParentId),
                began == null ? null : threads.of(began),
                text(event, endedBy),
                text(event, error),
                unfinished != null && event.getValue(unfinished) instanceof Boolean over && over,
                text(event, next),
                text(event, value));
    }

    private static long number(RecordedEvent event, String field) {
        if (field == null) {
            return 0;
        }
        if (event.getValue(field) instanceof Number number) {
            return number.longValue();
        }
        throw new IllegalArgumentException("field " + field + " holds no number");
    }

    private static String text(RecordedEvent event, String field) {
        return field == null ? null : event.getValue(field);
    }
}
