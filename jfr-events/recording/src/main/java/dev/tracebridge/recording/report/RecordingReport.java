package dev.tracebridge.recording.report;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one recording says about a migration.
 *
 * @param file the recording
 * @param side which side it is of
 * @param first the time of its first tracepoint event
 * @param last the end of its last one
 * @param events how many tracepoint events it holds
 * @param tracepoints how many different tracepoints they stand for
 * @param damage why the file could not be read to its end, nothing where it could
 * @param leftOut how many values were counted but not kept, since there were too many; 0 in any usual recording
 * @param traceIds the ids of its traces in hexadecimal, the most frequent first
 * @param states the state sequences in the order they began
 * @param rounds the rounds in order
 * @param transfer what was sent
 * @param pages how often tracepoints were hit that stand for a page each, where they were recorded
 * @param completion from {@code migration_thread_low_pending} to the terminal state: what there is for a downtime in recordings without
 *     checkpoints; nothing where either is missing
 * @param downtimes the chains of checkpoints in the order they began
 * @param deviceCount how many devices were measured
 * @param devices the longest of them, the longest first
 * @param unfinished the spans that never ended
 * @param errors the spans that ended with an error, and the tracepoints that tell one
 */
public record RecordingReport(
        Path file,
        Side side,
        Instant first,
        Instant last,
        long events,
        int tracepoints,
        Optional<String> damage,
        long leftOut,
        List<String> traceIds,
        List<StateSequence> states,
        List<Round> rounds,
        Transfer transfer,
        Map<String, Long> pages,
        Optional<Duration> completion,
        List<Downtime> downtimes,
        long deviceCount,
        List<DeviceTime> devices,
        Incidents unfinished,
        Incidents errors) {}
