package dev.tracebridge.metadata;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import jdk.jfr.Label;
import jdk.jfr.MetadataDefinition;
import jdk.jfr.Name;

/**
 * Says in a recording which role an event type plays: what the sidecar says about it. Event types without this annotation are plain instants.
 */
@MetadataDefinition
@Name("dev.tracebridge.Span")
@Label("Span")
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface SpanMetadata {

    /**
     * The span's name; of {@code states}, the root's name; of {@code metric}, the instrument's name.
     *
     * @return the name
     */
    String name();

    /**
     * The role.
     *
     * @return one of {@code span}, {@code states}, {@code phases}, {@code complete}, {@code metric}
     */
    String role();

    /**
     * The shape of a {@code span}.
     *
     * @return one of {@code flat}, {@code stack}, {@code async}; empty for other roles
     */
    String shape() default "";

    /**
     * The fields that form the key.
     *
     * @return field names, possibly none
     */
    String[] key() default {};

    /**
     * The end tracepoints of a {@code span}, as whole catalogue lines; the first is the normal one.
     *
     * @return declarations
     */
    String[] ends() default {};

    /**
     * The tracepoints that end a {@code span} with an error, as whole catalogue lines.
     *
     * @return declarations
     */
    String[] failures() default {};

    /**
     * The field that names the state, the checkpoint, the duration or the measured value.
     *
     * @return a field name, empty where the role has none
     */
    String argument() default "";

    /**
     * The unit of {@link #argument()}: {@code ns}, {@code us}, {@code ms} or {@code s} for {@code complete}, UCUM for {@code metric}.
     *
     * @return the unit, possibly empty
     */
    String unit() default "";

    /**
     * The instrument of a {@code metric}.
     *
     * @return {@code counter} or {@code histogram}, empty for other roles
     */
    String instrument() default "";

    /**
     * The values of {@code states} that start a new root.
     *
     * @return state names
     */
    String[] initial() default {};

    /**
     * The values of {@code states} that close the root.
     *
     * @return state names
     */
    String[] terminal() default {};

    /**
     * The terminal values of {@code states} that mean an error.
     *
     * @return state names
     */
    String[] failed() default {};

    /**
     * The chains of {@code phases}: name, first and last checkpoint of each, three elements a chain. Chains may share their first checkpoint; the
     * one whose last checkpoint was reached names the span, and while none was, the first one listed does.
     *
     * @return the flattened triples
     */
    String[] chains() default {};
}
