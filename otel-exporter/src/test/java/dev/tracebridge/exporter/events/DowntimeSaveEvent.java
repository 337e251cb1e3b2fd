package dev.tracebridge.exporter.events;

import dev.tracebridge.metadata.SpanMetadata;
import dev.tracebridge.metadata.TracepointMetadata;
import dev.tracebridge.runtime.ThreadTrace;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A tracepoint that carries its own duration. */
@Name("qemu.migration.vmstate_downtime_save")
@Label("vmstate_downtime_save")
@StackTrace(false)
@TracepointMetadata(
        name = "vmstate_downtime_save",
        format = "\"type=%s idstr=%s downtime=%\" PRIi64",
        declaration = "vmstate_downtime_save(const char *type, const char *idstr, int64_t downtime)"
                + " \"type=%s idstr=%s downtime=%\" PRIi64",
        group = "savevm.c",
        catalogue = "qemu.migration",
        hash = "00ff00ff00ff00ff00ff")
@SpanMetadata(name = "vmstate_downtime_save", role = "complete", argument = "downtime", unit = "us")
public final class DowntimeSaveEvent extends Event {

    private static final DowntimeSaveEvent PROBE = new DowntimeSaveEvent();

    @Label("type")
    public String type;

    @Label("idstr")
    public String idstr;

    @Label("downtime")
    public long downtime;

    private DowntimeSaveEvent() {}

    public static boolean enabled() {
        return PROBE.isEnabled();
    }

    public static void emit(String type, String idstr, long downtime) {
        DowntimeSaveEvent event = new DowntimeSaveEvent();
        event.type = type;
        event.idstr = idstr;
        event.downtime = downtime;
        event.commit();
        ThreadTrace.count();
    }
}
