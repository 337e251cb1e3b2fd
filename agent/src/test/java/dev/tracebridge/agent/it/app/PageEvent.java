package dev.tracebridge.agent.it.app;

import dev.tracebridge.metadata.TracepointMetadata;
import dev.tracebridge.runtime.ThreadTrace;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** An instant as the processor generates it. */
@Name("it.save_page")
@Label("save_page")
@StackTrace(false)
@TracepointMetadata(
        name = "save_page",
        format = "\"%s %d\"",
        declaration = "save_page(const char *block, int64_t offset) \"%s %d\"",
        group = "app",
        catalogue = "it",
        hash = "00")
public final class PageEvent extends Event {

    private static final PageEvent PROBE = new PageEvent();

    @Label("block")
    public String block;

    @Label("offset")
    public long offset;

    private PageEvent() {}

    public static boolean enabled() {
        return PROBE.isEnabled();
    }

    public static void emit(String block, long offset) {
        PageEvent event = new PageEvent();
        event.block = block;
        event.offset = offset;
        event.commit();
        ThreadTrace.count();
    }
}
