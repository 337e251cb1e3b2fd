package dev.tracebridge.recording.tuning;

import java.time.Duration;
import java.time.Instant;

/**
 * The time it took to save or load a device's state with the machine stopped.
 *
 * @param device the device's name in the stream
 * @param instance its instance or, where {@link #source} is {@code savevm_section}, its section
 * @param kind {@code iterable}, {@code non-iterable}, or empty where the recording does not say
 * @param loaded whether it was loaded, else saved
 * @param source the tracepoint that measured it: {@code vmstate_downtime_save}, {@code vmstate_downtime_load} or, where a recording has
 *     neither, {@code savevm_section}
 * @param begin when it began
 * @param took how long
 */
public record DeviceTime(
        String device, long instance, String kind, boolean loaded, String source, Instant begin, Duration took) {}
