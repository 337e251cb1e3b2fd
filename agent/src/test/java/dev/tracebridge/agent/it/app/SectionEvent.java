package dev.tracebridge.agent.it.app;

import dev.tracebridge.metadata.SpanMetadata;
import dev.tracebridge.runtime.SpanEvent;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A span as the processor generates it. */
@Name("it.section")
@Label("section")
@StackTrace(false)
@SpanMetadata(name = "section", role = "span", shape = "stack")
public final class SectionEvent extends SpanEvent {

    private static final SectionEvent PROBE = new SectionEvent();

    @Label("id")
    public String id;

    @Label("ret")
    public int ret;

    private SectionEvent() {}

    public static boolean enabled() {
        return PROBE.isEnabled();
    }

    public static SectionEvent start(String id) {
        SectionEvent event = new SectionEvent();
        event.id = id;
        event.enter(PROBE, null);
        event.begin();
        return event;
    }

    public static void end(SectionEvent event, int ret) {
        event.end();
        event.exit();
        event.ret = ret;
        event.write();
    }

    public static void fail(SectionEvent event, Throwable thrown) {
        event.end();
        event.exit();
        event.error = thrown.getClass().getName();
        event.write();
    }
}
