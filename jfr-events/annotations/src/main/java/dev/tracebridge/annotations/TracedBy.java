package dev.tracebridge.annotations;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the catalogue that the tracepoints of a package and its subpackages come from, when that catalogue was compiled elsewhere.
 *
 * <p>Code compiled together with its catalogue needs no such annotation.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.PACKAGE)
public @interface TracedBy {

    /**
     * The facade generated from the catalogue.
     *
     * @return the facade class
     */
    Class<?> value();
}
