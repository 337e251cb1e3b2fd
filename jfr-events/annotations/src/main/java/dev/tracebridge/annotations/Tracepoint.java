package dev.tracebridge.annotations;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Emits a tracepoint of the catalogue each time the annotated method is entered, or each time the annotated constructor returns normally.
 *
 * <p>The tracepoint's arguments bind to parameters by {@link Arg} or by name; {@link Arg} on a method without parameters or on a field of the
 * declaring class binds what is no parameter. A tracepoint that the catalogue does not have, or an argument that nothing binds, is a compile
 * error.
 *
 * <p>The compiler does not show the members of local and anonymous classes, bodies of enum constants among them, to annotation processors: an
 * annotation there has no effect. Call the generated facade, or annotate a method of a named class.
 *
 * <p>Without the agent the annotation has no effect and no cost.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.METHOD, ElementType.CONSTRUCTOR})
public @interface Tracepoint {

    /**
     * The tracepoint's name as the catalogue spells it.
     *
     * @return the name, for example {@code ram_save_page}
     */
    String value();
}
