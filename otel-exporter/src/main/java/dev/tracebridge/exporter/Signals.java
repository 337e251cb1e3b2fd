package dev.tracebridge.exporter;

import java.util.function.Consumer;

/** Takes what the assembler makes of events, by OpenTelemetry's signals. Each counts what becomes of the events it takes. */
interface Signals {

    /** Takes a span. */
    void span(AssembledSpan span);

    /**
     * Takes a log record, which stands for one event.
     *
     * @return false where logs are not exported; the event then is the caller's again
     */
    boolean log(AssembledLog log);

    /**
     * Takes one value, which stands for one event.
     *
     * @return false where metrics are not exported; the event then is the caller's again
     */
    boolean measure(Measurement measurement);

    /**
     * Takes what a tracepoint counted itself, which stands for one event.
     *
     * @return false where metrics are not exported; the event then is the caller's again
     */
    boolean total(CountedTotal total);

    /** Takes spans, and neither logs nor metrics. */
    static Signals spans(Consumer<AssembledSpan> out) {
        return new Signals() {
            @Override
            public void span(AssembledSpan span) {
                out.accept(span);
            }

            @Override
            public boolean log(AssembledLog log) {
                return false;
            }

            @Override
            public boolean measure(Measurement measurement) {
                return false;
            }

            @Override
            public boolean total(CountedTotal total) {
                return false;
            }
        };
    }
}
