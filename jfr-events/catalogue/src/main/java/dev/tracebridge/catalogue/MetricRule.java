package dev.tracebridge.catalogue;

import java.util.Locale;
import java.util.Optional;

/**
 * A tracepoint too hot for spans.
 *
 * @param tracepoint the tracepoint
 * @param instrument what it feeds
 * @param argument what a histogram records; nothing for a counter
 * @param unit the unit in UCUM's spelling, or empty
 * @param position where the sidecar says so
 */
public record MetricRule(
        Tracepoint tracepoint,
        Instrument instrument,
        Optional<Argument> argument,
        String unit,
        SourcePosition position) {

    /** A kind of metric. */
    public enum Instrument {
        /** Counts the records. */
        COUNTER,
        /** Records the values of an argument. */
        HISTOGRAM;

        /** The word a sidecar uses. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
