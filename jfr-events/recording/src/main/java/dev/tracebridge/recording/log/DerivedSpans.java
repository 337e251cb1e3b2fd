package dev.tracebridge.recording.log;

import dev.tracebridge.recording.chunk.RecordingWriter;
import dev.tracebridge.recording.chunk.WrittenText;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
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

    private final SpanIds ids;
    private final int source;
    private final WrittenText sourceName;
    private final RecordingWriter out;
    private final StateSteps states;
    private final PhaseSteps phases;
    /** By thread, the innermost last. */
    private final List<List<OpenSpan>> open = new ArrayList<>();
    /** By rule: spans by key, the oldest first. */
    private final List<Map<Object, ArrayDeque<OpenSpan>>> tables = new ArrayList<>();

    private long lastTime = Long.MIN_VALUE;

    DerivedSpans(SpanRoles roles, SpanIds ids, int source, WrittenText sourceName, RecordingWriter out) {
        this.ids = ids;
        this.source = source;
        this.sourceName = sourceName;
        this.out = out;
        this.states = new StateSteps(this);
        this.phases = new PhaseSteps(this);
        for (int rule = 0; rule < roles.rules(); rule++) {
            tables.add(new LinkedHashMap<>());
        }
    }

    /** Takes a record; answers whether an event that was or will be written tells all of it. */
    boolean accept(TraceRecord record) throws IOException {
        lastTime = Math.max(lastTime, record.time());
        RecordRoles roles = record.type().roles();
        boolean taken = end(record, roles.ends);
        for (int i = 0; i < roles.starts.size(); i++) {
            SpanRole role = roles.starts.get(i);
            if (role.accepts(record.values())) {
                taken |= begin(role, record);
            }
        }
        if (roles.states != null) {
            states.enter(roles.states, record);
            taken = true;
        }
        return roles.phases != null && phases.reach(roles.phases, record) || taken;
    }

    private boolean begin(SpanRole role, TraceRecord record) throws IOException {
        Object key = role.keys.key(record.values());
        OpenSpan before = role.inTable ? oldest(role, key) : newest(record.thread(), role.event, key);
        if (before != null && role.firstOpens) {
            return before.lastEnd == null;
        }
        if (before != null && role.lastCloses) {
            take(role, key);
            writeLast(before);
        } else if (before != null && role.flat) {
            pop(before);
            write(before, SpanEnd.unfinished(record.time(), record.thread()));
        }
        OpenSpan span = place(new OpenSpan(role.event, key, record), record, role.rule);
        if (role.inTable) {
            keep(role, span);
        } else {
            push(span);
        }
        return true;
    }

    /** Closes one span at most, by the first rule that has one, and makes all groups last longer that it belongs to. */
    private boolean end(TraceRecord record, List<SpanRole> roles) throws IOException {
        boolean taken = false;
        boolean closed = false;
        for (int i = 0; i < roles.size(); i++) {
            SpanRole role = roles.get(i);
            if (closed && !role.lastCloses || !role.accepts(record.values())) {
                continue;
            }
            Object key = role.keys.key(record.values());
            if (role.lastCloses) {
                OpenSpan span = oldest(role, key);
                if (span != null) {
                    span.lastEnd = SpanEnd.by(role, record).kept();
                    taken = true;
                }
                continue;
            }
            OpenSpan span = role.inTable ? take(role, key) : newest(record.thread(), role.event, key);
            if (span != null) {
                if (!role.inTable) {
                    pop(span);
                }
                write(span, SpanEnd.by(role, record));
                closed = true;
            }
        }
        return taken || closed;
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

    private List<OpenSpan> onThread(int thread) {
        while (open.size() <= thread) {
            open.add(new ArrayList<>(0));
        }
        return open.get(thread);
    }

    private OpenSpan innermost(int thread) {
        List<OpenSpan> spans = onThread(thread);
        return spans.isEmpty() ? null : spans.get(spans.size() - 1);
    }

    private OpenSpan newest(int thread, DerivedEvent event, Object key) {
        List<OpenSpan> spans = onThread(thread);
        for (int i = spans.size() - 1; i >= 0; i--) {
            OpenSpan span = spans.get(i);
            if (span.event == event && Objects.equals(span.key, key)) {
                return span;
            }
        }
        return null;
    }

    void push(OpenSpan span) throws IOException {
        List<OpenSpan> spans = onThread(span.thread);
        if (spans.size() == THREAD_LIMIT) {
            write(spans.remove(0), SpanEnd.unfinished(span.start, span.thread));
        }
        spans.add(span);
    }

    /** Takes a span off its thread; answers false if it was given up before. */
    boolean pop(OpenSpan span) {
        List<OpenSpan> spans = onThread(span.thread);
        for (int i = spans.size() - 1; i >= 0; i--) {
            if (spans.get(i) == span) {
                spans.remove(i);
                return true;
            }
        }
        return false;
    }

    private OpenSpan oldest(SpanRole role, Object key) {
        ArrayDeque<OpenSpan> spans = tables.get(role.rule).get(key);
        return spans == null ? null : spans.peek();
    }

    private void keep(SpanRole role, OpenSpan span) throws IOException {
        Map<Object, ArrayDeque<OpenSpan>> table = tables.get(role.rule);
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

    private OpenSpan take(SpanRole role, Object key) {
        Map<Object, ArrayDeque<OpenSpan>> table = tables.get(role.rule);
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
        for (List<OpenSpan> spans : open) {
            for (OpenSpan span : spans) {
                write(span, SpanEnd.unfinished(lastTime, span.thread));
            }
        }
        for (Map<Object, ArrayDeque<OpenSpan>> table : tables) {
            for (ArrayDeque<OpenSpan> spans : table.values()) {
                for (OpenSpan span : spans) {
                    writeLast(span);
                }
            }
        }
    }
}
