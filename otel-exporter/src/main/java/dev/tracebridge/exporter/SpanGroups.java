package dev.tracebridge.exporter;

import dev.tracebridge.catalogue.EventRole;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The roots of states and the chains of phases whose steps are still to come, and the spans they become. As many are kept open as {@link #LIMIT}
 * says; beyond, the oldest is sent as unfinished.
 *
 * <p><b>Assumptions:</b> used by the thread of its {@link SpanAssembler}.
 */
final class SpanGroups {

    private static final int LIMIT = 1024;

    private final AssemblyLimits limits;
    private final RenderRules rules;
    private final Resource resource;
    private final SpanPruning out;
    private final Map<Long, SpanGroup> open = new LinkedHashMap<>();
    private final Set<Long> finished = new LinkedHashSet<>();

    SpanGroups(AssemblyLimits limits, RenderRules rules, Resource resource, SpanPruning out) {
        this.limits = limits;
        this.rules = rules;
        this.resource = resource;
        this.out = out;
    }

    /**
     * The group a step belongs to, opened by its first.
     *
     * @param context of the group's span
     * @param id of the group's span, 0 for none
     * @param parentId of the group's parent
     * @param thread of the step
     * @param rendering of the step
     * @param value the step's state or checkpoint
     * @return nothing if it has none, or if it was sent already
     */
    Optional<SpanGroup> of(
            SpanContext context, long id, long parentId, EventThread thread, EventRendering rendering, String value) {
        if (id == 0 || finished.contains(id)) {
            return Optional.empty();
        }
        SpanGroup known = open.get(id);
        if (known != null) {
            return Optional.of(known);
        }
        if (!context.isValid()) {
            return Optional.empty();
        }
        if (open.size() >= LIMIT) {
            SpanGroup oldest = open.values().iterator().next();
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
        open.put(id, group);
        return Optional.of(group);
    }

    /** The root of states that was open at a time, if it was the only one; else null. */
    SpanGroup rootAt(long time) {
        SpanGroup only = null;
        for (SpanGroup group : open.values()) {
            if (group.rendering().role() == EventRole.STATES && group.contains(time)) {
                if (only != null) {
                    return null;
                }
                only = group;
            }
        }
        return only;
    }

    /** Sends those that are closed and ended before a time. */
    void finishEndedBefore(long time) {
        List.copyOf(open.values()).stream()
                .filter(SpanGroup::closed)
                .filter(group -> time > group.end())
                .forEach(this::finish);
    }

    /** Sends all, those that are open as unfinished. */
    void finishAll() {
        for (SpanGroup group : List.copyOf(open.values())) {
            if (!group.closed()) {
                group.abandon();
            }
            finish(group);
        }
    }

    /** Sends one; steps that come later do not open it again. */
    void finish(SpanGroup group) {
        long id = group.id();
        open.remove(id);
        if (finished.size() >= LIMIT) {
            finished.remove(finished.iterator().next());
        }
        finished.add(id);

        EventRendering rendering = group.rendering();
        boolean chain = rendering.role() == EventRole.PHASES;
        if (chain && !group.unfinished() && group.end() - group.start() < rules.threshold(group.name())) {
            out.remove(group.context(), group.parent());
            return;
        }
        EventAttributes attributes = attributes(group);
        boolean failed = group.last() != null && rendering.type().failed().contains(group.last());
        out.accept(new AssembledSpan(
                group.name(),
                group.context(),
                group.parent(),
                group.start(),
                group.end(),
                attributes.first(limits.span().getMaxNumberOfAttributes()),
                attributes.size(),
                failed ? StatusData.create(StatusCode.ERROR, group.last()) : StatusData.unset(),
                group.events(),
                group.droppedEvents(),
                0,
                rendering.scope(),
                resource));
    }

    private static EventAttributes attributes(SpanGroup group) {
        List<KnownAttribute> attributes = new ArrayList<>(group.thread().attributes());
        if (group.last() != null) {
            attributes.add(KnownAttribute.text(group.rendering().valueAttribute(), group.last()));
        }
        if (group.unfinished()) {
            attributes.add(KnownAttribute.unfinished());
        }
        return EventAttributes.of(attributes);
    }
}
