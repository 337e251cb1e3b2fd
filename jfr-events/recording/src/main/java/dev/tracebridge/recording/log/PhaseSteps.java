package dev.tracebridge.recording.log;

import dev.tracebridge.catalogue.PhaseRule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The open chains of checkpoints of one log: as {@code dev.tracebridge.runtime.PhaseChains} has it. */
final class PhaseSteps {

    private static final int LIMIT = 64;

    /** Tells ids of chains from those of spans and states. */
    private static final int RULE = 1 << 21;

    private final DerivedSpans spans;
    private final List<Chain> open = new ArrayList<>();

    private static final class Chain {

        private final DerivedEvent event;
        private final Set<String> lasts;
        private OpenSpan step;

        Chain(DerivedEvent event, Set<String> lasts, OpenSpan step) {
            this.event = event;
            this.lasts = lasts;
            this.step = step;
        }
    }

    PhaseSteps(DerivedSpans spans) {
        this.spans = spans;
    }

    /** Takes a checkpoint; answers false where it lies outside every chain. */
    boolean reach(DerivedEvent event, TraceRecord record) throws IOException {
        PhaseRule rule = event.model().phases().orElseThrow();
        String value = record.text(rule.argument().name());
        Set<String> lasts = new HashSet<>();
        for (PhaseRule.Chain chain : rule.chains()) {
            if (chain.first().equals(value)) {
                lasts.add(chain.last());
            }
        }
        if (!lasts.isEmpty()) {
            open(event, lasts, record);
            return true;
        }
        Chain chain = chainOf(event, record.thread());
        if (chain == null) {
            return false;
        }
        OpenSpan previous = chain.step;
        if (spans.pop(previous)) {
            spans.write(previous, SpanEnd.step(record.time(), record.thread(), value, false));
        }
        if (chain.lasts.contains(value)) {
            open.remove(chain);
            return true;
        }
        OpenSpan step = new OpenSpan(event, chain, record);
        step.traceHigh = previous.traceHigh;
        step.traceLow = previous.traceLow;
        step.parent = previous.parent;
        step.groupParent = previous.groupParent;
        step.id = spans.anotherId(record, RULE);
        chain.step = step;
        spans.push(step);
        return true;
    }

    private void open(DerivedEvent event, Set<String> lasts, TraceRecord record) throws IOException {
        for (Chain chain : List.copyOf(open)) {
            if (chain.event == event && chain.lasts.equals(lasts)) {
                abandon(chain, record.time());
            }
        }
        if (open.size() == LIMIT) {
            abandon(open.get(0), record.time());
        }
        OpenSpan step = spans.place(new OpenSpan(event, null, record), record, RULE);
        step.groupParent = step.parent;
        step.parent = step.id;
        step.id = spans.anotherId(record, RULE);
        open.add(new Chain(event, lasts, step));
        spans.push(step);
    }

    private Chain chainOf(DerivedEvent event, int thread) {
        Chain last = null;
        for (Chain chain : open) {
            if (chain.event == event && (last == null || last.step.thread != thread || chain.step.thread == thread)) {
                last = chain;
            }
        }
        return last;
    }

    private void abandon(Chain chain, long time) throws IOException {
        open.remove(chain);
        if (spans.pop(chain.step)) {
            spans.write(chain.step, SpanEnd.unfinished(time, chain.step.thread));
        }
    }

    void finish(long time) throws IOException {
        while (!open.isEmpty()) {
            abandon(open.get(0), time);
        }
    }
}
