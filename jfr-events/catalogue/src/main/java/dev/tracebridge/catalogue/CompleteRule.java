package dev.tracebridge.catalogue;

import java.util.concurrent.TimeUnit;

/**
 * A tracepoint emitted at the end of what it tells, with the duration in an argument.
 *
 * @param tracepoint the tracepoint
 * @param duration the argument
 * @param unit the argument's unit: nanoseconds, microseconds, milliseconds or seconds
 * @param position where the sidecar says so
 */
public record CompleteRule(Tracepoint tracepoint, Argument duration, TimeUnit unit, SourcePosition position) {}
