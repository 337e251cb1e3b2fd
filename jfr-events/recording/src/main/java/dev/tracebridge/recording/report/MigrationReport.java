package dev.tracebridge.recording.report;

import dev.tracebridge.recording.tuning.Downtime;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What recordings of one migration say about it: of its source, its destination, or both. Immutable.
 *
 * @param recordings one for each file or, where a file was made of several logs, for each of them, in the order given
 * @param sharedTraceId the id of the trace that all recordings have in common, nothing where there is none or only one recording
 * @param guestStopped from the checkpoint {@code src-vm-stopped} on the source to the one that says the machine runs on the destination, by the
 *     clocks of both; nothing where either is missing, or the clocks contradict each other
 * @param rules what rules found in the recordings, where they were run
 */
public record MigrationReport(
        List<RecordingReport> recordings,
        Optional<String> sharedTraceId,
        Optional<Duration> guestStopped,
        List<RuleResult> rules) {

    private static final String STOPPED = "src-vm-stopped";
    private static final String STARTED = "-vm-started";

    /** Copies the lists. */
    public MigrationReport {
        recordings = List.copyOf(recordings);
        rules = List.copyOf(rules);
    }

    /**
     * The same report with what rules found.
     *
     * @param results what they found
     * @return the report
     */
    public MigrationReport withRules(List<RuleResult> results) {
        return new MigrationReport(recordings, sharedTraceId, guestStopped, results);
    }

    /**
     * Reads recordings. Memory is bounded however large they are; a file that ends early is reported on as far as it goes.
     *
     * @param files JDK Flight Recorder files, at least one
     * @return the report
     * @throws ReportException where a file is no recording, cannot be read at all, or holds no migration tracepoint
     * @throws IllegalArgumentException where there is no file
     */
    public static MigrationReport read(List<Path> files) {
        if (files.isEmpty()) {
            throw new IllegalArgumentException("no recording given");
        }
        List<RecordingReport> recordings = new ArrayList<>();
        for (Path file : files) {
            recordings.addAll(RecordingScan.of(file));
        }
        return new MigrationReport(recordings, sharedTraceId(recordings), guestStopped(recordings), List.of());
    }

    private static Optional<String> sharedTraceId(List<RecordingReport> recordings) {
        if (recordings.size() < 2) {
            return Optional.empty();
        }
        Set<String> shared = new LinkedHashSet<>(recordings.get(0).traceIds());
        recordings.forEach(recording -> shared.retainAll(recording.traceIds()));
        return shared.stream().findFirst();
    }

    private static Optional<Duration> guestStopped(List<RecordingReport> recordings) {
        Optional<Instant> stopped = recordings.stream()
                .flatMap(recording -> recording.downtimes().stream())
                .flatMap(downtime -> downtime.phases().stream())
                .filter(phase -> phase.to().equals(STOPPED))
                .map(MigrationReport::end)
                .max(Instant::compareTo);
        Optional<Instant> started = recordings.stream()
                .flatMap(recording -> recording.downtimes().stream())
                .flatMap(downtime -> downtime.phases().stream())
                .filter(phase -> phase.to().endsWith(STARTED))
                .map(MigrationReport::end)
                .max(Instant::compareTo);
        return stopped.flatMap(from -> started.map(to -> Duration.between(from, to)))
                .filter(between -> !between.isNegative());
    }

    private static Instant end(Downtime.Phase phase) {
        return phase.begin().plus(phase.took());
    }
}
