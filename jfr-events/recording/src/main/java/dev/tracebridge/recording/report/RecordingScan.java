package dev.tracebridge.recording.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /** One of a source and one of a destination are usual. */
    private static final int LOGS = 64;

    private final Path file;
    private final Map<EventType, Optional<ScannedType>> types = new IdentityHashMap<>();
    private final Map<String, Long> foreign = new TreeMap<>();
    private final Map<String, SideScan> sides = new LinkedHashMap<>();
    private long events;
    private long otherEvents;
    private boolean migration;

    private RecordingScan(Path file) {
        this.file = file;
    }

    /** One report for each log that the recording was made of, else one. */
    static List<RecordingReport> of(Path file) {
        RecordingCheck.check(file);
        return new RecordingScan(file).read();
    }

    private List<RecordingReport> read() {
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
        return reports(damage);
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
        if (type.isPresent() && type.get().isBeside()) {
            side(type.get(), event).addBeside(type.get(), event);
        }
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
        side(type, event).add(type, event);
    }

    private SideScan side(ScannedType type, RecordedEvent event) {
        Optional<String> log = type.log(event).filter(name -> sides.size() < LOGS || sides.containsKey(name));
        return sides.computeIfAbsent(log.orElse(""), name -> new SideScan());
    }

    private List<RecordingReport> reports(Optional<String> damage) {
        List<RecordingReport> reports = new ArrayList<>();
        sides.forEach((log, side) -> {
            if (side.hasEvents()) {
                reports.add(side.report(file, Optional.of(log).filter(name -> !name.isEmpty()), damage));
            }
        });
        return reports;
    }
}
