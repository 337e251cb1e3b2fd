package dev.tracebridge.catalogue;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What an export makes of an event: {@code span}, {@code event}, {@code log}, {@code counter}, {@code histogram(bytes)}, {@code off}. Immutable.
 *
 * @param kind the kind
 * @param argument what a histogram records, or a counter sums up; where there is none a counter counts records, and a histogram records durations
 */
public record Rendering(Kind kind, Optional<String> argument) {

    private static final List<String> WORDS =
            Arrays.stream(Kind.values()).map(Kind::word).toList();

    /** A kind of rendering. */
    public enum Kind {
        /** A span; an instant becomes one without duration. */
        SPAN,
        /** An event of the enclosing span. */
        EVENT,
        /** A log record with an event name. */
        LOG,
        /** A sum. */
        COUNTER,
        /** A distribution of values. */
        HISTOGRAM,
        /** Nothing. */
        OFF;

        /** The word a sidecar and the option {@code render} use. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A rendering without an argument. */
    public static Rendering of(Kind kind) {
        return new Rendering(kind, Optional.empty());
    }

    /**
     * Reads a rendering.
     *
     * @param text a kind, of counter and histogram possibly with an argument in parentheses
     * @throws IllegalArgumentException where it is none; the message says what would be one
     */
    public static Rendering parse(String text) {
        int open = text.indexOf('(');
        boolean closed = text.endsWith(")");
        if (open < 0 == closed) {
            throw new IllegalArgumentException("'" + text + "' is no rendering: expected " + known());
        }
        String word = open < 0 ? text : text.substring(0, open).strip();
        int kind = WORDS.indexOf(word);
        if (kind < 0) {
            throw new IllegalArgumentException(
                    "unknown rendering '" + word + "': " + Suggestions.hint(word, WORDS, "expected " + known()));
        }
        Rendering rendering = of(Kind.values()[kind]);
        if (open < 0) {
            return rendering;
        }
        String argument = text.substring(open + 1, text.length() - 1).strip();
        if (argument.isEmpty() || !rendering.isMetric()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no rendering: counter and histogram take one argument, others none");
        }
        return new Rendering(rendering.kind, Optional.of(argument));
    }

    private static String known() {
        return String.join(", ", WORDS) + "; counter and histogram may name an argument: histogram(bytes)";
    }

    /** Whether it is a counter or a histogram. */
    public boolean isMetric() {
        return kind == Kind.COUNTER || kind == Kind.HISTOGRAM;
    }

    /** The text that {@link #parse} reads. */
    @Override
    public String toString() {
        return kind.word() + argument.map(name -> "(" + name + ")").orElse("");
    }
}
