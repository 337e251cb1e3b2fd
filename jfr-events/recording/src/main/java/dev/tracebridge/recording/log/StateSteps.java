package dev.tracebridge.recording.log;

import dev.tracebridge.catalogue.KeyPart;
import dev.tracebridge.catalogue.StateRule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The open states of one log: as {@code dev.tracebridge.runtime.StateMachine} has it. */
final class StateSteps {

    private static final int LIMIT = 1024;

    /** Tells ids of roots from those of spans. */
    private static final int RULE = 1 << 20;

    private final DerivedSpans spans;
    private final Map<Machine, OpenSpan> open = new LinkedHashMap<>();
    private int traceNumber;
    private boolean hadRoot;

    private record Machine(DerivedEvent event, List<Object> key) {}

    StateSteps(DerivedSpans spans) {
        this.spans = spans;
    }

    /** The trace of what begins now: one for each root that does not begin inside another, shared with what comes before the first and after it. */
    int traceNumber() {
        return traceNumber;
    }

    /** The id of the only open root, else 0. */
    long onlyRoot() {
        return open.size() == 1 ? open.values().iterator().next().parent : 0;
    }

    void enter(DerivedEvent event, TraceRecord record) throws IOException {
        StateRule rule = event.model().states().orElseThrow();
        String value = record.text(rule.argument().name());
        Machine machine = new Machine(event, key(rule, record));
        OpenSpan previous = open.remove(machine);
        boolean continues = previous != null
                && (!rule.initial().contains(value) || rule.initial().contains(state(rule, previous)));
        OpenSpan step = new OpenSpan(event, machine, record);
        if (continues) {
            step.traceHigh = previous.traceHigh;
            step.traceLow = previous.traceLow;
            step.parent = previous.parent;
        } else {
            if (open.isEmpty() && hadRoot) {
                traceNumber++;
            }
            hadRoot = true;
            step.traceHigh = spans.ids().traceHigh(traceNumber);
            step.traceLow = spans.ids().traceLow(traceNumber);
            step.parent = spans.anotherId(record, RULE);
        }
        step.id = spans.anotherId(record, RULE + 1);
        if (previous != null) {
            spans.write(previous, SpanEnd.step(record.time(), record.thread(), value, !continues));
        }
        if (rule.terminal().contains(value)) {
            if (!continues) {
                spans.write(step, SpanEnd.step(record.time(), record.thread(), value, false));
            }
            return;
        }
        if (open.size() == LIMIT) {
            finish(record.time());
        }
        open.put(machine, step);
    }

    private static String state(StateRule rule, OpenSpan step) {
        return step.values.text(rule.tracepoint(), rule.argument().name());
    }

    private static List<Object> key(StateRule rule, TraceRecord record) {
        List<Object> key = new ArrayList<>();
        for (KeyPart part : rule.key()) {
            int argument = rule.tracepoint().indexOf(part.argument().name());
            key.add(part.apply(record.values().value(argument, part.argument().type())));
        }
        return key;
    }

    void finish(long time) throws IOException {
        for (OpenSpan step : open.values()) {
            spans.write(step, SpanEnd.unfinished(time, step.thread));
        }
        open.clear();
    }
}
