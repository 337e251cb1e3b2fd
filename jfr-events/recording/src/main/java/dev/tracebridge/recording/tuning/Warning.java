package dev.tracebridge.recording.tuning;

import java.util.List;

/**
 * What could go better, and what to change for it.
 *
 * @param check what it came from
 * @param severe whether it stands in the way of the migration, else it could do better
 * @param message what was seen, with its figures
 * @param advice what to change
 * @param figures the figures behind it
 */
public record Warning(Check check, boolean severe, String message, String advice, List<Figure> figures) {

    /** Copies the list. */
    public Warning {
        figures = List.copyOf(figures);
    }

    /**
     * A figure.
     *
     * @param name what it is, in the form of a JSON member, with its unit at the end: {@code waitedMs}
     * @param value its value
     */
    public record Figure(String name, double value) {}
}
