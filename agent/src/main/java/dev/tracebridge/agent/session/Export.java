package dev.tracebridge.agent.session;

import dev.tracebridge.agent.AgentLog;
import dev.tracebridge.agent.SharedTrace;
import dev.tracebridge.exporter.JvmExporter;
import java.lang.instrument.Instrumentation;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import jdk.jfr.FlightRecorder;

/**
 * The export that {@code output=FILE} or OpenTelemetry's own settings ask for.
 */
final class Export implements EventSink {

    private final JvmExporter exporter;
    private Map<String, Boolean> applied;

    private Export(JvmExporter exporter, Map<String, Boolean> applied) {
        this.exporter = exporter;
        this.applied = applied;
    }

    /**
     * Starts the export.
     *
     * @param options those of the export
     * @param enabled whether each event known so far is on, by JFR name
     * @param instrumentation opens to the exporter what it needs of Flight Recorder
     */
    static Export start(Map<String, String> options, Map<String, Boolean> enabled, Instrumentation instrumentation) {
        openFlightRecorder(instrumentation);
        return new Export(JvmExporter.start(options, enabled, new Emitted(), new Log()), enabled);
    }

    private static void openFlightRecorder(Instrumentation instrumentation) {
        Set<Module> exporter = Set.of(JvmExporter.class.getModule());
        Map<String, Set<Module>> opened = new HashMap<>();
        for (String internal : JvmExporter.internals()) {
            opened.put(internal, exporter);
        }
        instrumentation.redefineModule(
                FlightRecorder.class.getModule(), Set.of(), Map.of(), opened, Set.of(), Map.of());
    }

    boolean isActive() {
        return exporter.isActive();
    }

    /** What became of the events so far, and what waits, in words. */
    String state() {
        String waiting = exporter.waiting();
        return exporter.counts().toString() + (waiting.isEmpty() ? "" : "\n" + waiting);
    }

    @Override
    public void apply(Map<String, Boolean> enabled) {
        if (!enabled.equals(applied)) {
            applied = enabled;
            exporter.enable(enabled);
        }
    }

    private static final class Log implements Consumer<String> {

        @Override
        public void accept(String message) {
            AgentLog.info(message);
        }
    }

    private static final class Emitted implements LongSupplier {

        @Override
        public long getAsLong() {
            return SharedTrace.emitted();
        }
    }
}
