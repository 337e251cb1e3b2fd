package dev.tracebridge.annotations;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Binds a parameter, a field, or a method without parameters to an argument of a tracepoint by the argument's name in the catalogue.
 *
 * <p>A field or method so marked serves every tracepoint method of its class whose parameters do not bind that argument. It is read only while
 * the event is enabled; an exception it throws is swallowed and the event is not emitted.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.PARAMETER, ElementType.FIELD, ElementType.METHOD})
public @interface Arg {

    /**
     * The argument's name as the catalogue spells it, Java keywords included.
     *
     * @return the name, for example {@code rbname}
     */
    String value();
}
