package dev.tracebridge.recording.log;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The open spans of one rule that are found by their key alone, as {@code dev.tracebridge.runtime.OpenSpanTable} has them: spans with equal keys end
 * in the order they began.
 *
 * <p><b>Guarantees:</b> at most {@value #LIMIT} spans are open; when there would be more, the oldest key's are given up.
 */
final class SpanTable {

    static final int LIMIT = 16_384;

    private final Map<Object, ArrayDeque<OpenSpan>> open = new LinkedHashMap<>();
    private int size;

    /** Keeps a span until its end; answers the spans that are given up for it. */
    Collection<OpenSpan> keep(OpenSpan span) {
        Collection<OpenSpan> given = List.of();
        if (size == LIMIT) {
            Iterator<ArrayDeque<OpenSpan>> oldest = open.values().iterator();
            given = oldest.next();
            oldest.remove();
            size -= given.size();
        }
        open.computeIfAbsent(span.key, key -> new ArrayDeque<>(1)).add(span);
        size++;
        return given;
    }

    /** The oldest open span with this key, or null. */
    OpenSpan oldest(Object key) {
        ArrayDeque<OpenSpan> spans = open.get(key);
        return spans == null ? null : spans.peek();
    }

    /** Takes the oldest open span with this key; null where none is open. */
    OpenSpan take(Object key) {
        ArrayDeque<OpenSpan> spans = open.get(key);
        if (spans == null) {
            return null;
        }
        OpenSpan span = spans.poll();
        size--;
        if (spans.isEmpty()) {
            open.remove(key);
        }
        return span;
    }

    /** All that are open, by key, the oldest first. */
    Collection<ArrayDeque<OpenSpan>> all() {
        return open.values();
    }
}
