package dev.tracebridge.exporter.events;

import dev.tracebridge.metadata.SpanMetadata;
import dev.tracebridge.metadata.TracepointMetadata;
import dev.tracebridge.runtime.ThreadTrace;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A hot tracepoint: off by default. */
@Name("qemu.migration.ram_load_loop")
@Label("ram_load_loop")
@Enabled(false)
@StackTrace(false)
@TracepointMetadata(
        name = "ram_load_loop",
        format = "\"%d\"",
        declaration = "ram_load_loop(int flags) \"%d\"",
        group = "ram.c",
        catalogue = "qemu.migration",
        hash = "00ff00ff00ff00ff00ff")
@SpanMetadata(name = "ram_load_loop", role = "metric", instrument = "counter")
public final class RamLoadLoopEvent extends Event {

    private static final RamLoadLoopEvent PROBE = new RamLoadLoopEvent();

    @Label("flags")
    public int flags;

    private RamLoadLoopEvent() {}

    public static boolean enabled() {
        return PROBE.isEnabled();
    }

    public static void emit(int flags) {
        RamLoadLoopEvent event = new RamLoadLoopEvent();
        event.flags = flags;
        event.commit();
        ThreadTrace.count();
    }
}
