package dev.tracebridge.exporter.events;

import dev.tracebridge.metadata.TracepointMetadata;
import dev.tracebridge.runtime.ThreadTrace;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.MemoryAddress;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Unsigned;

/** An instant. */
@Name("qemu.migration.ram_save_page")
@Label("ram_save_page")
@StackTrace(false)
@TracepointMetadata(
        name = "ram_save_page",
        format = "\"%s: offset: 0x%\" PRIx64 \" host: %p new: %\" PRIu64",
        declaration = "ram_save_page(const char *rbname, uint64_t offset, void *host, uint64_t new)"
                + " \"%s: offset: 0x%\" PRIx64 \" host: %p new: %\" PRIu64",
        group = "ram.c",
        catalogue = "qemu.migration",
        hash = "00ff00ff00ff00ff00ff")
public final class RamSavePageEvent extends Event {

    private static final RamSavePageEvent PROBE = new RamSavePageEvent();

    @Label("rbname")
    public String rbname;

    @Label("offset")
    @Unsigned
    public long offset;

    @Label("host")
    @MemoryAddress
    public long host;

    @Label("new")
    @Unsigned
    public long new_;

    private RamSavePageEvent() {}

    public static boolean enabled() {
        return PROBE.isEnabled();
    }

    public static void emit(String rbname, long offset, long host, long new_) {
        RamSavePageEvent event = new RamSavePageEvent();
        event.rbname = rbname;
        event.offset = offset;
        event.host = host;
        event.new_ = new_;
        event.commit();
        ThreadTrace.count();
    }
}
