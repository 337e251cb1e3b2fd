package dev.tracebridge.exporter;

import dev.tracebridge.recording.EventTypeDescription;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.resources.Resource;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import jdk.jfr.FlightRecorder;

/**
 * Exports the tracepoints of this JVM while it runs, and what is left when it ends.
 *
 * <p>Events are read from Flight Recorder's repository, about a second after they happened. When the JVM ends, or {@link #close} is called, the others
 * are read from a file of the same chunks that JFR writes then; see {@link TailRecording}.
 *
 * <p><b>Guarantees:</b> no event is exported twice; none that was committed before JFR stopped is lost, but for what {@link #counts} tells. The
 * application's threads do no work for it, and no thread of it keeps the JVM alive. <b>Progress:</b> a collector that takes nothing holds up
 * nothing but the export, which then reads on later ({@link BackPressure}); the end of the JVM waits for it a few seconds.
 */
public final class JvmExporter implements AutoCloseable {

    /** A batch that was not taken is sent again by whoever knows for how long. */
    private static final Map<String, String> AGAIN_BY_US = Map.of("otel.java.exporter.otlp.retry.disabled", "true");

    /** A JVM that ends before need not pay for reading while it runs: all its events are in the tail. */
    private static final Duration READING_DELAY = Duration.ofSeconds(1);

    /** Flight Recorder flushes once a second. */
    private static final long LOOK = Duration.ofMillis(200).toNanos();

    private static final long ADVANCE_INTERVAL = Duration.ofSeconds(1).toNanos();

    /** What has not been flushed that long after it happened is not to be expected. */
    private static final long FLUSH_PATIENCE = Duration.ofSeconds(5).toNanos();

    private static final Duration JFR_PATIENCE = Duration.ofSeconds(10);
    private static final Duration START_PATIENCE = Duration.ofSeconds(10);
    private static final Duration END_PATIENCE = Duration.ofSeconds(10);
    private static final Duration END_LIMIT = Duration.ofSeconds(30);

    private final Consumer<String> log;
    private final Map<String, String> options;
    private final LongSupplier emitted;
    private final ExportedEvents exported;
    private final EventAccount account = new EventAccount();
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch ending = new CountDownLatch(1);
    private final ReentrantLock assembly = new ReentrantLock();
    private final Thread hook = new Thread(this::end, "tracebridge-end");

    private long emittedBefore;
    private TailRecording tail;
    private volatile RepositoryReader live;
    private volatile BackPressure pressure;
    private volatile Spool spool;
    private volatile LeftoverExport leftovers;
    private volatile boolean active;

    // Guarded by the lock.
    private SpanAssembler assembler;
    private SignalExport export;
    private ExportReport report;
    private ReadPosition position;
    private long reached;
    private boolean readingOver;

    private JvmExporter(
            Map<String, String> options, Map<String, Boolean> enabled, LongSupplier emitted, Consumer<String> log) {
        this.options = Map.copyOf(options);
        this.emitted = emitted;
        this.log = Secrets.of(System.getProperties(), System.getenv()).hideFrom(Objects.requireNonNull(log, "log"));
        this.exported = new ExportedEvents(enabled);
    }

    /**
     * Starts the export, if the option {@code output} or OpenTelemetry's variables or properties ask for it.
     *
     * @param options {@code output}, a file for OTLP as JSON lines; {@code render} and {@code threshold}, what is made of single tracepoints;
     *     {@code spool.size}, {@code spool.age} and {@code spool.dir}, what is kept for a collector that takes nothing; others are not looked at
     * @param log takes what users should know, line by line, from any thread
     * @return the running export, or one that does nothing where none is asked for or possible
     */
    public static JvmExporter start(Map<String, String> options, Consumer<String> log) {
        return start(options, Map.of(), () -> 0, log);
    }

    /**
     * Starts the export, if the option {@code output} or OpenTelemetry's variables or properties ask for it.
     *
     * @param options {@code output}, a file for OTLP as JSON lines; {@code render} and {@code threshold}, what is made of single tracepoints;
     *     {@code spool.size}, {@code spool.age} and {@code spool.dir}, what is kept for a collector that takes nothing; others are not looked at
     * @param enabled JFR names of events to be exported or not; others are exported if they are enabled by default
     * @param emitted how many events were committed in this process so far, so that those that never come are counted; 0 where nobody counts
     * @param log takes what users should know, line by line, from any thread
     * @return the running export, or one that does nothing where none is asked for or possible
     */
    public static JvmExporter start(
            Map<String, String> options, Map<String, Boolean> enabled, LongSupplier emitted, Consumer<String> log) {
        JvmExporter exporter = new JvmExporter(options, enabled, emitted, log);
        if (ExportRequest.isMade(options, System.getProperties(), System.getenv())) {
            exporter.start();
        }
        return exporter;
    }

    private void start() {
        if (!FlightRecorder.isAvailable()) {
            log.accept("no export: this JVM has no Flight Recorder");
            return;
        }
        ProcessAttributeEvent.register();
        try {
            emittedBefore = emitted.getAsLong();
            tail = TailRecording.start(exported);
        } catch (IOException | RuntimeException e) {
            log.accept("no export: cannot record: " + e);
            return;
        }
        active = true;
        Thread thread = new Thread(this::run, "tracebridge-export");
        thread.setDaemon(true);
        thread.setContextClassLoader(JvmExporter.class.getClassLoader());
        thread.start();
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException alreadyEnding) {
            log.accept("no export: the JVM is ending already");
        }
    }

    private void run() {
        try {
            if (prepare()) {
                started.countDown();
                if (!ending.await(READING_DELAY.toNanos(), TimeUnit.NANOSECONDS)) {
                    follow();
                }
            }
        } catch (ConfigurationException | IllegalArgumentException e) {
            giveUp("no export: " + e.getMessage());
        } catch (RuntimeException | LinkageError e) {
            giveUp("export stopped: " + e);
        } catch (InterruptedException notFromUs) {
            giveUp("export stopped: its thread was interrupted");
        } finally {
            started.countDown();
        }
    }

    /** Exports what is flushed until the JVM ends. What is not read then is exported from the tail. */
    private void follow() throws InterruptedException {
        Reading reading = new Reading();
        try (RepositoryReader reader = new RepositoryReader(
                Backlog::repositoryOfThisJvm, EventTimes.of(tail.startTime()), reading, reading, log)) {
            live = reader;
            long advancedAt = System.nanoTime();
            while (ending.getCount() > 0) {
                long flushed = reader.read();
                if (flushed > 0) {
                    advance(flushed);
                    advancedAt = System.nanoTime();
                } else if (System.nanoTime() - advancedAt >= ADVANCE_INTERVAL) {
                    // Where nothing happens nothing is flushed.
                    advance(EventTimes.now() - FLUSH_PATIENCE);
                    advancedAt = System.nanoTime();
                } else if (ending.await(LOOK, TimeUnit.NANOSECONDS)) {
                    return;
                }
            }
        } catch (IOException | RuntimeException | LinkageError e) {
            if (ending.getCount() > 0 && tail.keepAll()) {
                log.accept("events are exported when the JVM ends, and not before: " + e);
            }
        }
    }

    /** What the reader has to do with the assembler, which belongs to the thread that ends the export as soon as that has the lock. */
    private final class Reading implements RepositoryReader.Events, EventReaders.Choice {

        @Override
        public boolean mayWant(String name, boolean tracepoint) {
            return assembler.mayWant(name, tracepoint);
        }

        @Override
        public EventRendering renderingOf(EventTypeDescription type) {
            assembly.lock();
            try {
                return readingOver ? null : assembler.renderingOf(type);
            } finally {
                assembly.unlock();
            }
        }

        @Override
        public Optional<RareEvent.Kind> rareKind(EventTypeDescription type) {
            return assembler.rareKind(type);
        }

        @Override
        public int textLimit() {
            return assembler.textLimit();
        }

        @Override
        public void accept(ReadEvent event) {
            deliver(event);
        }

        @Override
        public void segment(ChunkHeader header, long segment) {
            if (ending.getCount() == 0) {
                // Of the one before, some events may have been left to the tail.
                return;
            }
            assembly.lock();
            try {
                if (!readingOver) {
                    position = new ReadPosition(header.startTicks(), segment, 0);
                    pressure.reachChunk(header.startNanos());
                }
            } finally {
                assembly.unlock();
            }
        }
    }

    private boolean prepare() {
        SdkLog.hear(log, System::nanoTime);
        ExportSettings settings = ExportSettings.read(options, AGAIN_BY_US);
        if (!settings.wanted()) {
            giveUp(null);
            return false;
        }
        openSpool(settings);
        assembly.lock();
        try {
            Resource resource = settings.resource(ProcessDescription.ofThisJvm());
            pressure = new BackPressure(
                    settings.spool(),
                    new Backlog(Backlog::repositoryOfThisJvm, EventTimes.of(tail.startTime())),
                    EventTimes::now,
                    this::keepWhatWaits,
                    spool == null ? null : spool::settled);
            pressure.reach(EventTimes.now());
            export = new SignalExport(settings, account, log, log, this::keepWhatWaits, pressure);
            report = new ExportReport(log, System::nanoTime);
            assembler = new SpanAssembler(
                    AssemblyLimits.live(settings.limits()),
                    settings.rules(),
                    settings.sampling(),
                    resource,
                    ExportSettings.processParent(System.getenv()),
                    account,
                    export);
            assembler.want(exported::contains);
            if (settings.sendsMetrics()) {
                long since = EventTimes.now();
                export.metrics()
                        .add((temporality, now) -> ExportReport.metrics(account.counts(), resource, since, now));
            }
        } finally {
            assembly.unlock();
        }
        log.accept("exporting spans to " + settings.destination());
        return true;
    }

    /** A folder that cannot be used is no reason not to export. */
    private void openSpool(ExportSettings settings) {
        if (settings.spool().folder().isEmpty()) {
            return;
        }
        if (!settings.sendsSpans()) {
            log.accept(
                    SpoolSettings.FOLDER + " is ignored: it keeps what a collector does not take, and none is named");
            return;
        }
        try {
            SpoolFolder folder = SpoolFolder.open(settings.spool().folder().get());
            List<SpoolEntry> left = folder.leftovers();
            Spool opened = Spool.start(folder.create(), EventTimes.of(tail.startTime()), log);
            tail.writeTo(opened.entry().tail());
            spool = opened;
            Map<String, String> toCollector = new HashMap<>(options);
            toCollector.remove("output");
            leftovers = LeftoverExport.start(left, ExportSettings.read(toCollector, AGAIN_BY_US), log);
        } catch (ConfigurationException e) {
            log.accept(e.getMessage() + "; nothing is kept across a restart");
        } catch (IOException e) {
            log.accept(SpoolSettings.FOLDER + '=' + settings.spool().folder().get() + ": cannot be used: " + e
                    + "; nothing is kept across a restart");
        }
    }

    private void giveUp(String reason) {
        if (reason != null) {
            log.accept(reason);
        }
        active = false;
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // The hook finds that there is nothing to do.
        }
        tail.close();
    }

    /** Until it is delivered, it must not go from Flight Recorder's repository. While the JVM ends there is nothing to keep, and nobody is asked. */
    private void keepWhatWaits() {
        if (ending.getCount() == 0) {
            return;
        }
        RepositoryReader reader = live;
        if (reader != null) {
            reader.look();
        }
        tail.keep(Duration.ofNanos(Math.max(0, EventTimes.now() - pressure.position())));
    }

    private void deliver(ReadEvent event) {
        if (ending.getCount() == 0) {
            return;
        }
        assembly.lock();
        try {
            if (!readingOver) {
                position = position.next();
                pressure.reach(event.end());
                assembler.accept(event);
            }
        } catch (RuntimeException e) {
            log.accept("export: an event was lost: " + e);
        } finally {
            assembly.unlock();
        }
    }

    /** All events that ended before have been read, nanoseconds since the epoch. */
    private void advance(long time) {
        assembly.lock();
        try {
            if (!readingOver) {
                reached = Math.max(reached, time);
                pressure.reach(reached);
                assembler.advance(reached);
                export.flush(EventTimes.now());
                keepWhatWaits();
                if (spool != null && !export.isOver()) {
                    spool.release(reached);
                }
                report.report(account);
            }
        } finally {
            assembly.unlock();
        }
    }

    /** Whether events are being exported. */
    public boolean isActive() {
        return active;
    }

    /** What became of the events so far. */
    public ExportCounts counts() {
        return account.counts();
    }

    /** What waits for a collector that takes nothing, for people; empty while it takes everything. */
    public String waiting() {
        BackPressure held = pressure;
        BackPressure.Waiting waiting = held == null ? null : held.waiting();
        return waiting == null
                ? ""
                : "the collector takes nothing; events of the last "
                        + Math.max(
                                0,
                                Duration.ofNanos(EventTimes.now() - waiting.since())
                                        .toSeconds())
                        + " s wait, in " + (waiting.bytes() >> 10) + " KB of Flight Recorder's repository";
    }

    /**
     * Changes which events are exported, from now on.
     *
     * @param enabled JFR names of events to be exported or not; others are exported if they are enabled by default
     */
    public void enable(Map<String, Boolean> enabled) {
        exported.set(enabled);
        if (active) {
            tail.apply(exported);
        }
    }

    /** Exports what there is and ends the export. Waits for the collector, but not for long. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            return;
        }
        if (active) {
            tail.stop();
            end();
            tail.close();
        }
    }

    private void end() {
        ending.countDown();
        RepositoryReader reader = live;
        if (reader != null) {
            reader.stop();
        }
        try {
            if (!started.await(START_PATIENCE.toNanos(), TimeUnit.NANOSECONDS) || !active) {
                return;
            }
            if (!tail.awaitEnd(JFR_PATIENCE)) {
                log.accept("JFR took too long to write the last events; they are lost");
            }
            pressure.end();
            if (leftovers != null) {
                leftovers.end();
            }
            if (!assembly.tryLock(END_PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
                log.accept("the collector did not answer until the end; " + account.counts());
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        try {
            active = false;
            readingOver = true;
            export.finishWithin(END_PATIENCE, END_LIMIT);
            if (spool != null && export.isOver()) {
                // Nobody takes it now: it is read when the next JVM starts.
                account.unread(emitted.getAsLong() - emittedBefore);
            } else {
                exportTail();
                assembler.finish();
                account.emitted(emitted.getAsLong() - emittedBefore);
            }
            export.close(EventTimes.now());
        } finally {
            assembly.unlock();
        }
        ExportCounts counts = account.counts();
        boolean whole = counts.totalLost() + counts.pending() == 0;
        log.accept((whole ? "export ended: " : "not all events were exported: ") + counts + endSpool(counts));
        tail.deleteFile();
    }

    private String endSpool(ExportCounts counts) {
        if (spool == null) {
            return "";
        }
        boolean left = counts.pending() > 0;
        spool.end(left);
        return left ? "; what is pending is kept in " + spool.entry().folder() + " for the next start" : "";
    }

    private void exportTail() {
        try {
            RecordedFile.readOn(
                    RecordedChunks.of(tail.file()), position, EventOrder.OF_TAIL, assembler, assembler::accept);
        } catch (IOException e) {
            log.accept("cannot read the last events: " + e);
        }
    }
}
