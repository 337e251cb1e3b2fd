package dev.tracebridge.agent.weaving;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks parameters of advice templates that stand for calls of the event class; see {@link CallMapping}.
 */
final class EventCall {

    private EventCall() {}

    /** Reading it asks the event class whether the event is enabled. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.PARAMETER)
    @interface Enabled {}

    /** Writing it emits the instant. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.PARAMETER)
    @interface Emit {}

    /** Reading it begins a span. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.PARAMETER)
    @interface Begin {}

    /** Writing it ends the span. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.PARAMETER)
    @interface End {}

    /** Writing an exception to it ends the span with that error. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.PARAMETER)
    @interface Fail {}
}
