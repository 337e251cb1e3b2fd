package dev.tracebridge.exporter;

import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.resources.Resource;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import jdk.jfr.FlightRecorder;
import jdk.jfr.consumer.RecordedEvent;

/**
 * Exports the tracepoints of this JVM while it runs, and what is left when it ends.
 *
 * <p>A live stream delivers events about a second after they happened. When the JVM ends, or {@link #close} is called, the events that the stream
 * has not delivered are read from a file that JFR writes then; see {@link TailRecording}.
 *
 * <p><b>Guarantees:</b> no event is exported twice; none that was committed before JFR stopped is lost, but for what {@link #counts} tells. The
 * application's threads do no work for it, and no thread of it keeps the JVM alive. <b>Progress:</b> a collector that takes nothing holds up
 * nothing but the export, which then reads on later ({@link BackPressure}); the end of the JVM waits for it a few seconds.
 */
public final class JvmExporter implements AutoCloseable {

    /** A batch that was not taken is sent again by whoever knows for how long. */
    private static final Map<String, String> AGAIN_BY_US = Map.of("otel.java.exporter.otlp.retry.disabled", "true");

    /** A JVM that ends before need not pay for a stream: all its events are in the tail. */
    private static final Duration STREAM_DELAY = Duration.ofSeconds(1);

    private static final Duration JFR_PATIENCE = Duration.ofSeconds(10);
    private static final Duration START_PATIENCE = Duration.ofSeconds(10);
    private static final Duration END_PATIENCE = Duration.ofSeconds(10);
    private static final Duration END_LIMIT = Duration.ofSeconds(30);

    private final Consumer<String> log;
    private final Map<String, String> options;
    private final LongSupplier emitted;
    private final ExportReport report;
    private final ExportedEvents exported;
    private final EventAccount account = new EventAccount();
    private final DeliveredEvents delivered = new DeliveredEvents();
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch ending = new CountDownLatch(1);
    private final ReentrantLock assembly = new ReentrantLock();
    private final Thread hook = new Thread(this::end, "tracebridge-end");

    private long emittedBefore;
    private TailRecording tail;
    private volatile LiveEvents live;
    private volatile BackPressure pressure;
    private volatile Spool spool;
    private volatile LeftoverExport leftovers;
    private volatile boolean active;

    // Guarded by the lock.
    private SpanAssembler assembler;
    private SignalExport export;
    private final StreamPosition position = new StreamPosition();
    private boolean streamOver;

    private JvmExporter(
            Map<String, String> options, Map<String, Boolean> enabled, LongSupplier emitted, Consumer<String> log) {
        this.options = Map.copyOf(options);
        this.emitted = emitted;
        this.log = Secrets.of(System.getProperties(), System.getenv()).hideFrom(Objects.requireNonNull(log, "log"));
        this.report = new ExportReport(this.log, System::nanoTime);
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

    /**
     * The packages of {@code jdk.jfr} that have to be open to this module. Otherwise text arguments can be missing from the live export, since Flight
     * Recorder's stream forgets a chunk's strings when an event class is loaded.
     *
     * @return names of packages
     */
    public static Set<String> internals() {
        return StreamStrings.PACKAGES;
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
        // A stream started by itself would be no daemon on JDK 17, and keep the JVM alive.
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
                if (!ending.await(STREAM_DELAY.toNanos(), TimeUnit.NANOSECONDS)) {
                    stream();
                    streamEnded();
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

    /** Delivers events until the stream is closed. What it does not deliver is exported when the JVM ends. */
    private void stream() {
        try {
            LiveEvents stream = new LiveEvents(exported, tail.startTime(), this::deliver, this::flushed, log);
            live = stream;
            // What was enabled in between.
            stream.apply(exported);
            if (active) {
                stream.run();
            }
        } catch (RuntimeException | LinkageError e) {
            // Flight Recorder begins nothing new while the JVM ends.
            if (ending.getCount() > 0) {
                log.accept("no live stream: " + e);
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

    private void streamEnded() {
        assembly.lock();
        try {
            if (!streamOver && tail.keepAll()) {
                log.accept("the live stream was closed from outside; events are exported when the JVM ends");
            }
        } finally {
            assembly.unlock();
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

    /**
     * Until it is delivered, it must not go from Flight Recorder's repository. While the JVM ends there is nothing to keep, and nobody may be asked: a
     * stream that begins after Flight Recorder has ended waits for ever in native code, with the recorder's lock.
     */
    private void keepWhatWaits() {
        if (ending.getCount() == 0) {
            return;
        }
        tail.keep(Duration.ofNanos(Math.max(0, EventTimes.now() - pressure.position())));
    }

    private void deliver(RecordedEvent event) {
        assembly.lock();
        try {
            if (streamOver) {
                return;
            }
            long end = EventTimes.end(event);
            position.delivered(end);
            pressure.reach(end);
            if (ProcessAttributeEvent.isType(event.getEventType())) {
                pressure.reachChunk(end);
            } else {
                delivered.add(event);
                assembler.accept(event);
            }
        } finally {
            assembly.unlock();
        }
    }

    private void flushed() {
        assembly.lock();
        try {
            if (!streamOver) {
                long reached = position.flushed(EventTimes.now());
                pressure.reach(reached);
                assembler.advance(reached);
                export.flush(EventTimes.now());
                keepWhatWaits();
                if (spool != null && !export.isOver()) {
                    spool.release(reached);
                }
                report.report(account);
                position.done(EventTimes.now());
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
            LiveEvents stream = live;
            if (stream != null) {
                stream.apply(exported);
            }
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
            LiveEvents stream = live;
            if (stream != null) {
                stream.close();
            }
            tail.close();
        }
    }

    private void end() {
        ending.countDown();
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
            streamOver = true;
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
            tail.read(
                    event -> assembler.knows(event.getEventType()) && !delivered.remove(event)
                            ? assembler.read(event)
                            : null,
                    assembler::accept);
        } catch (IOException e) {
            log.accept("cannot read the last events: " + e);
        }
    }
}
