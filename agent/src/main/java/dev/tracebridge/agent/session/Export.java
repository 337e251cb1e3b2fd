package dev.tracebridge.agent.session;

import dev.tracebridge.agent.AgentLog;
import dev.tracebridge.agent.SharedTrace;
import dev.tracebridge.exporter.JvmExporter;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

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
     */
    static Export start(Map<String, String> options, Map<String, Boolean> enabled) {
        return new Export(JvmExporter.start(options, enabled, new Emitted(), new Log()), enabled);
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
