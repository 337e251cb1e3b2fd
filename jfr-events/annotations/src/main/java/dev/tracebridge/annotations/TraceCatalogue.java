package dev.tracebridge.annotations;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Generates event classes, a facade and an index from a tracepoint catalogue into the annotated package.
 *
 * <p>The catalogue is looked for at the processor option {@code tracebridge.catalogue}, then on the source path, then in the class output
 * (where resources are copied), relative to the package; the sidecar {@link #sidecar()} stands beside it.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.PACKAGE)
public @interface TraceCatalogue {

    /**
     * The catalogue file, in QEMU's {@code trace-events} syntax, relative to the package.
     *
     * @return a file name
     */
    String value();

    /**
     * The sidecar that says how tracepoints pair up. Without such a file every tracepoint is an instant and the namespace is the package's name.
     *
     * @return a file name relative to the package
     */
    String sidecar() default "trace-spans.yaml";
}
