package dev.tracebridge.exporter.events;

import dev.tracebridge.metadata.TracepointMetadata;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Unsigned;

/** One end of a span, as an instant. */
@Name("qemu.migration.savevm_section_start")
@Label("savevm_section_start")
@StackTrace(false)
@TracepointMetadata(
        name = "savevm_section_start",
        format = "\"%s, section_id %u\"",
        declaration = "savevm_section_start(const char *id, unsigned int section_id) \"%s, section_id %u\"",
        group = "savevm.c",
        catalogue = "qemu.migration",
        hash = "00ff00ff00ff00ff00ff")
public final class SavevmSectionStartEvent extends Event {

    @Label("id")
    public String id;

    @Label("section_id")
    @Unsigned
    public int section_id;

    private SavevmSectionStartEvent() {}

    public static void emit(String id, int section_id) {
        SavevmSectionStartEvent event = new SavevmSectionStartEvent();
        event.id = id;
        event.section_id = section_id;

        event.commit();
    }
}
