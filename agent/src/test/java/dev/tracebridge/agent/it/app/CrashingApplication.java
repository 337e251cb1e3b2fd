package dev.tracebridge.agent.it.app;

import dev.tracebridge.migration.MigrationTrace;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import jdk.jfr.consumer.RecordingStream;

/** Leaves spans open of each kind, says so once they have been listed twice and flushed, and waits to be killed. */
public final class CrashingApplication {

    private static final int OPEN_SPANS = 5;

    private CrashingApplication() {}

    public static void main(String[] arguments) throws Exception {
        MigrationTrace.migrate_set_state("setup");
        MigrationTrace.migrate_set_state("active");
        MigrationTrace.savevm_section_start("ram", 2);
        MigrationTrace.migration_bitmap_sync_start();
        MigrationTrace.vmstate_downtime_checkpoint("src-downtime-start");
        MigrationTrace.postcopy_ram_fault_thread_request(0x7000L, "pc.ram", 0x1000L, 7);
        awaitListing();
        System.out.println("listed");
        System.in.read();
    }

    private static void awaitListing() throws InterruptedException {
        Set<Long> listed = ConcurrentHashMap.newKeySet();
        CountDownLatch flushes = new CountDownLatch(2);
        try (RecordingStream stream = new RecordingStream()) {
            stream.onEvent("dev.tracebridge.OpenSpan", event -> listed.add(event.getLong("spanId")));
            stream.onFlush(() -> {
                if (listed.size() == OPEN_SPANS) {
                    flushes.countDown();
                }
            });
            stream.startAsync();
            flushes.await();
        }
    }
}
