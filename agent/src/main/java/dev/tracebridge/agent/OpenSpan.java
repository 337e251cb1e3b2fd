package dev.tracebridge.agent;

/**
 * A span as it was found open.
 *
 * @param event the JFR name of its type
 * @param value the state or checkpoint, null if it is none
 * @param groupParentId of a state or phase, the parent of its root or chain
 * @param traceOrigin 0 if the trace began in this process, 1 if it came from outside sampled, 2 if it came not sampled
 */
record OpenSpan(
        String event,
        String value,
        long traceIdHigh,
        long traceIdLow,
        long spanId,
        long parentId,
        long groupParentId,
        long traceOrigin) {}
