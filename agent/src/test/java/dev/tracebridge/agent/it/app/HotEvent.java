package dev.tracebridge.agent.it.app;

import dev.tracebridge.runtime.ThreadTrace;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A hot instant, off by default. */
@Name("it.hot")
@Label("hot")
@Enabled(false)
@StackTrace(false)
public final class HotEvent extends Event {

    private static final HotEvent PROBE = new HotEvent();

    @Label("value")
    public int value;

    private HotEvent() {}

    public static boolean enabled() {
        return PROBE.isEnabled();
    }

    public static void emit(int value) {
        HotEvent event = new HotEvent();
        event.value = value;
        event.commit();
        ThreadTrace.count();
    }
}
