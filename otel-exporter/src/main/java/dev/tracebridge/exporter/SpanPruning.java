package dev.tracebridge.exporter;

import io.opentelemetry.api.trace.SpanContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Moves the children of spans that are left out up to the parent. A child usually ends before its parent, so a span waits until what became of its
 * parent is known, or until the parent can no longer be one that is left out.
 *
 * <p><b>Assumptions:</b> used by one thread at a time; spans come in the order of their ends, more or less. <b>Guarantees:</b> every span accepted
 * leaves, at the latest with {@link #finish}; memory is bounded. A child that waited in vain keeps the parent it had.
 */
final class SpanPruning implements Consumer<AssembledSpan> {

    private static final int HELD_LIMIT = 16_384;
    private static final int REMOVED_LIMIT = 65_536;

    private final long patience;
    private final Consumer<AssembledSpan> out;
    private final Map<String, List<Held>> byParent = new HashMap<>();
    private final ArrayDeque<Held> byAge = new ArrayDeque<>();
    private final Map<String, SpanContext> removed = new LinkedHashMap<>();

    /**
     * Makes a filter.
     *
     * @param patience nanoseconds from a span's start after which its parent will not be left out any more; 0 if no span ever is
     * @param out takes the spans
     */
    SpanPruning(long patience, Consumer<AssembledSpan> out) {
        this.patience = patience;
        this.out = out;
    }

    /** Takes a span that is kept. */
    @Override
    public void accept(AssembledSpan span) {
        if (patience == 0) {
            out.accept(span);
            return;
        }
        release(span.context().getSpanId());
        hold(moved(span));
    }

    /**
     * Leaves a span out.
     *
     * @param context the span
     * @param parent its parent, invalid for none
     */
    void remove(SpanContext context, SpanContext parent) {
        String id = context.getSpanId();
        if (removed.size() >= REMOVED_LIMIT) {
            removed.remove(removed.keySet().iterator().next());
        }
        removed.put(id, parent);
        List<Held> children = byParent.remove(id);
        if (children != null) {
            for (Held child : children) {
                child.span = moved(child.span);
                file(child);
            }
        }
    }

    private AssembledSpan moved(AssembledSpan span) {
        SpanContext parent = span.parent();
        // Each step leads to a span that was removed; a loop of ids can only come from a forged recording.
        for (int steps = 0; steps < REMOVED_LIMIT && removed.containsKey(parent.getSpanId()); steps++) {
            parent = removed.get(parent.getSpanId());
        }
        return parent == span.parent() ? span : span.withParent(parent);
    }

    private void hold(AssembledSpan span) {
        if (!span.parent().isValid() || span.end() - span.start() >= patience) {
            out.accept(span);
            return;
        }
        Held held = new Held(span);
        byAge.addLast(held);
        file(held);
        if (byAge.size() > HELD_LIMIT) {
            release(byAge.pollFirst());
        }
    }

    private void file(Held held) {
        if (held.gone) {
            return;
        }
        if (held.span.parent().isValid()) {
            byParent.computeIfAbsent(held.span.parent().getSpanId(), id -> new ArrayList<>())
                    .add(held);
        } else {
            release(held);
        }
    }

    /** The parent is kept: its children may go. */
    private void release(String parentId) {
        List<Held> children = byParent.remove(parentId);
        if (children != null) {
            children.forEach(this::release);
        }
    }

    private void release(Held held) {
        if (!held.gone) {
            held.gone = true;
            out.accept(held.span);
        }
    }

    /**
     * Lets go what has waited long enough.
     *
     * @param now no span that ended before this is still to come; nanoseconds since the epoch
     */
    void advance(long now) {
        while (!byAge.isEmpty()
                && (byAge.peekFirst().gone || byAge.peekFirst().span.start() + patience <= now)) {
            letGo(byAge.pollFirst());
        }
    }

    /** Lets everything go. */
    void finish() {
        while (!byAge.isEmpty()) {
            letGo(byAge.pollFirst());
        }
        byParent.clear();
    }

    private void letGo(Held held) {
        if (!held.gone) {
            List<Held> siblings = byParent.get(held.span.parent().getSpanId());
            if (siblings != null) {
                siblings.remove(held);
                if (siblings.isEmpty()) {
                    byParent.remove(held.span.parent().getSpanId());
                }
            }
            release(held);
        }
    }

    private static final class Held {

        private AssembledSpan span;
        private boolean gone;

        Held(AssembledSpan span) {
            this.span = span;
        }
    }
}
