package dev.tracebridge.recording.tuning;

import java.time.Duration;
import java.util.Optional;

/**
 * What the source's {@code query-migrate} calls {@code setup-time} and {@code total-time}, by the tracepoints nearest to its clock readings.
 *
 * @param setup from {@code savevm_state_header} to {@code migration_thread_setup_complete}
 * @param total from the first state to the last reading of the clock; nothing where the migration did not complete
 */
public record SourceTimes(Duration setup, Optional<Duration> total) {}
