package dev.tracebridge.recording.report;

import dev.tracebridge.catalogue.EventRole;
import dev.tracebridge.recording.tuning.Check;
import dev.tracebridge.recording.tuning.MigrationFigures;
import dev.tracebridge.recording.tuning.MigrationScan;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import jdk.jfr.consumer.RecordedEvent;

/** Gathers what one side of a migration left in a recording. */
final class SideScan {

    /** QEMU before 8.2 ends it only where it starts a thread, not when a paused postcopy is recovered. */
    private static final Set<String> OPTIONAL_ENDS = Set.of("open_return_path_on_source");

    private final Set<String> tracepoints = new HashSet<>();
    private final TraceIds traceIds = new TraceIds();
    private final StatesScan states = new StatesScan();
    private final MigrationScan migration = new MigrationScan();
    private final IncidentsScan unfinished = new IncidentsScan();
    private final IncidentsScan errors = new IncidentsScan();
    private Instant first = Instant.MAX;
    private Instant last = Instant.MIN;
    private long events;
    private boolean source;
    private boolean destination;

    void add(ScannedType type, RecordedEvent event) {
        RecordedTracepoint tracepoint = new RecordedTracepoint(type, event);
        Instant begin = event.getStartTime();
        Instant end = event.getEndTime();
        first = begin.isBefore(first) ? begin : first;
        last = end.isAfter(last) ? end : last;
        traceIds.add(type, event);
        addIncident(type, event);
        if (type.isDerived() && !tracepoint.isSpan()) {
            // The line it was made of says the same.
            return;
        }
        if (!type.isDerived()) {
            events++;
            source |= type.side() == Side.SOURCE;
            destination |= type.side() == Side.DESTINATION;
            tracepoints.add(type.tracepoint());
            type.endedBy(event).ifPresent(tracepoints::add);
        }
        if (type.role() == EventRole.STATES && tracepoint.isSpan()) {
            states.add(type, event);
        }
        migration.add(tracepoint);
    }

    /** Adds what is no tracepoint of a migration, and says when something of one happened. */
    void addBeside(ScannedType type, RecordedEvent event) {
        migration.add(new RecordedTracepoint(type, event));
    }

    boolean hasEvents() {
        return !first.isAfter(last);
    }

    private void addIncident(ScannedType type, RecordedEvent event) {
        if (type.isUnfinished(event)) {
            if (!OPTIONAL_ENDS.contains(type.spanName())) {
                unfinished.add(incident(name(type, event), type, event, ""));
            }
        } else if (type.isError() && !type.isInSpan(event)) {
            errors.add(incident(type.tracepoint(), type, event, type.message(event)));
        }
        type.error(event).ifPresent(error -> errors.add(incident(type.spanName(), type, event, error)));
    }

    private static String name(ScannedType type, RecordedEvent event) {
        boolean step = type.role() == EventRole.STATES || type.role() == EventRole.PHASES;
        return step
                ? type.tracepoint() + " "
                        + type.field(event, type.type().argument()).orElse("")
                : type.spanName();
    }

    private static Incident incident(String name, ScannedType type, RecordedEvent event, String text) {
        return new Incident(name, event.getStartTime(), event.getDuration(), type.thread(event), text);
    }

    RecordingReport report(Path file, Optional<String> log, Optional<String> damage) {
        List<StateSequence> sequences = states.sequences();
        MigrationFigures figures = migration.figures();
        return new RecordingReport(
                file,
                log,
                Side.of(source || migration.sourceCheckpoints(), destination || migration.destinationCheckpoints()),
                first,
                last,
                events,
                tracepoints.size(),
                damage,
                states.leftOut() + figures.leftOut(),
                traceIds.ids(sequences),
                sequences,
                figures,
                completion(),
                Check.all(figures),
                unfinished.incidents(),
                errors.incidents());
    }

    private Optional<Duration> completion() {
        return states.lastOutcome("migration").flatMap(migration::completion);
    }
}
