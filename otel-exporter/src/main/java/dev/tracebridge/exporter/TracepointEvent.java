package dev.tracebridge.exporter;

import dev.tracebridge.recording.TracepointField;
import io.opentelemetry.api.common.AttributesBuilder;

/**
 * An event of a tracepoint, read once. It keeps numbers and texts and no object of Flight Recorder's, so that a chunk of them is small.
 *
 * <p>Immutable.
 */
final class TracepointEvent extends ReadEvent {

    private final EventRendering rendering;
    private final EventThread endThread;
    private final long start;
    private final ChunkClock clock;
    private final SpanFields span;
    private final String function;
    private final long[] numbers;
    private final String[] texts;
    private final int argumentCount;

    /**
     * Makes an event.
     *
     * @param endThread the thread that committed it
     * @param clock what told its times
     * @param span null for an event that has no such fields
     * @param function the method that hit the tracepoint, null where the event has no stack trace
     * @param numbers what the arguments that are no texts hold, in the order of {@link EventFields#arguments}
     * @param texts the other arguments, in the same order, null for those that are absent
     */
    TracepointEvent(
            EventRendering rendering,
            EventThread endThread,
            long start,
            long end,
            ChunkClock clock,
            SpanFields span,
            String function,
            long[] numbers,
            String[] texts) {
        super(end);
        this.rendering = rendering;
        this.endThread = endThread;
        this.start = start;
        this.clock = clock;
        this.span = span;
        this.function = function;
        this.numbers = numbers;
        this.texts = texts;
        int count = numbers.length;
        for (String text : texts) {
            count += text == null ? 0 : 1;
        }
        this.argumentCount = count;
    }

    /**
     * What an event says of the span it is. Numbers are 0 and texts null where its type has no such field.
     *
     * @param traceOrigin where its trace began, as {@link SpanIds#recorded} wants it
     * @param startThread the thread that began it, null if that is the one that ended it
     * @param value the state or checkpoint
     */
    record SpanFields(
            long traceIdHigh,
            long traceIdLow,
            long spanId,
            long parentId,
            long groupParentId,
            long traceOrigin,
            EventThread startThread,
            String endedBy,
            String error,
            boolean unfinished,
            String next,
            String value) {

        static final SpanFields NONE = new SpanFields(0, 0, 0, 0, 0, 0, null, null, null, false, null, null);
    }

    EventRendering rendering() {
        return rendering;
    }

    long start() {
        return start;
    }

    /** What told its times: those of one clock can be compared. */
    ChunkClock clock() {
        return clock;
    }

    SpanFields span() {
        return span == null ? SpanFields.NONE : span;
    }

    /** The thread that committed it. */
    EventThread endThread() {
        return endThread;
    }

    /** The method that hit the tracepoint, null where the event has no stack trace. */
    String function() {
        return function;
    }

    /** The thread it began on. */
    EventThread thread() {
        return span == null || span.startThread() == null ? endThread : span.startThread();
    }

    /** The name of the state or checkpoint, as the catalogue spells null: {@code (null)}. */
    String value() {
        return span().value() == null ? "(null)" : span().value();
    }

    /** How many arguments are there. */
    int argumentCount() {
        return argumentCount;
    }

    /** The number an argument holds, for metrics. */
    double measure(TracepointField field) {
        return argument(field).measure(number(field));
    }

    /** The number an argument holds. */
    long number(TracepointField field) {
        int number = 0;
        for (ArgumentAttribute argument : rendering.fields().arguments()) {
            if (argument.name().equals(field.name()) && !argument.isText()) {
                return numbers[number];
            }
            number += argument.isText() ? 0 : 1;
        }
        throw new IllegalArgumentException("no number: " + field.name());
    }

    private ArgumentAttribute argument(TracepointField field) {
        for (ArgumentAttribute argument : rendering.fields().arguments()) {
            if (argument.name().equals(field.name())) {
                return argument;
            }
        }
        throw new IllegalArgumentException("no argument: " + field.name());
    }

    /** What an argument holds, a {@link String} or a {@link Long}; null where it is absent. */
    Object argument(String name) {
        int number = 0;
        int text = 0;
        for (ArgumentAttribute argument : rendering.fields().arguments()) {
            Object value = argument.isText() ? texts[text++] : (Object) numbers[number++];
            if (argument.name().equals(name)) {
                return value;
            }
        }
        return null;
    }

    void addArguments(AttributesBuilder attributes) {
        int number = 0;
        int text = 0;
        for (ArgumentAttribute argument : rendering.fields().arguments()) {
            if (!argument.isText()) {
                argument.addNumber(attributes, numbers[number++]);
            } else if (texts[text++] != null) {
                argument.addText(attributes, texts[text - 1]);
            }
        }
    }

    /**
     * Writes the arguments, the last one first.
     *
     * @param tag of each
     */
    void encodeArguments(ProtoBuffer out, int tag) {
        ArgumentAttribute[] arguments = rendering.fields().arguments();
        int number = numbers.length;
        int text = texts.length;
        for (int i = arguments.length - 1; i >= 0; i--) {
            int end = out.size();
            if (!arguments[i].isText()) {
                arguments[i].encodeNumber(out, numbers[--number]);
            } else if (texts[--text] == null) {
                continue;
            } else {
                arguments[i].encodeText(out, texts[text]);
            }
            out.message(tag, end);
        }
    }
}
