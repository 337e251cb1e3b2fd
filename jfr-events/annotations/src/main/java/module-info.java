/**
 * What code with tracepoints sees: annotations, {@link dev.tracebridge.annotations.TraceContext} and the small runtime that generated event
 * classes call. Nothing here needs the agent to be present, and nothing but the event classes themselves needs {@code jdk.jfr}.
 */
module dev.tracebridge.annotations {
    requires static transitive jdk.jfr;

    exports dev.tracebridge.annotations;
    exports dev.tracebridge.metadata;
    exports dev.tracebridge.runtime;
}
