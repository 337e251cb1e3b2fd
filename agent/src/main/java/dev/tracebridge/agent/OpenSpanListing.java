package dev.tracebridge.agent;

import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/**
 * Looks once a second, while a recording wants it, for spans that have been open since the last time, and records them.
 *
 * <p><b>Assumptions:</b> frames change while they are read. <b>Guarantees:</b> a span is recorded only if it was found twice with all that is told of
 * it, so nothing that was read half-changed is; at most {@value #LIMIT} a second are. <b>Progress:</b> the threads that are looked at do nothing for
 * it; tables of open spans are locked for the time of a walk.
 */
final class OpenSpanListing {

    private static final int LIMIT = 4096;
    private static final int TYPE_LIMIT = 65_536;
    private static final int ORIGIN_SHIFT = 32;
    private static final long TYPE_MASK = 0xFFFFFFFFL;

    private final ConcurrentMap<String, Long> numbers = new ConcurrentHashMap<>();
    private final ConcurrentMap<Long, String> names = new ConcurrentHashMap<>();
    private final AtomicLong lastNumber = new AtomicLong();
    private final Queue<WeakReference<Consumer<Consumer<Object[]>>>> sources = new ConcurrentLinkedQueue<>();
    private boolean registered;

    // Of Flight Recorder's thread alone.
    private Map<OpenSpan, Long> seen = Map.of();

    /** Numbers types by their JFR name, from 1; those beyond a limit are 0 and not listed. */
    ToLongFunction<String> types() {
        return this::number;
    }

    /** Takes those who know of open spans that are in no frame; they are held weakly. */
    Consumer<Consumer<Consumer<Object[]>>> sources() {
        return source -> {
            sources.removeIf(known -> known.get() == null);
            sources.add(new WeakReference<>(source));
            register();
        };
    }

    private long number(String name) {
        if (numbers.size() >= TYPE_LIMIT) {
            return numbers.getOrDefault(name, 0L);
        }
        register();
        return numbers.computeIfAbsent(name, unknown -> {
            long number = lastNumber.incrementAndGet();
            names.put(number, unknown);
            return number;
        });
    }

    private synchronized void register() {
        if (!registered) {
            registered = true;
            PeriodicEvents.add(OpenSpanEvent.class, this::run);
        }
    }

    private void run() {
        try {
            list(System.currentTimeMillis());
        } catch (RuntimeException | LinkageError broken) {
            AgentLog.error("open spans could not be listed", broken);
        }
    }

    private void list(long now) {
        Map<OpenSpan, Long> found = new HashMap<>();
        SharedTrace.forEachFrame((thread, frames, base) -> {
            long type = frames[base + 4];
            String name = names.get(type & TYPE_MASK);
            if (name != null) {
                OpenSpan span = new OpenSpan(
                        name,
                        null,
                        frames[base],
                        frames[base + 1],
                        frames[base + 2],
                        frames[base + 3],
                        0,
                        type >>> ORIGIN_SHIFT);
                list(span, thread, now, found);
            }
        });
        for (WeakReference<Consumer<Consumer<Object[]>>> known : sources) {
            Consumer<Consumer<Object[]>> source = known.get();
            if (source != null) {
                source.accept(described -> listDescribed(described, now, found));
            }
        }
        seen = found;
    }

    /** As a copy of the runtime describes it, which may be of another version. */
    private void listDescribed(Object[] described, long now, Map<OpenSpan, Long> found) {
        if (described.length == 4
                && described[0] instanceof String event
                && (described[1] == null || described[1] instanceof String)
                && (described[2] == null || described[2] instanceof Thread)
                && described[3] instanceof long[] ids
                && ids.length == 6) {
            OpenSpan span = new OpenSpan(event, (String) described[1], ids[0], ids[1], ids[2], ids[3], ids[4], ids[5]);
            list(span, (Thread) described[2], now, found);
        }
    }

    private void list(OpenSpan span, Thread thread, long now, Map<OpenSpan, Long> found) {
        if (span.spanId() != 0 && found.size() < LIMIT) {
            Long since = seen.get(span);
            found.put(span, since == null ? now : since);
            if (since != null) {
                new OpenSpanEvent(span, thread, since).commit();
            }
        }
    }
}
