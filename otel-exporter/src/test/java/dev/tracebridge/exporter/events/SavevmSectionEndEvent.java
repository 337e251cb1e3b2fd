package dev.tracebridge.exporter.events;

import dev.tracebridge.metadata.TracepointMetadata;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Unsigned;

/** One end of a span, as an instant. */
@Name("qemu.migration.savevm_section_end")
@Label("savevm_section_end")
@StackTrace(false)
@TracepointMetadata(
        name = "savevm_section_end",
        format = "\"%s, section_id %u -> %d\"",
        declaration =
                "savevm_section_end(const char *id, unsigned int section_id, int ret) \"%s, section_id %u -> %d\"",
        group = "savevm.c",
        catalogue = "qemu.migration",
        hash = "00ff00ff00ff00ff00ff")
public final class SavevmSectionEndEvent extends Event {

    @Label("id")
    public String id;

    @Label("section_id")
    @Unsigned
    public int section_id;

    @Label("ret")
    public int ret;

    private SavevmSectionEndEvent() {}

    public static void emit(String id, int section_id, int ret) {
        SavevmSectionEndEvent event = new SavevmSectionEndEvent();
        event.id = id;
        event.section_id = section_id;
        event.ret = ret;
        event.commit();
    }
}
