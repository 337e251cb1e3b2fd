package dev.tracebridge.exporter;

import dev.tracebridge.catalogue.EventRole;
import dev.tracebridge.catalogue.PhaseRule.Chain;
import dev.tracebridge.recording.EventTypeDescription;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

/**
 * Makes spans of the events of tracepoints, wherever they come from: a running JVM or a file.
 *
 * <p>Events must come in the order of their ends, as {@link EventOrder} gives them; a little disorder only costs a span event its place. An event with
 * ids becomes a span at once. The root above states and the chain above phases come when their last step has. An event without ids waits for the
 * span of its thread that encloses it, and becomes an event of that span; if none comes, of the open root, and without one a span with no
 * duration.
 *
 * <p><b>Assumptions:</b> used by one thread at a time. <b>Guarantees:</b> every event accepted leaves in a span, or is counted as dropped, at the
 * latest with {@link #finish}; memory is bounded by {@link AssemblyLimits}.
 */
final class SpanAssembler implements EventReaders.Choice {

    private final AssemblyLimits limits;
    private final Resource resource;
    private final SpanContext processParent;
    private final EventAccount account;
    private final RenderRules rules;
    private final Signals signals;
    private final SpanPruning out;

    private final SpanIds ids;
    private final PendingPoints points = new PendingPoints();
    private final InstantPairs pairs = new InstantPairs();
    private final OpenSpanList openSpans = new OpenSpanList();
    private final Renderings renderings;
    private final SpanGroups groups;
    private long latest;
    private ChunkClock clock;
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
        this.renderings = new Renderings(rules);
        this.resource = resource;
        this.ids = new SpanIds(sampling);
        this.processParent = ids.outside(processParent);
        this.account = account;
        this.signals = signals;
        long patience = rules.changesRenderings() ? limits.patience().toNanos() : rules.longestThreshold();
        this.out = new SpanPruning(patience, this::sample);
        this.groups = new SpanGroups(limits, rules, resource, out);
    }

    /** The last step, since a span that is not sampled still has what lies in it. */
    private void sample(AssembledSpan span) {
        if (span.context().isSampled()) {
            signals.span(span);
        } else {
            account.dropped(DropReason.SAMPLER, span.weight());
        }
    }

    @Override
    public boolean mayWant(String name, boolean tracepoint) {
        return tracepoint || RareEvent.Kind.mayBe(name);
    }

    @Override
    public Optional<RareEvent.Kind> rareKind(EventTypeDescription type) {
        return RareEvent.Kind.of(type).filter(RareEvent.Kind::tellsOfTracepoints);
    }

    @Override
    public int textLimit() {
        return limits.span().getMaxAttributeValueLength();
    }

    /**
     * Drops events that only another recording has enabled.
     *
     * @param isWanted tells by JFR name and by whether the type is enabled by default
     */
    void want(BiPredicate<String, Boolean> isWanted) {
        wanted = isWanted;
    }

    /** Takes an event that was read. */
    void accept(ReadEvent event) {
        if (event instanceof TracepointEvent emitted) {
            accept(emitted);
        } else if (event instanceof RareEvent rare) {
            switch (rare.kind()) {
                case METRIC -> sample(rare);
                case OPEN_SPAN -> openSpan(rare);
                case DATA_LOSS -> account.lostBytes(rare.number("amount"));
                case PROCESS_ATTRIBUTE, JVM_INFORMATION -> {}
            }
        }
    }

    private void openSpan(RareEvent event) {
        try {
            openSpans.add(event);
            latest = Math.max(latest, event.end());
        } catch (IllegalArgumentException malformed) {
            // It stands for no event of a tracepoint, and the span will come by itself if it ends.
            return;
        }
    }

    private void accept(TracepointEvent event) {
        EventRendering rendering = event.rendering();
        account.received();
        latest = Math.max(latest, event.end());
        clock = event.clock();
        if (!wanted.test(rendering.eventName(), rendering.enabledByDefault())) {
            account.dropped(DropReason.NOT_ENABLED, 1);
            return;
        }
        try {
            assemble(event, rendering);
        } catch (IllegalArgumentException | ArithmeticException malformed) {
            // A time beyond what a number can hold.
            account.malformed(rendering.eventName(), malformed);
        }
    }

    /** What a hot tracepoint has counted itself. */
    private void sample(RareEvent event) {
        account.receivedSample();
        try {
            if (!signals.total(HotSample.read(event, resource))) {
                account.dropped(DropReason.NO_METRICS, 1);
            }
        } catch (IllegalArgumentException | ArithmeticException malformed) {
            account.malformed(HotSample.EVENT, malformed);
        }
    }

    private void assemble(TracepointEvent event, EventRendering rendering) {
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
                if (!pair(event)) {
                    instant(event, rendering);
                }
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
    private void leaveOut(TracepointEvent event, EventRendering rendering) {
        SpanContext own = ownContext(event);
        if (!own.isValid()) {
            return;
        }
        SpanContext parent = SpanIds.sibling(own, event.span().parentId());
        out.remove(own, parent);
        if (rendering.role() != EventRole.SPAN && parent.isValid()) {
            // The group will not be there either.
            out.remove(parent, SpanIds.sibling(own, event.span().groupParentId()));
        }
    }

    private void measure(TracepointEvent event, EventRendering rendering) {
        if (rendering.countsItself()) {
            account.dropped(DropReason.RENDERED_OFF, 1);
        } else if (!signals.measure(rendering.measurement(event, resource))) {
            account.dropped(DropReason.NO_METRICS, 1);
        }
    }

    /** An event that has ids knows its span; others wait for it. */
    private void log(TracepointEvent event, EventRendering rendering) {
        EventThread thread = event.thread();
        EventAttributes attributes = EventAttributes.of(event, KnownAttributes.ofSpan(event, rendering));
        PendingPoint point = PendingPoint.log(rendering, thread, event.end(), event.clock(), attributes);
        SpanContext own = ownContext(event);
        if (!own.isValid()) {
            hold(point);
            return;
        }
        String error = event.span().error();
        long parentId = event.span().parentId();
        SpanContext parent = parentId == 0 ? own : SpanIds.sibling(own, parentId);
        if (!signals.log(record(point, parent, error))) {
            hold(PendingPoint.instant(rendering, thread, point.time(), event.clock(), attributes));
        }
    }

    private AssembledLog record(PendingPoint point, SpanContext span, String error) {
        List<KnownAttribute> more = new ArrayList<>(point.thread().attributes());
        if (error != null) {
            KnownAttributes.addError(error, point.rendering(), more);
        }
        EventAttributes all = point.attributes().with(more);
        return new AssembledLog(
                point.rendering().eventName(),
                point.time(),
                span,
                error != null,
                all.first(limits.span().getMaxNumberOfAttributes()),
                all.size(),
                point.rendering().scope(),
                resource);
    }

    private void instant(TracepointEvent event, EventRendering rendering) {
        EventThread thread = event.endThread();
        hold(PendingPoint.instant(rendering, thread, event.end(), event.clock(), KnownAttributes.ofPoint(event)));
    }

    /** Whether the event is one of two instants that make a span. */
    private boolean pair(TracepointEvent event) {
        InstantPairs.Match match = pairs.end(event);
        if (match != null) {
            span(match.pair(), match.start(), event);
            return true;
        }
        if (!pairs.isStart(event)) {
            return false;
        }
        PendingPoint point = PendingPoint.instant(
                event.rendering(), event.endThread(), event.end(), event.clock(), KnownAttributes.ofPoint(event));
        hold(point);
        pairs.begin(new InstantPairs.Start(event, point));
        return true;
    }

    private void span(InstantPairs.Pair pair, InstantPairs.Start start, TracepointEvent end) {
        EventRendering rendering = pair.span();
        long duration = end.end() - start.event().end();
        points.take(start.point());
        if (duration < rules.threshold(rendering.spanName()) && !pair.fails(end)) {
            account.dropped(DropReason.THRESHOLD, 2);
            return;
        }
        List<KnownAttribute> attributes = new ArrayList<>();
        attributes.add(rendering.tracepointAttribute());
        attributes.addAll(EventAttributes.ofBoth(start.event(), end, pair.key()));
        if (rendering.type().ends().size() + rendering.type().failures().size() > 1) {
            attributes.add(
                    KnownAttribute.text(KnownAttribute.ENDED_BY, end.rendering().tracepoint()));
        }
        StatusData status =
                KnownAttributes.addError(pair.fails(end) ? end.rendering().tracepoint() : null, rendering, attributes);
        EventThread thread = start.event().endThread();
        List<PendingPoint> inside = rendering.encloses()
                ? points.takeWithin(thread.key(), start.event().end(), end.end(), end.clock())
                : List.of();
        hold(PendingPoint.pair(
                rendering,
                thread,
                start.event().end(),
                end.end(),
                end.clock(),
                EventAttributes.of(attributes),
                new PendingPoint.Pair(status, inside)));
    }

    /**
     * Pairs instants from now on.
     *
     * @param present JFR names of all types of which there are events
     */
    void pairInstants(Set<String> present) {
        pairs.use(List.copyOf(renderings.all()), present);
    }

    /** An instant as a span without duration. */
    private void pointSpan(TracepointEvent event, EventRendering rendering) {
        EventThread thread = event.endThread();
        hold(PendingPoint.complete(
                rendering, thread, event.end(), event.clock(), 0, 0, KnownAttributes.ofPoint(event)));
    }

    private void complete(TracepointEvent event, EventRendering rendering) {
        if (rendering.duration(event) < rules.threshold(rendering.spanName())) {
            account.dropped(DropReason.THRESHOLD, 1);
            return;
        }
        EventThread thread = event.endThread();
        hold(PendingPoint.complete(
                rendering,
                thread,
                event.end(),
                event.clock(),
                rendering.duration(event),
                rendering.durationUnit(),
                KnownAttributes.ofPoint(event)));
    }

    private void hold(PendingPoint point) {
        points.add(point);
        if (points.size() > limits.pendingPoints()) {
            settle(points.takeOldest());
        }
    }

    private void span(TracepointEvent event, EventRendering rendering) {
        finishSpan(
                event, rendering, rendering.spanName(), KnownAttributes.ofSpan(event, rendering), rendering.encloses());
    }

    /** A state; its root comes when a terminal state was reached. */
    private void state(TracepointEvent event, EventRendering rendering) {
        String next = event.span().next();
        String value = event.value();
        List<KnownAttribute> attributes = KnownAttributes.ofSpan(event, rendering);
        Optional<SpanGroup> group = group(event, rendering, value);
        finishSpan(event, rendering, value, attributes, false);
        group.ifPresent(root -> {
            root.step(event.start(), event.end(), next);
            if (next != null && rendering.type().terminal().contains(next)) {
                root.close(rendering.spanName());
            } else if (event.span().unfinished()) {
                root.abandon();
            }
        });
    }

    /** A step between two checkpoints; its chain comes when the last of them was reached. */
    private void phase(TracepointEvent event, EventRendering rendering) {
        String next = event.span().next();
        boolean unfinished = event.span().unfinished();
        if (next == null && !unfinished) {
            // A checkpoint outside every chain.
            instant(event, rendering);
            return;
        }
        String value = event.value();
        List<KnownAttribute> attributes = KnownAttributes.ofSpan(event, rendering);
        Optional<SpanGroup> group = group(event, rendering, value);
        finishSpan(event, rendering, next == null ? value : next, attributes, true);
        group.ifPresent(chain -> {
            chain.step(event.start(), event.end(), next);
            Optional<Chain> closed = next == null ? Optional.empty() : rendering.closedChain(chain.firstValue(), next);
            closed.ifPresent(found -> chain.close(found.name()));
            if (unfinished) {
                chain.abandon();
            }
            if (chain.closed()) {
                groups.finish(chain);
            }
        });
    }

    /** Sends the span of an event, with what lies in it. */
    private void finishSpan(
            TracepointEvent event,
            EventRendering rendering,
            String name,
            List<KnownAttribute> attributes,
            boolean encloses) {
        EventThread thread = event.thread();
        attributes.addAll(thread.attributes());
        long start = event.start();
        long end = event.end();
        SpanContext context = context(event, rendering, thread);
        SpanContext parent = SpanIds.sibling(context, event.span().parentId());
        StatusData status = KnownAttributes.addError(event.span().error(), rendering, attributes);
        openSpans.ended(event.span().spanId(), end - start);
        if (end - start < rules.threshold(name) && status.getStatusCode() != StatusCode.ERROR) {
            out.remove(context, parent);
            account.dropped(DropReason.THRESHOLD, 1);
            return;
        }
        List<PendingPoint> inside = encloses ? points.takeWithin(thread.key(), start, end, event.clock()) : List.of();
        EventAttributes all = EventAttributes.of(event, attributes);
        send(name, context, parent, start, end, all, status, inside, 1, rendering);
    }

    private void send(
            String name,
            SpanContext context,
            SpanContext parent,
            long start,
            long end,
            EventAttributes attributes,
            StatusData status,
            List<PendingPoint> inside,
            int ownEvents,
            EventRendering rendering) {
        List<AssembledPoint> events = new ArrayList<>(inside.size());
        int dropped = 0;
        for (PendingPoint point : inside) {
            if (point.isSpan()) {
                child(point, context);
            } else if (point.isLog() && signals.log(record(point, context, null))) {
                continue;
            } else if (events.size() < limits.span().getMaxNumberOfEvents()) {
                events.add(point.asEvent(start, end, limits.span().getMaxNumberOfAttributesPerEvent()));
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
                attributes.first(limits.span().getMaxNumberOfAttributes()),
                attributes.size(),
                status,
                List.copyOf(events),
                dropped,
                ownEvents,
                rendering.scope(),
                resource));
    }

    private SpanContext context(TracepointEvent event, EventRendering rendering, EventThread thread) {
        SpanContext own = ownContext(event);
        return own.isValid() ? own : ids.derived(rendering.eventName(), thread.key(), event.start(), processParent);
    }

    /** The ids that the event carries, invalid for none. */
    private SpanContext ownContext(TracepointEvent event) {
        return context(event, event.span().spanId());
    }

    private SpanContext context(TracepointEvent event, long spanId) {
        return ids.recorded(
                event.span().traceIdHigh(),
                event.span().traceIdLow(),
                spanId,
                event.span().traceOrigin());
    }

    /** The group a step belongs to; nothing if it has none, or if it was sent already. */
    private Optional<SpanGroup> group(TracepointEvent event, EventRendering rendering, String value) {
        return groups.of(
                context(event, event.span().parentId()),
                event.span().parentId(),
                event.span().groupParentId(),
                event.thread(),
                rendering,
                value);
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
        groups.finishEndedBefore(points.oldestTime());
        out.advance(now);
    }

    /** Decides everything: no more events will come, and roots, chains and other spans that are open stay so. */
    void finish() {
        openSpans.takeAll().forEach(this::leaveOpen);
        for (PendingPoint point = points.takeOldest(); point != null; point = points.takeOldest()) {
            settle(point);
        }
        groups.finishAll();
        out.finish();
    }

    /** Sends a span of which only the beginning is known. No event stands for it: its own was never written. */
    private void leaveOpen(OpenSpanList.Listed listed) {
        EventRendering rendering = renderings.named(listed.event());
        SpanContext context = ids.recorded(listed.traceIdHigh(), listed.traceIdLow(), listed.spanId(), listed.origin());
        if (rendering == null || !context.isValid()) {
            return;
        }
        List<KnownAttribute> attributes = new ArrayList<>(listed.thread().attributes());
        attributes.add(KnownAttribute.unfinished());
        SpanContext parent = SpanIds.sibling(context, listed.parentId());
        String name = rendering.spanName();
        long start = listed.since();
        if (listed.value() != null) {
            name = listed.value();
            attributes.add(KnownAttribute.text(rendering.valueAttribute(), name));
            Optional<SpanGroup> group = groups.of(
                    parent, listed.parentId(), listed.groupParentId(), listed.thread(), rendering, listed.value());
            if (group.isPresent()) {
                start = group.get().continuedFrom(start);
                group.get().step(start, Math.max(start, latest), null);
            }
        }
        long end = Math.max(start, latest);
        boolean encloses = rendering.role() != EventRole.STATES && rendering.encloses();
        List<PendingPoint> inside = encloses ? points.takeWithin(listed.thread().key(), start, end, clock) : List.of();
        EventAttributes all = EventAttributes.of(attributes);
        send(name, context, parent, start, end, all, StatusData.unset(), inside, 0, rendering);
    }

    /** Gives a point that no span of its thread encloses to the root that was open, if it was the only one. */
    private void settle(PendingPoint point) {
        SpanGroup root = groups.rootAt(point.time());
        if (point.isLog() && signals.log(record(point, root == null ? processParent : root.context(), null))) {
            return;
        }
        if (root == null) {
            child(point, processParent);
        } else if (point.isSpan()) {
            child(point, root.context());
        } else if (!root.add(
                point.asEventOfRoot(limits.span().getMaxNumberOfAttributesPerEvent()),
                limits.span().getMaxNumberOfEvents())) {
            account.dropped(DropReason.EVENT_LIMIT, 1);
        }
    }

    private void child(PendingPoint point, SpanContext parent) {
        EventRendering rendering = point.rendering();
        send(
                point.isSpan() ? rendering.spanName() : rendering.pointName(),
                ids.derived(rendering.eventName(), point.thread().key(), point.time(), parent),
                parent,
                point.start(),
                point.time(),
                point.attributes().with(point.thread().attributes()),
                point.status(),
                point.inside(),
                point.events(),
                rendering);
    }

    @Override
    public EventRendering renderingOf(EventTypeDescription type) {
        return renderings.of(type);
    }
}
