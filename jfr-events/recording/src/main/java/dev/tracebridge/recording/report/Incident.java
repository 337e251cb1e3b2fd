package dev.tracebridge.recording.report;

import java.time.Duration;
import java.time.Instant;

/**
 * A span that never ended, or an error.
 *
 * @param name the span's or the tracepoint's name
 * @param at when it began
 * @param lasted how long the span was open, zero for a tracepoint
 * @param thread the thread that began it, empty if unknown
 * @param text the error, empty for an unfinished span
 */
public record Incident(String name, Instant at, Duration lasted, String thread, String text) {}
