package dev.tracebridge.metadata;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import jdk.jfr.Label;
import jdk.jfr.MetadataDefinition;
import jdk.jfr.Name;

/**
 * Says in a recording which tracepoint an event type stands for, so that the recording can be printed and exported without the catalogue.
 */
@MetadataDefinition
@Name("dev.tracebridge.Tracepoint")
@Label("Tracepoint")
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface TracepointMetadata {

    /**
     * The tracepoint's name; of a pair, the one that starts it.
     *
     * @return the name as the catalogue spells it
     */
    String name();

    /**
     * The tracepoint's printf format as the catalogue spells it, string pieces and PRI macros included.
     *
     * @return the format, empty if there is none
     */
    String format();

    /**
     * The tracepoint's whole line of the catalogue.
     *
     * @return name, arguments and format
     */
    String declaration();

    /**
     * The comment the tracepoint stands under in the catalogue, usually a source file.
     *
     * @return the group, empty if there is none
     */
    String group();

    /**
     * The catalogue's namespace.
     *
     * @return the namespace, for example {@code qemu.migration}
     */
    String catalogue();

    /**
     * The catalogue's hash, so that two recordings can be told to speak of the same catalogue.
     *
     * @return SHA-256 in lower-case hexadecimal
     */
    String hash();

    /**
     * What an export makes of the event where nobody says otherwise.
     *
     * @return {@code span}, {@code event}, {@code log}, {@code counter}, {@code histogram} or {@code off}, the metrics possibly with an argument in
     *     parentheses; empty for what the role suggests
     */
    String render() default "";
}
