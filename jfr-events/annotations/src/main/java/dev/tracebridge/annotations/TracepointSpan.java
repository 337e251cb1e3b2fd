package dev.tracebridge.annotations;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes the annotated method one span of the catalogue: its start tracepoint at entry, its end tracepoint at the normal return, and an error
 * status when the method throws. The exception itself is not touched.
 *
 * <p>Arguments of the start tracepoint bind as for {@link Tracepoint}; arguments of the end tracepoint bind the same way, and {@link Result}
 * binds one of them to the return value. Constructors cannot be spans: their byte code cannot be guarded before the super constructor returned.
 * Members of local and anonymous classes are not seen, as for {@link Tracepoint}.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface TracepointSpan {

    /**
     * The span's name in the catalogue's sidecar: the pair's common stem unless the sidecar names it otherwise.
     *
     * @return the name, for example {@code migration_bitmap_sync}
     */
    String value();
}
