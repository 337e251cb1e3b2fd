package dev.tracebridge.catalogue;

import java.util.List;

/**
 * A field of an event.
 *
 * @param fieldName the Java field, see {@link FieldNames}
 * @param argument the argument it carries, of the first source
 * @param tracepoint the tracepoint of the first source
 * @param sources every argument that arrives in this field: the start's and the end's where both are the key, and those of several ends
 * @param content what the number means
 * @param sensitive whether the value must not be recorded: the field has then no place in the event
 */
public record EventField(
        String fieldName,
        Argument argument,
        Tracepoint tracepoint,
        List<Source> sources,
        ContentType content,
        boolean sensitive) {

    public EventField {
        sources = List.copyOf(sources);
    }

    /**
     * An argument of a tracepoint.
     *
     * @param tracepoint the tracepoint's name
     * @param argument the argument's name
     * @param end whether the tracepoint ends the span; one tracepoint may be both start and end
     */
    public record Source(String tracepoint, String argument, boolean end) {}
}
