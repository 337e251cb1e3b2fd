package dev.tracebridge.catalogue;

/** What an event stands for. */
public enum EventRole {
    /** A tracepoint by itself. */
    INSTANT,
    /** A start and an end. */
    SPAN,
    /** A change of state. */
    STATES,
    /** A checkpoint. */
    PHASES,
    /** A tracepoint that carries its own duration. */
    COMPLETE,
    /** A tracepoint counted or measured; its event is off by default. */
    METRIC
}
