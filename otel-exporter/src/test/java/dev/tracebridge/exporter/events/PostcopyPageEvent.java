package dev.tracebridge.exporter.events;

import dev.tracebridge.metadata.SpanMetadata;
import dev.tracebridge.metadata.TracepointMetadata;
import dev.tracebridge.runtime.OpenSpanTable;
import dev.tracebridge.runtime.SpanEvent;
import jdk.jfr.Label;
import jdk.jfr.MemoryAddress;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A pair of tracepoints that ends on another thread than it began on, in one of two ways. */
@Name("qemu.migration.postcopy_page")
@Label("postcopy_page")
@StackTrace(false)
@TracepointMetadata(
        name = "postcopy_ram_fault_thread_request",
        format = "",
        declaration = "postcopy_ram_fault_thread_request(uint64_t hostaddr) \"Request for HVA=0x%\" PRIx64",
        group = "postcopy-ram.c",
        catalogue = "qemu.migration",
        hash = "00ff00ff00ff00ff00ff")
@SpanMetadata(
        name = "postcopy_page",
        role = "span",
        shape = "async",
        key = "hostaddr",
        ends = {
            "postcopy_place_page(void *host_addr) \"host=%p\"",
            "postcopy_place_page_zero(void *host_addr) \"host=%p\""
        })
public final class PostcopyPageEvent extends SpanEvent {

    private static final PostcopyPageEvent PROBE = new PostcopyPageEvent();
    private static final OpenSpanTable OPEN = new OpenSpanTable();

    @Label("hostaddr")
    @MemoryAddress
    public long hostaddr;

    @Label("host_addr")
    @MemoryAddress
    public long host_addr;

    private PostcopyPageEvent() {}

    public static boolean enabled() {
        return PROBE.isEnabled();
    }

    public static void open(long hostaddr) {
        PostcopyPageEvent event = new PostcopyPageEvent();
        event.hostaddr = hostaddr;
        event.enterDetached(null);
        event.begin();
        OPEN.open(event, hostaddr);
    }

    public static boolean close(long hostAddr, String endedBy) {
        PostcopyPageEvent event = (PostcopyPageEvent) OPEN.close(hostAddr);
        if (event == null) {
            return false;
        }
        event.end();
        event.host_addr = hostAddr;
        event.endedBy = endedBy;
        event.write();
        return true;
    }
}
