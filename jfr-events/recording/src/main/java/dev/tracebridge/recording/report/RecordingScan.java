package dev.tracebridge.recording.report;

import dev.tracebridge.catalogue.EventRole;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import jdk.jfr.EventType;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** Reads one recording once, in the order of the file, which is not that of time. */
final class RecordingScan {

    /** Each chunk of a file brings its own type objects. */
    private static final int CACHED_TYPES = 16_384;

    private static final int FOREIGN_TYPES = 1024;

    private final Path file;
    private final Map<EventType, Optional<ScannedType>> types = new IdentityHashMap<>();
    private final Map<String, Long> foreign = new TreeMap<>();
    private final Set<String> tracepoints = new HashSet<>();
    private final Map<String, Long> pages = new TreeMap<>();
    private final TraceIds traceIds = new TraceIds();
    private final StatesScan states = new StatesScan();
    private final RoundsScan rounds = new RoundsScan();
    private final PhasesScan phases = new PhasesScan();
    private final DevicesScan devices = new DevicesScan();
    private final IncidentsScan unfinished = new IncidentsScan();
    private final IncidentsScan errors = new IncidentsScan();
    private Instant first = Instant.MAX;
    private Instant last = Instant.MIN;
    private long events;
    private long otherEvents;
    private boolean migration;
    private boolean source;
    private boolean destination;

    private RecordingScan(Path file) {
        this.file = file;
    }

    static RecordingReport of(Path file) {
        RecordingCheck.check(file);
        return new RecordingScan(file).read();
    }

    private RecordingReport read() {
        Optional<String> damage = Optional.empty();
        try (RecordingFile recording = new RecordingFile(file)) {
            while (recording.hasMoreEvents()) {
                add(recording.readEvent());
            }
        } catch (IOException | RuntimeException cause) {
            // The JDK's parser throws what its arithmetic on damaged bytes comes to.
            if (events == 0) {
                throw RecordingCheck.unreadable(file, cause, otherEvents);
            }
            damage = Optional.of(cause.getMessage() == null ? cause.getClass().getName() : cause.getMessage());
        }
        if (!migration) {
            throw RecordingCheck.withoutMigration(file, mostFrequent(), otherEvents);
        }
        return report(damage);
    }

    private String mostFrequent() {
        return foreign.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(3)
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", "));
    }

    private void add(RecordedEvent event) {
        if (types.size() > CACHED_TYPES) {
            types.clear();
        }
        Optional<ScannedType> type = types.computeIfAbsent(event.getEventType(), ScannedType::of);
        if (type.isEmpty() || !type.get().isMigration()) {
            otherEvents++;
            String name = event.getEventType().getName();
            if (foreign.size() < FOREIGN_TYPES || foreign.containsKey(name)) {
                foreign.merge(name, 1L, Long::sum);
            }
            return;
        }
        add(type.get(), event);
    }

    private void add(ScannedType type, RecordedEvent event) {
        migration = true;
        events++;
        Instant begin = event.getStartTime();
        Instant end = event.getEndTime();
        first = begin.isBefore(first) ? begin : first;
        last = end.isAfter(last) ? end : last;
        source |= type.side() == Side.SOURCE;
        destination |= type.side() == Side.DESTINATION;
        tracepoints.add(type.tracepoint());
        type.endedBy(event).ifPresent(tracepoints::add);
        traceIds.add(type, event);
        addIncident(type, event);
        switch (type.role()) {
            case STATES -> states.add(type, event);
            case PHASES -> phases.add(type, event);
            case METRIC -> pages.merge(type.tracepoint(), 1L, Long::sum);
            case SPAN -> addSpan(type, event);
            default -> addByName(type, event);
        }
    }

    private void addSpan(ScannedType type, RecordedEvent event) {
        if (!type.isSpan(event)) {
            return;
        }
        switch (type.spanName()) {
            case "migration_bitmap_sync" -> rounds.addSync(type, event);
            case "savevm_section" -> devices.addSection(type, event);
            default -> {}
        }
    }

    private void addByName(ScannedType type, RecordedEvent event) {
        switch (type.tracepoint()) {
            case "migrate_pending", "migrate_pending_estimate", "migrate_pending_exact" ->
                rounds.addPending(type, event);
            case "migrate_transferred" -> rounds.addTransferred(type, event);
            case "migration_thread_low_pending" -> devices.addLowPending(event);
            case "vmstate_downtime_save", "vmstate_downtime_load" -> devices.addDowntime(type, event);
            default -> {}
        }
    }

    private void addIncident(ScannedType type, RecordedEvent event) {
        if (type.isUnfinished(event)) {
            unfinished.add(incident(name(type, event), type, event, ""));
        } else if (type.isError()) {
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

    private RecordingReport report(Optional<String> damage) {
        List<StateSequence> sequences = states.sequences();
        return new RecordingReport(
                file,
                Side.of(source || phases.source(), destination || phases.destination()),
                first,
                last,
                events,
                tracepoints.size(),
                damage,
                states.leftOut() + rounds.leftOut() + phases.leftOut() + devices.leftOut(),
                traceIds.ids(sequences),
                sequences,
                rounds.rounds(),
                rounds.transfer(),
                pages,
                completion(),
                phases.downtimes(devices),
                devices.count(),
                devices.longest(),
                unfinished.incidents(),
                errors.incidents());
    }

    private Optional<Duration> completion() {
        return devices.lowPending()
                .flatMap(begin -> states.lastOutcome("migration").map(end -> Duration.between(begin, end)))
                .filter(duration -> !duration.isNegative());
    }
}
