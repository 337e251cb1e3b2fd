package dev.tracebridge.exporter.events;

import dev.tracebridge.metadata.SpanMetadata;
import dev.tracebridge.metadata.TracepointMetadata;
import dev.tracebridge.runtime.GroupEvent;
import dev.tracebridge.runtime.PhaseChains;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A checkpoint; two chains begin with the same one. */
@Name("qemu.migration.vmstate_downtime_checkpoint")
@Label("vmstate_downtime_checkpoint")
@StackTrace(false)
@TracepointMetadata(
        name = "vmstate_downtime_checkpoint",
        format = "\"%s\"",
        declaration = "vmstate_downtime_checkpoint(const char *checkpoint) \"%s\"",
        group = "migration.c",
        catalogue = "qemu.migration",
        hash = "00ff00ff00ff00ff00ff")
@SpanMetadata(
        name = "vmstate_downtime_checkpoint",
        role = "phases",
        argument = "checkpoint",
        chains = {
            "source_downtime",
            "src-downtime-start",
            "src-downtime-end",
            "source_cancelled",
            "src-downtime-start",
            "src-cancelled"
        })
public final class DowntimeCheckpointEvent extends GroupEvent {

    private static final DowntimeCheckpointEvent PROBE = new DowntimeCheckpointEvent();
    private static final PhaseChains CHAINS = PhaseChains.of(
            "source_downtime",
            "src-downtime-start",
            "src-downtime-end",
            "source_cancelled",
            "src-downtime-start",
            "src-cancelled");

    @Label("checkpoint")
    public String checkpoint;

    private DowntimeCheckpointEvent() {}

    public static boolean enabled() {
        return PROBE.isEnabled();
    }

    public static void emit(String checkpoint) {
        DowntimeCheckpointEvent event = new DowntimeCheckpointEvent();
        event.checkpoint = checkpoint;
        CHAINS.reach(event, checkpoint);
    }
}
