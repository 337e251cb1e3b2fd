package dev.tracebridge.exporter;

import dev.tracebridge.catalogue.EventRole;
import dev.tracebridge.catalogue.PhaseRule.Chain;
import dev.tracebridge.recording.TracepointType;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import jdk.jfr.EventType;
import jdk.jfr.consumer.RecordedEvent;

/**
 * Makes spans of the events of tracepoints, wherever they come from: a running JVM or a file.
 *
 * <p>Events must come in the order of their ends, as event streams give them; a little disorder only costs a span event its place. An event with
 * ids becomes a span at once. The root above states and the chain above phases come when their last step has. An event without ids waits for the
 * span of its thread that encloses it, and becomes an event of that span; if none comes, of the open root, and without one a span with no
 * duration.
 *
 * <p><b>Assumptions:</b> used by one thread at a time. <b>Guarantees:</b> every event accepted leaves in a span, or is counted as dropped, at the
 * latest with {@link #finish}; memory is bounded by {@link AssemblyLimits}.
 */
final class SpanAssembler {

    private static final int GROUP_LIMIT = 1024;
    private static final int TYPE_LIMIT = 4096;

    private static final AttributeKey<String> TRACEPOINT = AttributeKey.stringKey("tracebridge.tracepoint");
    private static final AttributeKey<Boolean> UNFINISHED = AttributeKey.booleanKey("tracebridge.unfinished");
    private static final AttributeKey<String> ENDED_BY = AttributeKey.stringKey("tracebridge.ended_by");
    private static final AttributeKey<String> NEXT = AttributeKey.stringKey("tracebridge.next");
    private static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

    private final AssemblyLimits limits;
    private final Resource resource;
    private final SpanContext processParent;
    private final EventAccount account;
    private final RenderRules rules;
    private final Signals signals;
    private final SpanPruning out;

    private final SpanIds ids;
    private final PendingPoints points = new PendingPoints();
    private final OpenSpanList openSpans = new OpenSpanList();
    private final Map<EventType, Optional<EventRendering>> renderings = new HashMap<>();
    private final Map<String, EventRendering> renderingsByName = new HashMap<>();
    private final Map<Long, SpanGroup> groups = new LinkedHashMap<>();
    private final Set<Long> closedGroups = new LinkedHashSet<>();
    private long latest;
    private BiPredicate<String, Boolean> wanted = (name, byDefault) -> true;

    /**
     * Makes an assembler.
     *
     * @param limits how much it keeps
     * @param resource where the events come from
     * @param processParent the span the process was started in, invalid for none: parent of what has no other
     * @param account where events are counted; what leaves in a span is counted by whoever exports it
     * @param out takes the spans
     */
    SpanAssembler(
            AssemblyLimits limits,
            Resource resource,
            SpanContext processParent,
            EventAccount account,
            Consumer<AssembledSpan> out) {
        this(limits, RenderRules.NONE, Sampling.DEFAULT, resource, processParent, account, Signals.spans(out));
    }

    /**
     * Makes an assembler.
     *
     * @param limits how much it keeps
     * @param rules what the user wants of single tracepoints
     * @param sampling which traces are sampled; the spans of others are dropped
     * @param resource where the events come from
     * @param processParent the span the process was started in, invalid for none: parent of what has no other
     * @param account where events are counted; what leaves is counted by whoever exports it
     * @param signals takes what is made of the events
     */
    SpanAssembler(
            AssemblyLimits limits,
            RenderRules rules,
            Sampling sampling,
            Resource resource,
            SpanContext processParent,
            EventAccount account,
            Signals signals) {
        this.limits = limits;
        this.rules = rules;
        this.resource = resource;
        this.ids = new SpanIds(sampling);
        this.processParent = ids.outside(processParent);
        this.account = account;
        this.signals = signals;
        long patience = rules.changesRenderings() ? limits.patience().toNanos() : rules.longestThreshold();
        this.out = new SpanPruning(patience, this::sample);
    }

    /** The last step, since a span that is not sampled still has what lies in it. */
    private void sample(AssembledSpan span) {
        if (span.context().isSampled()) {
            signals.span(span);
        } else {
            account.dropped(DropReason.SAMPLER, span.weight());
        }
    }

    /** Takes a type of which events may come, before the first of them. */
    void learn(EventType type) {
        rendering(type);
    }

    /** Whether events of the type are tracepoints, or what hot ones have counted. */
    boolean knows(EventType type) {
        return rendering(type) != null || HotSample.isType(type);
    }

    /**
     * Drops events that only another recording has enabled.
     *
     * @param isWanted tells by JFR name and by whether the type is enabled by default
     */
    void want(BiPredicate<String, Boolean> isWanted) {
        wanted = isWanted;
    }

    /** Takes an event; those of other types than tracepoints are passed over. */
    void accept(RecordedEvent event) {
        EventRendering rendering = rendering(event.getEventType());
        if (rendering == null) {
            if (OpenSpanList.isListing(event.getEventType())) {
                openSpans.add(event);
                latest = Math.max(latest, EventTimes.end(event));
            } else if (HotSample.isType(event.getEventType())) {
                sample(event);
            }
            return;
        }
        if (rendering.isToldElsewhere(event)) {
            // What a record of an imported log tells is told by the span, state or step made of it.
            return;
        }
        account.received();
        latest = Math.max(latest, EventTimes.end(event));
        if (!wanted.test(rendering.eventName(), rendering.enabledByDefault())) {
            account.dropped(DropReason.NOT_ENABLED, 1);
            return;
        }
        try {
            assemble(event, rendering);
        } catch (IllegalArgumentException | ArithmeticException | ClassCastException | DateTimeException malformed) {
            // What the recording's metadata promised is not what the event holds.
            account.malformed(event.getEventType().getName(), malformed);
        }
    }

    /** What a hot tracepoint has counted itself. */
    private void sample(RecordedEvent event) {
        account.receivedSample();
        try {
            if (!signals.total(HotSample.read(event, resource))) {
                account.dropped(DropReason.NO_METRICS, 1);
            }
        } catch (IllegalArgumentException | ArithmeticException | ClassCastException malformed) {
            account.malformed(event.getEventType().getName(), malformed);
        }
    }

    private void assemble(RecordedEvent event, EventRendering rendering) {
        switch (rendering.kind()) {
            case SPAN -> {
                switch (rendering.role()) {
                    case SPAN -> span(event, rendering);
                    case STATES -> state(event, rendering);
                    case PHASES -> phase(event, rendering);
                    case COMPLETE -> complete(event, rendering);
                    case INSTANT, METRIC -> pointSpan(event, rendering);
                }
            }
            case EVENT -> {
                leaveOut(event, rendering);
                instant(event, rendering);
            }
            case LOG -> {
                leaveOut(event, rendering);
                log(event, rendering);
            }
            case COUNTER, HISTOGRAM -> {
                leaveOut(event, rendering);
                measure(event, rendering);
            }
            case OFF -> {
                leaveOut(event, rendering);
                account.dropped(DropReason.RENDERED_OFF, 1);
            }
        }
    }

    /** What lies in a span that is rendered as something else belongs to its parent. */
    private void leaveOut(RecordedEvent event, EventRendering rendering) {
        SpanContext own = ownContext(event, rendering);
        if (!own.isValid()) {
            return;
        }
        SpanContext parent = SpanIds.sibling(own, rendering.number(event, "parentId"));
        out.remove(own, parent);
        if (rendering.role() != EventRole.SPAN && parent.isValid()) {
            // The group will not be there either.
            out.remove(parent, SpanIds.sibling(own, rendering.number(event, "groupParentId")));
        }
    }

    private void measure(RecordedEvent event, EventRendering rendering) {
        if (rendering.countsItself()) {
            account.dropped(DropReason.RENDERED_OFF, 1);
        } else if (!signals.measure(rendering.measurement(event, resource))) {
            account.dropped(DropReason.NO_METRICS, 1);
        }
    }

    /** An event that has ids knows its span; others wait for it. */
    private void log(RecordedEvent event, EventRendering rendering) {
        EventThread thread = rendering.thread(event);
        Attributes attributes = attributes(event, rendering).build();
        PendingPoint point = PendingPoint.log(rendering, thread, EventTimes.end(event), attributes);
        SpanContext own = ownContext(event, rendering);
        if (!own.isValid()) {
            hold(point);
            return;
        }
        String error = rendering.text(event, "error");
        long parentId = rendering.number(event, "parentId");
        SpanContext parent = parentId == 0 ? own : SpanIds.sibling(own, parentId);
        if (!signals.log(record(point, parent, error))) {
            hold(PendingPoint.instant(rendering, thread, point.time(), attributes));
        }
    }

    private AssembledLog record(PendingPoint point, SpanContext span, String error) {
        AttributesBuilder attributes = point.attributes().toBuilder();
        point.thread().addTo(attributes);
        if (error != null) {
            status(error, attributes);
        }
        Attributes all = attributes.build();
        return new AssembledLog(
                point.rendering().eventName(),
                point.time(),
                span,
                error != null,
                AttributeLimit.first(all, limits.span().getMaxNumberOfAttributes()),
                all.size(),
                point.rendering().scope(),
                resource);
    }

    private void instant(RecordedEvent event, EventRendering rendering) {
        EventThread thread = EventThread.of(event.getThread());
        hold(PendingPoint.instant(
                rendering,
                thread,
                EventTimes.end(event),
                arguments(event, rendering).build()));
    }

    /** An instant as a span without duration. */
    private void pointSpan(RecordedEvent event, EventRendering rendering) {
        EventThread thread = EventThread.of(event.getThread());
        hold(PendingPoint.complete(
                rendering,
                thread,
                EventTimes.end(event),
                0,
                0,
                arguments(event, rendering).build()));
    }

    private void complete(RecordedEvent event, EventRendering rendering) {
        if (rendering.duration(event) < rules.threshold(rendering.spanName())) {
            account.dropped(DropReason.THRESHOLD, 1);
            return;
        }
        EventThread thread = EventThread.of(event.getThread());
        hold(PendingPoint.complete(
                rendering,
                thread,
                EventTimes.end(event),
                rendering.duration(event),
                rendering.durationUnit(),
                arguments(event, rendering).build()));
    }

    private void hold(PendingPoint point) {
        points.add(point);
        if (points.size() > limits.pendingPoints()) {
            settle(points.takeOldest());
        }
    }

    private void span(RecordedEvent event, EventRendering rendering) {
        finishSpan(event, rendering, rendering.spanName(), attributes(event, rendering), rendering.encloses());
    }

    /** A state; its root comes when a terminal state was reached. */
    private void state(RecordedEvent event, EventRendering rendering) {
        String next = rendering.text(event, "next");
        String value = rendering.value(event);
        AttributesBuilder attributes = attributes(event, rendering);
        Optional<SpanGroup> group = group(event, rendering, value);
        finishSpan(event, rendering, value, attributes, false);
        group.ifPresent(root -> {
            root.step(EventTimes.start(event), EventTimes.end(event), next);
            if (next != null && rendering.type().terminal().contains(next)) {
                root.close(rendering.spanName());
            } else if (rendering.flag(event, "unfinished")) {
                root.abandon();
            }
        });
    }

    /** A step between two checkpoints; its chain comes when the last of them was reached. */
    private void phase(RecordedEvent event, EventRendering rendering) {
        String next = rendering.text(event, "next");
        boolean unfinished = rendering.flag(event, "unfinished");
        if (next == null && !unfinished) {
            // A checkpoint outside every chain.
            instant(event, rendering);
            return;
        }
        String value = rendering.value(event);
        AttributesBuilder attributes = attributes(event, rendering);
        Optional<SpanGroup> group = group(event, rendering, value);
        finishSpan(event, rendering, next == null ? value : next, attributes, true);
        group.ifPresent(chain -> {
            chain.step(EventTimes.start(event), EventTimes.end(event), next);
            Optional<Chain> closed = next == null ? Optional.empty() : rendering.closedChain(chain.firstValue(), next);
            closed.ifPresent(found -> chain.close(found.name()));
            if (unfinished) {
                chain.abandon();
            }
            if (chain.closed()) {
                finish(chain);
            }
        });
    }

    /** Sends the span of an event, with what lies in it. */
    private void finishSpan(
            RecordedEvent event,
            EventRendering rendering,
            String name,
            AttributesBuilder attributes,
            boolean encloses) {
        EventThread thread = rendering.thread(event);
        thread.addTo(attributes);
        long start = EventTimes.start(event);
        long end = EventTimes.end(event);
        SpanContext context = context(event, rendering, thread);
        SpanContext parent = SpanIds.sibling(context, rendering.number(event, "parentId"));
        StatusData status = status(rendering.text(event, "error"), attributes);
        openSpans.ended(rendering.number(event, "spanId"), end - start);
        if (end - start < rules.threshold(name) && status.getStatusCode() != StatusCode.ERROR) {
            out.remove(context, parent);
            account.dropped(DropReason.THRESHOLD, 1);
            return;
        }
        List<PendingPoint> inside = encloses ? points.takeWithin(thread.key(), start, end) : List.of();
        send(name, context, parent, start, end, attributes.build(), status, inside, 1, rendering);
    }

    private void send(
            String name,
            SpanContext context,
            SpanContext parent,
            long start,
            long end,
            Attributes attributes,
            StatusData status,
            List<PendingPoint> inside,
            int ownEvents,
            EventRendering rendering) {
        List<EventData> events = new ArrayList<>();
        int dropped = 0;
        for (PendingPoint point : inside) {
            if (point.isSpan()) {
                out.accept(child(point, context));
            } else if (point.isLog() && signals.log(record(point, context, null))) {
                continue;
            } else if (events.size() < limits.span().getMaxNumberOfEvents()) {
                events.add(point.asEvent(false, limits.span().getMaxNumberOfAttributesPerEvent()));
            } else {
                dropped++;
            }
        }
        if (dropped > 0) {
            account.dropped(DropReason.EVENT_LIMIT, dropped);
        }
        out.accept(new AssembledSpan(
                name,
                context,
                parent,
                start,
                end,
                AttributeLimit.first(attributes, limits.span().getMaxNumberOfAttributes()),
                attributes.size(),
                status,
                List.copyOf(events),
                dropped,
                ownEvents,
                rendering.scope(),
                resource));
    }

    private SpanContext context(RecordedEvent event, EventRendering rendering, EventThread thread) {
        SpanContext own = ownContext(event, rendering);
        return own.isValid()
                ? own
                : ids.derived(rendering.eventName(), thread.key(), EventTimes.start(event), processParent);
    }

    /** The ids that the event carries, invalid for none. */
    private SpanContext ownContext(RecordedEvent event, EventRendering rendering) {
        return context(event, rendering, "spanId");
    }

    private SpanContext context(RecordedEvent event, EventRendering rendering, String span) {
        return ids.recorded(
                rendering.number(event, "traceIdHigh"),
                rendering.number(event, "traceIdLow"),
                rendering.number(event, span),
                rendering.number(event, "traceOrigin"));
    }

    private static StatusData status(String error, AttributesBuilder attributes) {
        if (error == null) {
            return StatusData.unset();
        }
        int colon = error.indexOf(':');
        attributes.put(ERROR_TYPE, colon < 0 ? error : error.substring(0, colon));
        return StatusData.create(StatusCode.ERROR, error);
    }

    /** The group a step belongs to; nothing if it has none, or if it was sent already. */
    private Optional<SpanGroup> group(RecordedEvent event, EventRendering rendering, String value) {
        return group(
                context(event, rendering, "parentId"),
                rendering.number(event, "parentId"),
                rendering.number(event, "groupParentId"),
                rendering.thread(event),
                rendering,
                value);
    }

    private Optional<SpanGroup> group(
            SpanContext context, long id, long parentId, EventThread thread, EventRendering rendering, String value) {
        if (id == 0 || closedGroups.contains(id)) {
            return Optional.empty();
        }
        SpanGroup known = groups.get(id);
        if (known != null) {
            return Optional.of(known);
        }
        if (!context.isValid()) {
            return Optional.empty();
        }
        if (groups.size() >= GROUP_LIMIT) {
            SpanGroup oldest = groups.values().iterator().next();
            oldest.abandon();
            finish(oldest);
        }
        SpanGroup group = new SpanGroup(
                id,
                rendering,
                context,
                SpanIds.sibling(context, parentId),
                thread,
                value,
                rendering.role() == EventRole.PHASES ? rendering.openChainName(value) : rendering.spanName());
        groups.put(id, group);
        return Optional.of(group);
    }

    private void finish(SpanGroup group) {
        long id = group.id();
        groups.remove(id);
        if (closedGroups.size() >= GROUP_LIMIT) {
            closedGroups.remove(closedGroups.iterator().next());
        }
        closedGroups.add(id);

        EventRendering rendering = group.rendering();
        AttributesBuilder attributes = Attributes.builder();
        group.thread().addTo(attributes);
        if (group.last() != null) {
            attributes.put(rendering.valueAttribute(), group.last());
        }
        if (group.unfinished()) {
            attributes.put(UNFINISHED, true);
        }
        boolean chain = rendering.role() == EventRole.PHASES;
        if (chain && !group.unfinished() && group.end() - group.start() < rules.threshold(group.name())) {
            out.remove(group.context(), group.parent());
            return;
        }
        Attributes all = attributes.build();
        boolean failed = group.last() != null && rendering.type().failed().contains(group.last());
        out.accept(new AssembledSpan(
                group.name(),
                group.context(),
                group.parent(),
                group.start(),
                group.end(),
                AttributeLimit.first(all, limits.span().getMaxNumberOfAttributes()),
                all.size(),
                failed ? StatusData.create(StatusCode.ERROR, group.last()) : StatusData.unset(),
                group.events(),
                group.droppedEvents(),
                0,
                rendering.scope(),
                resource));
    }

    /**
     * Decides what has waited long enough.
     *
     * @param now no event that ended before this is still to come; nanoseconds since the epoch
     */
    void advance(long now) {
        long settled = now - limits.patience().toNanos();
        while (points.oldestTime() <= settled) {
            settle(points.takeOldest());
        }
        List.copyOf(groups.values()).stream()
                .filter(SpanGroup::closed)
                .filter(group -> points.oldestTime() > group.end())
                .forEach(this::finish);
        out.advance(now);
    }

    /** Decides everything: no more events will come, and roots, chains and other spans that are open stay so. */
    void finish() {
        openSpans.takeAll().forEach(this::leaveOpen);
        for (PendingPoint point = points.takeOldest(); point != null; point = points.takeOldest()) {
            settle(point);
        }
        for (SpanGroup group : List.copyOf(groups.values())) {
            if (!group.closed()) {
                group.abandon();
            }
            finish(group);
        }
        out.finish();
    }

    /** Sends a span of which only the beginning is known. No event stands for it: its own was never written. */
    private void leaveOpen(OpenSpanList.Listed listed) {
        EventRendering rendering = listed.event() == null ? null : renderingsByName.get(listed.event());
        SpanContext context = ids.recorded(listed.traceIdHigh(), listed.traceIdLow(), listed.spanId(), listed.origin());
        if (rendering == null || !context.isValid()) {
            return;
        }
        AttributesBuilder attributes = Attributes.builder().put(UNFINISHED, true);
        listed.thread().addTo(attributes);
        SpanContext parent = SpanIds.sibling(context, listed.parentId());
        String name = rendering.spanName();
        long start = listed.since();
        if (listed.value() != null) {
            name = listed.value();
            attributes.put(rendering.valueAttribute(), name);
            Optional<SpanGroup> group = group(
                    parent, listed.parentId(), listed.groupParentId(), listed.thread(), rendering, listed.value());
            if (group.isPresent()) {
                start = group.get().continuedFrom(start);
                group.get().step(start, Math.max(start, latest), null);
            }
        }
        long end = Math.max(start, latest);
        boolean encloses = rendering.role() != EventRole.STATES && rendering.encloses();
        List<PendingPoint> inside = encloses ? points.takeWithin(listed.thread().key(), start, end) : List.of();
        send(name, context, parent, start, end, attributes.build(), StatusData.unset(), inside, 0, rendering);
    }

    /** Gives a point that no span of its thread encloses to the root that was open, if it was the only one. */
    private void settle(PendingPoint point) {
        SpanGroup root = openRoot(point.time());
        if (point.isLog() && signals.log(record(point, root == null ? processParent : root.context(), null))) {
            return;
        }
        if (root == null) {
            out.accept(child(point, processParent));
        } else if (point.isSpan()) {
            out.accept(child(point, root.context()));
        } else if (!root.add(
                point.asEvent(true, limits.span().getMaxNumberOfAttributesPerEvent()),
                limits.span().getMaxNumberOfEvents())) {
            account.dropped(DropReason.EVENT_LIMIT, 1);
        }
    }

    private SpanGroup openRoot(long time) {
        SpanGroup only = null;
        for (SpanGroup group : groups.values()) {
            if (group.rendering().role() == EventRole.STATES && group.contains(time)) {
                if (only != null) {
                    return null;
                }
                only = group;
            }
        }
        return only;
    }

    private AssembledSpan child(PendingPoint point, SpanContext parent) {
        EventRendering rendering = point.rendering();
        AttributesBuilder attributes = point.attributes().toBuilder();
        point.thread().addTo(attributes);
        Attributes all = attributes.build();
        return new AssembledSpan(
                point.isSpan() ? rendering.spanName() : rendering.pointName(),
                ids.derived(rendering.eventName(), point.thread().key(), point.time(), parent),
                parent,
                point.start(),
                point.time(),
                AttributeLimit.first(all, limits.span().getMaxNumberOfAttributes()),
                all.size(),
                StatusData.unset(),
                List.of(),
                0,
                1,
                rendering.scope(),
                resource);
    }

    private AttributesBuilder arguments(RecordedEvent event, EventRendering rendering) {
        AttributesBuilder attributes = Attributes.builder();
        rendering.addArguments(attributes, event, limits.span().getMaxAttributeValueLength());
        return attributes;
    }

    private AttributesBuilder attributes(RecordedEvent event, EventRendering rendering) {
        AttributesBuilder attributes = arguments(event, rendering);
        // A span may be named after a state, a step or a stem: the catalogue's name is to be found all the same.
        attributes.put(TRACEPOINT, rendering.tracepoint());
        if (rendering.flag(event, "unfinished")) {
            attributes.put(UNFINISHED, true);
        }
        String endedBy = rendering.text(event, "endedBy");
        if (endedBy != null) {
            attributes.put(ENDED_BY, endedBy);
        }
        String next = rendering.text(event, "next");
        if (next != null) {
            attributes.put(NEXT, next);
        }
        return attributes;
    }

    private EventRendering rendering(EventType type) {
        Optional<EventRendering> known = renderings.get(type);
        if (known == null) {
            if (renderings.size() >= TYPE_LIMIT) {
                renderings.clear();
                renderingsByName.clear();
            }
            known = TracepointType.of(type).map(found -> new EventRendering(found, rules));
            renderings.put(type, known);
            known.ifPresent(found -> renderingsByName.put(found.eventName(), found));
        }
        return known.orElse(null);
    }
}
