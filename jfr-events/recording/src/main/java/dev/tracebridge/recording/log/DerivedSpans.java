package dev.tracebridge.recording.log;

import dev.tracebridge.catalogue.JavaType;
import dev.tracebridge.catalogue.KeyPart;
import dev.tracebridge.catalogue.SpanClosing;
import dev.tracebridge.catalogue.SpanOpening;
import dev.tracebridge.catalogue.SpanPoint;
import dev.tracebridge.catalogue.SpanRule;
import dev.tracebridge.catalogue.SpanShape;
import dev.tracebridge.catalogue.Tracepoint;
import dev.tracebridge.recording.chunk.RecordingWriter;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Makes spans, states and phases of the records of one log, by the rules the runtime follows when they are emitted: see {@code
 * dev.tracebridge.runtime} and the generated event classes.
 *
 * <p>Records must come in the order of time. What is open is bounded as it is there; the oldest is written as unfinished when there would be more.
 */
final class DerivedSpans {

    private static final int THREAD_LIMIT = 1024;
    private static final int TABLE_LIMIT = 16_384;
    private static final Object NO_KEY = new Object();

    private final SpanRoles roles;
    private final SpanIds ids;
    private final int source;
    private final byte[] sourceName;
    private final RecordingWriter out;
    private final StateSteps states;
    private final PhaseSteps phases;
    /** By thread, the innermost last. */
    private final Map<Integer, List<OpenSpan>> open = new HashMap<>();

    private final Map<DerivedEvent, Map<Object, ArrayDeque<OpenSpan>>> tables = new HashMap<>();
    private long lastTime = Long.MIN_VALUE;

    DerivedSpans(SpanRoles roles, SpanIds ids, int source, byte[] sourceName, RecordingWriter out) {
        this.roles = roles;
        this.ids = ids;
        this.source = source;
        this.sourceName = sourceName;
        this.out = out;
        this.states = new StateSteps(this);
        this.phases = new PhaseSteps(this);
    }

    /** Takes a record; answers whether an event that was or will be written tells all of it. */
    boolean accept(TraceRecord record) throws IOException {
        lastTime = Math.max(lastTime, record.time());
        boolean taken = end(record);
        for (SpanRoles.Role role : roles.starts(record.tracepoint())) {
            if (role.point().accepts(record.values())) {
                taken |= begin(role, record);
            }
        }
        DerivedEvent machine = roles.states(record.tracepoint());
        if (machine != null) {
            states.enter(machine, record);
            taken = true;
        }
        DerivedEvent chains = roles.phases(record.tracepoint());
        return chains != null && phases.reach(chains, record) || taken;
    }

    private boolean begin(SpanRoles.Role role, TraceRecord record) throws IOException {
        SpanRule rule = role.event().model().span().orElseThrow();
        Object key = key(role.point(), record.values());
        boolean table = rule.shape() == SpanShape.ASYNC || rule.closing() == SpanClosing.LAST;
        OpenSpan before = table ? oldest(role.event(), key) : newest(record.thread(), role.event(), key);
        if (before != null && rule.opening() == SpanOpening.FIRST) {
            return before.lastEnd == null;
        }
        if (before != null && rule.closing() == SpanClosing.LAST) {
            take(role.event(), key);
            writeLast(before);
        } else if (before != null && rule.shape() == SpanShape.FLAT) {
            open.get(record.thread()).remove(before);
            write(before, SpanEnd.unfinished(record.time(), record.thread()));
        }
        OpenSpan span = place(new OpenSpan(role.event(), key, record), record, role.rule());
        if (table) {
            keep(span);
        } else {
            push(span);
        }
        return true;
    }

    /** Closes one span at most, by the first rule that has one, and makes all groups last longer that it belongs to. */
    private boolean end(TraceRecord record) throws IOException {
        boolean taken = false;
        boolean closed = false;
        for (SpanRoles.Role role : roles.ends(record.tracepoint())) {
            if (!role.point().accepts(record.values())) {
                continue;
            }
            SpanRule rule = role.event().model().span().orElseThrow();
            Object key = key(role.point(), record.values());
            if (rule.closing() == SpanClosing.LAST) {
                OpenSpan span = oldest(role.event(), key);
                if (span != null) {
                    span.lastEnd = spanEnd(role, record);
                    taken = true;
                }
                continue;
            }
            if (closed) {
                continue;
            }
            OpenSpan span;
            if (rule.shape() == SpanShape.ASYNC) {
                span = take(role.event(), key);
            } else {
                span = newest(record.thread(), role.event(), key);
                if (span != null) {
                    open.get(record.thread()).remove(span);
                }
            }
            if (span != null) {
                write(span, spanEnd(role, record));
                closed = true;
            }
        }
        return taken || closed;
    }

    private static SpanEnd spanEnd(SpanRoles.Role role, TraceRecord record) {
        SpanRule rule = role.event().model().span().orElseThrow();
        Tracepoint tracepoint = record.tracepoint();
        String error = null;
        if (role.failure()) {
            error = tracepoint.arguments().stream()
                    .filter(argument -> argument.type().javaType() == JavaType.STRING)
                    .findFirst()
                    .map(argument -> tracepoint.name() + ": " + record.text(argument.name()))
                    .orElse(tracepoint.name());
        }
        boolean several = rule.ends().size() + rule.failures().size() > 1;
        return new SpanEnd(
                record.time(),
                record.thread(),
                tracepoint,
                record.values(),
                several ? tracepoint.name() : null,
                error,
                null,
                false);
    }

    private static Object key(SpanPoint point, List<Object> values) {
        if (point.key().isEmpty()) {
            return NO_KEY;
        }
        List<Object> key = new ArrayList<>(point.key().size());
        for (KeyPart part : point.key()) {
            key.add(part.apply(
                    values.get(point.tracepoint().indexOf(part.argument().name()))));
        }
        return key;
    }

    /** Gives a span its ids: the parent is what encloses it on its thread, else the only open root. */
    OpenSpan place(OpenSpan span, TraceRecord record, int rule) {
        span.id = ids.span(source, record.line(), rule);
        OpenSpan parent = innermost(record.thread());
        if (parent != null) {
            span.traceHigh = parent.traceHigh;
            span.traceLow = parent.traceLow;
            span.parent = parent.id;
        } else {
            span.traceHigh = ids.traceHigh(states.traceNumber());
            span.traceLow = ids.traceLow(states.traceNumber());
            span.parent = states.onlyRoot();
        }
        return span;
    }

    /** An id for something else that begins with the same record. */
    long anotherId(TraceRecord record, int rule) {
        return ids.span(source, record.line(), -1 - rule);
    }

    SpanIds ids() {
        return ids;
    }

    private OpenSpan innermost(int thread) {
        List<OpenSpan> spans = open.get(thread);
        return spans == null || spans.isEmpty() ? null : spans.get(spans.size() - 1);
    }

    private OpenSpan newest(int thread, DerivedEvent event, Object key) {
        List<OpenSpan> spans = open.getOrDefault(thread, Collections.emptyList());
        for (int i = spans.size() - 1; i >= 0; i--) {
            OpenSpan span = spans.get(i);
            if (span.event == event && Objects.equals(span.key, key)) {
                return span;
            }
        }
        return null;
    }

    void push(OpenSpan span) throws IOException {
        List<OpenSpan> spans = open.computeIfAbsent(span.thread, thread -> new ArrayList<>());
        if (spans.size() == THREAD_LIMIT) {
            write(spans.remove(0), SpanEnd.unfinished(span.start, span.thread));
        }
        spans.add(span);
    }

    /** Takes a span off its thread; answers false if it was given up before. */
    boolean pop(OpenSpan span) {
        return open.getOrDefault(span.thread, Collections.emptyList()).remove(span);
    }

    private OpenSpan oldest(DerivedEvent event, Object key) {
        ArrayDeque<OpenSpan> spans = tables.getOrDefault(event, Map.of()).get(key);
        return spans == null ? null : spans.peek();
    }

    private void keep(OpenSpan span) throws IOException {
        Map<Object, ArrayDeque<OpenSpan>> table = tables.computeIfAbsent(span.event, event -> new LinkedHashMap<>());
        if (table.size() >= TABLE_LIMIT) {
            for (OpenSpan left : table.remove(table.keySet().iterator().next())) {
                writeLast(left);
            }
        }
        ArrayDeque<OpenSpan> spans = table.computeIfAbsent(span.key, key -> new ArrayDeque<>(2));
        if (spans.size() == TABLE_LIMIT) {
            writeLast(spans.poll());
        }
        spans.add(span);
    }

    private OpenSpan take(DerivedEvent event, Object key) {
        Map<Object, ArrayDeque<OpenSpan>> table = tables.getOrDefault(event, Map.of());
        ArrayDeque<OpenSpan> spans = table.get(key);
        if (spans == null) {
            return null;
        }
        OpenSpan span = spans.poll();
        if (spans.isEmpty()) {
            table.remove(key);
        }
        return span;
    }

    private void writeLast(OpenSpan span) throws IOException {
        write(span, span.lastEnd == null ? SpanEnd.unfinished(lastTime, span.thread) : span.lastEnd);
    }

    void write(OpenSpan span, SpanEnd end) throws IOException {
        span.event.write(out, span, end, sourceName);
    }

    /**
     * Writes what is open as unfinished: the log is at its end.
     *
     * @param end when that was
     */
    void finish(long end) throws IOException {
        lastTime = Math.max(lastTime, end);
        phases.finish(lastTime);
        states.finish(lastTime);
        for (List<OpenSpan> spans : open.values()) {
            for (OpenSpan span : spans) {
                write(span, SpanEnd.unfinished(lastTime, span.thread));
            }
        }
        for (Map<Object, ArrayDeque<OpenSpan>> table : tables.values()) {
            for (ArrayDeque<OpenSpan> spans : table.values()) {
                for (OpenSpan span : spans) {
                    writeLast(span);
                }
            }
        }
    }
}
