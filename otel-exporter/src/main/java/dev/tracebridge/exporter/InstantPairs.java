package dev.tracebridge.exporter;

import dev.tracebridge.catalogue.EventRole;
import dev.tracebridge.catalogue.SpanShape;
import dev.tracebridge.catalogue.Tracepoint;
import dev.tracebridge.recording.TracepointField;
import dev.tracebridge.recording.TracepointType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Pairs start and end instants of a recording that has no event for the span itself, since only instants were switched on. What belongs together is
 * told by the span's type, which the recording describes all the same. Where there are events of the span, derived ones or not, they are all
 * that is said of it.
 *
 * <p>Not for spans whose ends are told apart by more than the tracepoint and the key: one tracepoint that is start and end, or another spelling of
 * the key at the end. Bounded; not for several threads.
 */
final class InstantPairs {

    private static final int OPEN_LIMIT = 65_536;

    private final Map<String, List<Pair>> byStart = new HashMap<>();
    private final Map<String, List<Pair>> byEnd = new HashMap<>();
    private final Map<List<Object>, ArrayDeque<Start>> open = new LinkedHashMap<>();

    /**
     * The instants of one span.
     *
     * @param span how it is rendered
     * @param key the arguments that form the key
     */
    record Pair(EventRendering span, List<String> key) {

        boolean isAsync() {
            return span.type().shape().filter(shape -> shape == SpanShape.ASYNC).isPresent();
        }

        boolean isFlat() {
            return span.type().shape().filter(shape -> shape == SpanShape.STACK).isEmpty();
        }

        boolean fails(TracepointEvent end) {
            return span.isFailure(end.rendering().tracepoint());
        }

        private List<Object> keyOf(TracepointEvent event) {
            List<Object> values = new ArrayList<>();
            values.add(span.eventName());
            values.add(isAsync() ? 0 : event.endThread().key());
            key.forEach(name -> values.add(event.argument(name)));
            // Some may be null.
            return Arrays.asList(values.toArray());
        }
    }

    /**
     * A start that waits for its end.
     *
     * @param event the start
     * @param point the same, waiting for whatever encloses it
     */
    record Start(TracepointEvent event, PendingPoint point) {}

    /**
     * A pair that is whole.
     *
     * @param start the start
     * @param pair what it is of
     */
    record Match(Start start, Pair pair) {}

    /**
     * Takes the spans to be paired.
     *
     * @param types what the recording describes
     * @param present JFR names of what it has events of
     */
    void use(List<EventRendering> types, Set<String> present) {
        for (EventRendering span : types) {
            TracepointType type = span.type();
            List<Tracepoint> ends = Stream.concat(type.ends().stream(), type.failures().stream())
                    .toList();
            List<String> key = key(type);
            boolean plain = ends.stream()
                    .allMatch(end -> !end.name().equals(type.name())
                            && key.stream().allMatch(name -> end.argument(name).isPresent()));
            if (type.role() == EventRole.SPAN
                    && !present.contains(span.eventName())
                    && !type.ends().isEmpty()
                    && plain) {
                Pair pair = new Pair(span, key);
                byStart.computeIfAbsent(name(type, type.name()), name -> new ArrayList<>())
                        .add(pair);
                ends.forEach(end -> byEnd.computeIfAbsent(name(type, end.name()), name -> new ArrayList<>())
                        .add(pair));
            }
        }
    }

    private static List<String> key(TracepointType type) {
        return type.key().stream()
                .map(field -> type.fields().stream()
                        .filter(known -> known.fieldName().equals(field))
                        .map(TracepointField::name)
                        .findFirst()
                        .orElse(field))
                .toList();
    }

    private static String name(TracepointType type, String tracepoint) {
        return type.namespace() + '.' + tracepoint;
    }

    /** Whether an instant may be a start. */
    boolean isStart(TracepointEvent instant) {
        return !byStart.isEmpty() && byStart.containsKey(nameOf(instant));
    }

    private static String nameOf(TracepointEvent instant) {
        return name(instant.rendering().type(), instant.rendering().tracepoint());
    }

    /** Takes a start, which waits from now on. */
    void begin(Start start) {
        for (Pair pair : byStart.get(nameOf(start.event()))) {
            ArrayDeque<Start> waiting = open.computeIfAbsent(pair.keyOf(start.event()), key -> new ArrayDeque<>());
            if (pair.isFlat()) {
                waiting.clear();
            }
            waiting.push(start);
        }
        while (open.size() > OPEN_LIMIT) {
            open.remove(open.keySet().iterator().next());
        }
    }

    /** Finds the start of an instant that is an end; null where it is none, or nothing waits for it. */
    Match end(TracepointEvent instant) {
        for (Pair pair : byEnd.isEmpty() ? List.<Pair>of() : byEnd.getOrDefault(nameOf(instant), List.of())) {
            List<Object> key = pair.keyOf(instant);
            ArrayDeque<Start> waiting = open.get(key);
            Start start = waiting == null ? null : waiting.poll();
            if (waiting != null && waiting.isEmpty()) {
                open.remove(key);
            }
            // Another span may have enclosed it, and taken it for an event of its own.
            if (start != null && !start.point().taken()) {
                return new Match(start, pair);
            }
        }
        return null;
    }
}
