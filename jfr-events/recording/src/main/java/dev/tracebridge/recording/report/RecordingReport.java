package dev.tracebridge.recording.report;

import dev.tracebridge.recording.tuning.DeviceTime;
import dev.tracebridge.recording.tuning.Downtime;
import dev.tracebridge.recording.tuning.MigrationFigures;
import dev.tracebridge.recording.tuning.Round;
import dev.tracebridge.recording.tuning.Transfer;
import dev.tracebridge.recording.tuning.Warning;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one recording says about a migration or, where it was made of several logs, one of them.
 *
 * @param file the recording
 * @param log which of the logs it was made of this is about, nothing where it was made of none
 * @param side which side it is of
 * @param first the time of its first tracepoint event
 * @param last the end of its last one
 * @param events how many tracepoint events it holds
 * @param tracepoints how many different tracepoints they stand for
 * @param damage why the file could not be read to its end, nothing where it could
 * @param leftOut how many values were counted but not kept, since there were too many; 0 in any usual recording
 * @param traceIds the ids of its traces in hexadecimal, the most frequent first
 * @param states the state sequences in the order they began
 * @param figures rounds, downtime, devices, postcopy, channels
 * @param completion from {@code migration_thread_low_pending} to the terminal state: what there is for a downtime where neither checkpoints nor
 *     other tracepoints tell it; nothing where either is missing
 * @param warnings what could go better, severe ones first
 * @param unfinished the spans that never ended
 * @param errors the spans that ended with an error, and the tracepoints that tell one
 */
public record RecordingReport(
        Path file,
        Optional<String> log,
        Side side,
        Instant first,
        Instant last,
        long events,
        int tracepoints,
        Optional<String> damage,
        long leftOut,
        List<String> traceIds,
        List<StateSequence> states,
        MigrationFigures figures,
        Optional<Duration> completion,
        List<Warning> warnings,
        Incidents unfinished,
        Incidents errors) {

    /** Copies the lists. */
    public RecordingReport {
        traceIds = List.copyOf(traceIds);
        states = List.copyOf(states);
        warnings = List.copyOf(warnings);
    }

    /** The rounds in order. */
    public List<Round> rounds() {
        return figures.rounds();
    }

    /** What was sent. */
    public Transfer transfer() {
        return figures.transfer();
    }

    /** How often tracepoints were hit that stand for a page each, where they were recorded. */
    public Map<String, Long> pages() {
        return figures.pages();
    }

    /** The downtimes, cut into phases. */
    public List<Downtime> downtimes() {
        return figures.downtimes();
    }

    /** How many devices were measured. */
    public long deviceCount() {
        return figures.deviceCount();
    }

    /** The longest devices, the longest first. */
    public List<DeviceTime> devices() {
        return figures.devices();
    }
}
