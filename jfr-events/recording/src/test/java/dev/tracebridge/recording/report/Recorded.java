package dev.tracebridge.recording.report;

import dev.tracebridge.annotations.TraceContext;
import dev.tracebridge.migration.MigrateFdErrorEvent;
import dev.tracebridge.migration.MigratePendingEvent;
import dev.tracebridge.migration.MigrateSetStateEvent;
import dev.tracebridge.migration.MigrateTransferredEvent;
import dev.tracebridge.migration.MigrationBitmapSyncEndEvent;
import dev.tracebridge.migration.MigrationBitmapSyncStartEvent;
import dev.tracebridge.migration.MigrationThreadLowPendingEvent;
import dev.tracebridge.migration.QemuLoadvmStateSectionEvent;
import dev.tracebridge.migration.RamSavePageEvent;
import dev.tracebridge.migration.SavevmSectionEndEvent;
import dev.tracebridge.migration.SavevmSectionStartEvent;
import dev.tracebridge.migration.VmstateDowntimeCheckpointEvent;
import dev.tracebridge.migration.VmstateDowntimeLoadEvent;
import dev.tracebridge.migration.VmstateDowntimeSaveEvent;
import java.io.IOException;
import java.nio.file.Path;
import jdk.jfr.Recording;

/** Recordings of what the code of a migration would emit. */
final class Recorded {

    static final String TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";

    private Recorded() {}

    static Path recording(Path file, Runnable code) throws IOException {
        try (Recording recording = new Recording()) {
            recording.enable(RamSavePageEvent.class);
            recording.start();
            code.run();
            recording.stop();
            recording.dump(file);
        }
        return file;
    }

    static void inTrace(Runnable code) {
        try (TraceContext.Scope scope =
                TraceContext.fromTraceparent(TRACEPARENT).attach()) {
            assert scope != null;
            code.run();
        }
    }

    static void states(String... states) {
        for (String state : states) {
            MigrateSetStateEvent.emit(state);
        }
    }

    static void checkpoints(String... checkpoints) {
        for (String checkpoint : checkpoints) {
            VmstateDowntimeCheckpointEvent.emit(checkpoint);
        }
    }

    static void round(long dirtyPages, long pending, long transferred, long milliseconds) {
        MigrationBitmapSyncStartEvent.emit();
        MigrationBitmapSyncEndEvent.emit(dirtyPages);
        MigratePendingEvent.emit(pending, 37, 0, 0, 0);
        MigrateTransferredEvent.emit(transferred, milliseconds, transferred / milliseconds, 37);
    }

    static void section(String id, int section) {
        SavevmSectionStartEvent.emit(id, section);
        SavevmSectionEndEvent.emit(id, section, 0);
    }

    static void source() {
        states("setup", "active");
        round(65_536, 256 << 20, 200 << 20, 100);
        round(8_192, 56 << 20, 50 << 20, 50);
        RamSavePageEvent.emit("pc.ram", 0, 0x7f00);
        RamSavePageEvent.emit("pc.ram", 4096, 0x7f00);
        MigrationThreadLowPendingEvent.emit(1000);
        checkpoints("src-downtime-start", "src-vm-stopped");
        VmstateDowntimeSaveEvent.emit("iterable", "ram", 0, 1);
        checkpoints("src-iterable-saved");
        for (int instance = 0; instance < 12; instance++) {
            VmstateDowntimeSaveEvent.emit("non-iterable", "disk", instance, instance);
        }
        checkpoints("src-non-iterable-saved", "src-downtime-end");
        states("completed");
    }

    static void destination() {
        states("active");
        QemuLoadvmStateSectionEvent.emit(1);
        VmstateDowntimeLoadEvent.emit("non-iterable", "timer", 0, 42);
        checkpoints("dst-precopy-loadvm-completed", "dst-precopy-bh-enter", "dst-precopy-bh-vm-started");
        states("completed");
    }

    static void failure() {
        states("setup", "active");
        MigrateFdErrorEvent.emit("Connection reset by \u001b[31mpeer");
        states("failed");
    }
}
