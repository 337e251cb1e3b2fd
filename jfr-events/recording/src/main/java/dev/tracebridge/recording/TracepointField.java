package dev.tracebridge.recording;

import dev.tracebridge.catalogue.Argument;
import dev.tracebridge.catalogue.ContentType;
import dev.tracebridge.catalogue.Tracepoint;

/**
 * A field of an event that carries an argument of a tracepoint.
 *
 * @param fieldName the JFR field, for example {@code new_}
 * @param name the argument as the catalogue spells it, for example {@code new}; where start and end have an argument of one name but not of one
 *     value, the end's is called {@code end_} and the argument
 * @param tracepoint the tracepoint whose argument it is, the start's where both ends share the field
 * @param argument the argument
 * @param end whether only tracepoints that end the span carry it
 * @param content what the number means, as the catalogue's rules derive it
 */
public record TracepointField(
        String fieldName, String name, Tracepoint tracepoint, Argument argument, boolean end, ContentType content) {}
