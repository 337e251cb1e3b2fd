package dev.tracebridge.processor.generate;

import com.palantir.javapoet.ClassName;

/** The types that generated code names. */
final class ApiNames {

    private static final String ANNOTATIONS = "dev.tracebridge.annotations";
    private static final String METADATA = "dev.tracebridge.metadata";
    private static final String RUNTIME = "dev.tracebridge.runtime";

    static final ClassName TRACEPOINT = ClassName.get(ANNOTATIONS, "Tracepoint");
    static final ClassName EMBEDDED_CATALOGUE = ClassName.get(ANNOTATIONS, "EmbeddedCatalogue");

    static final ClassName TRACEPOINT_METADATA = ClassName.get(METADATA, "TracepointMetadata");
    static final ClassName SPAN_METADATA = ClassName.get(METADATA, "SpanMetadata");

    static final ClassName SPAN_EVENT = ClassName.get(RUNTIME, "SpanEvent");
    static final ClassName GROUP_EVENT = ClassName.get(RUNTIME, "GroupEvent");
    static final ClassName OPEN_SPANS = ClassName.get(RUNTIME, "OpenSpans");
    static final ClassName OPEN_SPAN_TABLE = ClassName.get(RUNTIME, "OpenSpanTable");
    static final ClassName STATE_MACHINE = ClassName.get(RUNTIME, "StateMachine");
    static final ClassName PHASE_CHAINS = ClassName.get(RUNTIME, "PhaseChains");
    static final ClassName HOT_METRIC = ClassName.get(RUNTIME, "HotMetric");
    static final ClassName THREAD_TRACE = ClassName.get(RUNTIME, "ThreadTrace");

    private ApiNames() {}

    /** A type of the package {@code jdk.jfr}. */
    static ClassName jfr(String simpleName) {
        return ClassName.get("jdk.jfr", simpleName);
    }
}
