package dev.tracebridge.exporter;

import dev.tracebridge.exporter.ArrivedLog.Arrived;
import io.opentelemetry.sdk.resources.Resource;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Exports what other JVMs have left in a {@link SpoolFolder}, the oldest first, with the resource and the ids they gave it. What has arrived already is
 * left out.
 *
 * <p><b>Progress:</b> waits for the collector as the export of this JVM does, on a daemon thread of its own; {@link #end} ends it, and what is not sent
 * by then stays.
 */
final class LeftoverExport {

    private static final int ADVANCE_INTERVAL = 1024;
    private static final Duration NO_PATIENCE = Duration.ZERO;
    private static final Duration END_PATIENCE = Duration.ofSeconds(5);

    private final List<SpoolEntry> entries;
    private final ExportSettings settings;
    private final SpoolSettings limits;
    private final Consumer<String> log;
    private final Thread thread = new Thread(this::run, "tracebridge-leftovers");
    private volatile BackPressure pressure;
    private volatile boolean ending;

    private LeftoverExport(List<SpoolEntry> entries, ExportSettings settings, Consumer<String> log) {
        this.entries = List.copyOf(entries);
        this.settings = settings;
        this.limits = settings.spool();
        this.log = log;
    }

    /**
     * Begins.
     *
     * @param entries locked; they are deleted or left
     * @param settings where it goes
     * @param log is told what became of it
     */
    static LeftoverExport start(List<SpoolEntry> entries, ExportSettings settings, Consumer<String> log) {
        LeftoverExport export = new LeftoverExport(entries, settings, log);
        if (!entries.isEmpty()) {
            export.thread.setDaemon(true);
            export.thread.setContextClassLoader(LeftoverExport.class.getClassLoader());
            export.thread.start();
        }
        return export;
    }

    private void run() {
        long waiting = 0;
        for (SpoolEntry entry : entries) {
            waiting += size(entry);
        }
        for (int i = 0; i < entries.size() && !ending; i++) {
            SpoolEntry entry = entries.get(i);
            long size = size(entry);
            // Of what is too much the oldest goes, counted like everything else.
            boolean tooMuch = waiting > limits.size() && i < entries.size() - 1;
            export(entry, tooMuch ? -1 : Long.MAX_VALUE);
            waiting -= size;
        }
        for (SpoolEntry entry : entries) {
            try {
                entry.close();
            } catch (IOException e) {
                log.accept("cannot leave " + entry.folder() + ": " + e);
            }
        }
    }

    private long size(SpoolEntry entry) {
        try {
            return entry.size();
        } catch (IOException e) {
            return 0;
        }
    }

    private void export(SpoolEntry entry, long size) {
        try {
            ExportCounts counts = new ExportCounts(0, 0, Map.of(), 0);
            Optional<RecordedJvm> jvm = RecordedJvm.ofOne(entry.folder(), entry.recordings(), log);
            if (jvm.isPresent()) {
                try (ArrivedLog arrivedNow = new ArrivedLog(entry)) {
                    counts = export(jvm.get(), ArrivedLog.read(entry), arrivedNow, size);
                }
            }
            if (counts.pending() == 0) {
                entry.delete();
            }
            if (!ending && counts.received() > 0) {
                log.accept("exported what an earlier process left in " + entry.folder() + ": " + counts);
            }
        } catch (IOException | RuntimeException e) {
            log.accept("cannot export what an earlier process left in " + entry.folder() + ": " + e);
        }
    }

    private ExportCounts export(RecordedJvm jvm, Arrived arrivedBefore, ArrivedLog arrivedNow, long size)
            throws IOException {
        EventAccount account = new EventAccount();
        pressure = new BackPressure(
                new SpoolSettings(size, limits.age(), Optional.empty()),
                new Backlog(Optional::empty, 0),
                EventTimes::now,
                () -> {},
                items -> {
                    try {
                        arrivedNow.add(items);
                    } catch (IOException e) {
                        log.accept("what an earlier process left may be sent twice: " + e);
                    }
                });
        if (ending) {
            pressure.end();
        }
        SignalExport export = new SignalExport(settings, account, log, log, () -> {}, pressure);
        long[] latest = {0};
        try {
            ProcessDescription process = RecordedProcess.of(jvm.files().get(0));
            Resource resource =
                    ExportSettings.read(Map.of(), process.configured()).resource(process);
            SpanAssembler assembler = new SpanAssembler(
                    AssemblyLimits.file(settings.limits()),
                    settings.rules(),
                    Sampling.ofRecorded(process, log),
                    resource,
                    process.parent(),
                    account,
                    new Missing(export, arrivedBefore, account));
            read(jvm.files(), assembler, latest);
            assembler.finish();
        } finally {
            if (ending) {
                export.finishWithin(NO_PATIENCE, NO_PATIENCE);
            }
            export.close(latest[0]);
        }
        return account.counts();
    }

    private void read(List<RecordedChunks> files, SpanAssembler assembler, long[] latest) throws IOException {
        long[] count = {0};
        // By the clock of the live export, whose times what arrived before is known by.
        RecordedFile.read(files, EventOrder.OF_TAIL, ChunkClock::whileRunning, assembler, event -> {
            long end = event.end();
            latest[0] = Math.max(latest[0], end);
            pressure.reach(end);
            assembler.accept(event);
            if (++count[0] % ADVANCE_INTERVAL == 0) {
                assembler.advance(latest[0]);
            }
        });
    }

    /** The JVM ends: what is not sent yet is left. Waits for the answer to what is under way, but not for long. */
    void end() throws InterruptedException {
        ending = true;
        BackPressure held = pressure;
        if (held != null) {
            held.end();
        }
        thread.join(END_PATIENCE.toMillis());
    }

    /** Passes on what has not arrived before. */
    private record Missing(SignalExport export, Arrived arrived, EventAccount account) implements Signals {

        @Override
        public void span(AssembledSpan span) {
            if (arrived.contains(span)) {
                account.takeBack(span.weight());
            } else {
                export.span(span);
            }
        }

        @Override
        public boolean log(AssembledLog record) {
            if (arrived.contains(record)) {
                account.takeBack(1);
                return true;
            }
            return export.log(record);
        }

        @Override
        public boolean measure(Measurement measurement) {
            return export.measure(measurement);
        }

        @Override
        public boolean total(CountedTotal total) {
            return export.total(total);
        }
    }
}
