package dev.tracebridge.processor.generate;

import dev.tracebridge.catalogue.EventModel;
import dev.tracebridge.catalogue.EventRole;
import dev.tracebridge.catalogue.SpanPoint;
import dev.tracebridge.catalogue.TraceModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which spans each tracepoint closes and opens. */
final class TracepointRoles {

    /**
     * A tracepoint that closes a span.
     *
     * @param span the span's event
     * @param method the method of its class that does so
     */
    record Close(EventModel span, String method) {}

    private final Map<String, List<Close>> closes = new HashMap<>();
    private final Map<String, List<EventModel>> opens = new HashMap<>();
    private final Map<String, Set<EventModel>> groups = new HashMap<>();
    private final Set<String> steps = new HashSet<>();

    TracepointRoles(TraceModel model) {
        for (EventModel event : model.events()) {
            if (event.role() == EventRole.SPAN) {
                addSpan(event);
            } else if (event.role() == EventRole.STATES || event.role() == EventRole.PHASES) {
                steps.add(event.tracepoint().name());
            }
        }
    }

    private void addSpan(EventModel span) {
        boolean live = SpanMethods.opensAndCloses(span.span().orElseThrow());
        String start = span.span().orElseThrow().start().tracepoint().name();
        note(start, span);
        if (live) {
            opens.computeIfAbsent(start, t -> new ArrayList<>()).add(span);
        }
        List<SpanPoint> points = SpanMethods.closing(span);
        for (int i = 0; i < points.size(); i++) {
            String end = points.get(i).tracepoint().name();
            note(end, span);
            if (live) {
                closes.computeIfAbsent(end, t -> new ArrayList<>())
                        .add(new Close(span, SpanMethods.closeName(span, i)));
            }
        }
    }

    private void note(String tracepoint, EventModel span) {
        groups.computeIfAbsent(tracepoint, t -> new LinkedHashSet<>()).add(span);
    }

    /** The spans the tracepoint closes, in the order to try. */
    List<Close> closes(String tracepoint) {
        return closes.getOrDefault(tracepoint, List.of());
    }

    /** The spans the tracepoint opens. */
    List<EventModel> opens(String tracepoint) {
        return opens.getOrDefault(tracepoint, List.of());
    }

    /**
     * Whether the hit that opens the span may be in another event too: one that it closes, one that it opens before this, or the step of a
     * group that it is. That of the same span is none, whose ends one hit cannot both be.
     */
    boolean sharesStart(EventModel span) {
        String start = span.span().orElseThrow().start().tracepoint().name();
        return steps.contains(start)
                || opens(start).indexOf(span) > 0
                || closes(start).stream().anyMatch(close -> !close.span().equals(span));
    }

    /** All spans the tracepoint starts or ends, those included that only readers assemble. */
    Set<EventModel> spans(String tracepoint) {
        return groups.getOrDefault(tracepoint, Set.of());
    }
}
