package dev.tracebridge.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Carries a catalogue and its sidecar inside a generated class, so that the processor can check code against a catalogue compiled earlier or
 * elsewhere. It is on a class that nothing loads at run time.
 */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface EmbeddedCatalogue {

    /**
     * The catalogue's file name, for messages.
     *
     * @return a file name
     */
    String fileName();

    /**
     * The catalogue's text, cut into pieces that fit a class file constant.
     *
     * @return the pieces in order
     */
    String[] catalogue();

    /**
     * The sidecar's text, cut likewise; empty if there is none.
     *
     * @return the pieces in order
     */
    String[] sidecar();
}
