package dev.tracebridge.exporter;

import dev.tracebridge.exporter.events.DowntimeCheckpointEvent;
import dev.tracebridge.exporter.events.MigrateSetStateEvent;
import dev.tracebridge.exporter.events.PostcopyPageEvent;
import dev.tracebridge.exporter.events.RamSavePageEvent;
import dev.tracebridge.exporter.events.SavevmSectionEvent;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import jdk.jfr.consumer.RecordingStream;

/**
 * Emits spans and ends at once. Arguments: how it ends, and how many spans of {@code savevm_section} it emits, their {@code section_id} counted from
 * 0. Exports as the environment says.
 */
final class ExitProgram {

    private static final AtomicLong EMITTED = new AtomicLong();

    private ExitProgram() {}

    /** How the program ends. */
    enum Ending {
        /** By {@code System.exit} right after the last span. */
        EXIT,
        /** By returning from {@code main}. */
        RETURN,
        /** By {@code System.exit}, with an instant as the last event. */
        LAST_INSTANT,
        /** By returning while four threads emit. */
        THREADS,
        /** With a section, a page request, a state and a phase left open. */
        OPEN,
        /** Long after most of it has been exported. */
        LATE,
        /** By {@code System.exit}, while seven more events are said to have been emitted. */
        LOST
    }

    public static void main(String[] arguments) throws Exception {
        Ending ending = Ending.valueOf(arguments[0]);
        int spans = Integer.parseInt(arguments[1]);
        JvmExporter.start(Map.of(), Map.of(), EMITTED::get, line -> System.err.println("tracebridge: " + line));
        switch (ending) {
            case EXIT -> {
                sections(0, spans);
                System.exit(0);
            }
            case LOST -> {
                sections(0, spans);
                EMITTED.set(spans + 7);
                System.exit(0);
            }
            case RETURN -> sections(0, spans);
            case LAST_INSTANT -> {
                sections(0, spans);
                RamSavePageEvent.emit("last", 0, 0, 0);
                System.exit(0);
            }
            case THREADS -> {
                int share = spans / 4;
                for (int i = 0; i < 4; i++) {
                    int from = i * share;
                    new Thread(() -> sections(from, from + share)).start();
                }
            }
            case OPEN -> {
                MigrateSetStateEvent.emit("setup");
                DowntimeCheckpointEvent.emit("src-downtime-start");
                PostcopyPageEvent.open(0x1000);
                sections(0, spans - 1);
                SavevmSectionEvent.open("left open", spans - 1);
                System.exit(0);
            }
            case LATE -> {
                // In three parts, with a flush between each two.
                sections(0, spans / 3);
                awaitFlush();
                sections(spans / 3, 2 * spans / 3);
                awaitFlush();
                sections(2 * spans / 3, spans);
                System.exit(0);
            }
        }
    }

    private static void sections(int from, int to) {
        for (int i = from; i < to; i++) {
            SavevmSectionEvent.open("ram", i);
            SavevmSectionEvent.close("ram", i, 0);
        }
    }

    private static void awaitFlush() throws InterruptedException {
        CountDownLatch flushes = new CountDownLatch(2);
        try (RecordingStream stream = new RecordingStream()) {
            stream.onFlush(flushes::countDown);
            stream.startAsync();
            flushes.await();
        }
    }
}
