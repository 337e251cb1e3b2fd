package dev.tracebridge.agent;

/**
 * A span as it was found open.
 *
 * @param event the JFR name of its type
 * @param value the state or checkpoint, null if it is none
 * @param groupParentId of a state or phase, the parent of its root or chain
 */
record OpenSpan(
        String event,
        String value,
        long traceIdHigh,
        long traceIdLow,
        long spanId,
        long parentId,
        long groupParentId) {}
