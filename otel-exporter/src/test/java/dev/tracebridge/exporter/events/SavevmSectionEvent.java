package dev.tracebridge.exporter.events;

import dev.tracebridge.metadata.SpanMetadata;
import dev.tracebridge.metadata.TracepointMetadata;
import dev.tracebridge.runtime.OpenSpans;
import dev.tracebridge.runtime.SpanEvent;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Unsigned;

/** A pair of tracepoints on one thread. */
@Name("qemu.migration.savevm_section")
@Label("savevm_section")
@StackTrace(false)
@TracepointMetadata(
        name = "savevm_section_start",
        format = "\"%s, section_id %u\"",
        declaration = "savevm_section_start(const char *id, unsigned int section_id) \"%s, section_id %u\"",
        group = "savevm.c",
        catalogue = "qemu.migration",
        hash = "00ff00ff00ff00ff00ff")
@SpanMetadata(
        name = "savevm_section",
        role = "span",
        shape = "flat",
        key = "section_id",
        ends = "savevm_section_end(const char *id, unsigned int section_id, int ret) \"%s, section_id %u -> %d\"")
public final class SavevmSectionEvent extends SpanEvent {

    private static final SavevmSectionEvent PROBE = new SavevmSectionEvent();

    @Label("id")
    public String id;

    @Label("section_id")
    @Unsigned
    public int section_id;

    @Label("id")
    public String end_id;

    @Label("ret")
    public int ret;

    private SavevmSectionEvent() {}

    public static boolean enabled() {
        return PROBE.isEnabled();
    }

    public static SavevmSectionEvent begin(String id, int section_id) {
        SavevmSectionEvent event = new SavevmSectionEvent();
        event.id = id;
        event.section_id = section_id;
        event.enter(PROBE, null);
        event.begin();
        return event;
    }

    public static void end(SavevmSectionEvent event, String id, int ret) {
        event.end();
        event.exit();
        event.end_id = id;
        event.ret = ret;
        event.write();
    }

    public static void fail(SavevmSectionEvent event, Throwable thrown) {
        event.end();
        event.exit();
        event.error = thrown.getClass().getName();
        event.write();
    }

    public static void open(String id, int section_id) {
        OpenSpans.abandon(SavevmSectionEvent.class, section_id);
        OpenSpans.open(begin(id, section_id), section_id);
    }

    public static boolean close(String id, int section_id, int ret) {
        SavevmSectionEvent event = OpenSpans.close(SavevmSectionEvent.class, section_id);
        if (event == null) {
            return false;
        }
        event.end();
        event.end_id = id;
        event.ret = ret;
        event.write();
        return true;
    }
}
