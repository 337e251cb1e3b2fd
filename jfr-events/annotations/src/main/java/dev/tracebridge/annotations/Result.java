package dev.tracebridge.annotations;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Binds the return value of a {@link TracepointSpan} method to an argument of the span's end tracepoint.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface Result {

    /**
     * The argument's name as the catalogue spells it.
     *
     * @return the name, for example {@code dirty_pages}
     */
    String value();
}
