package dev.tracebridge.recording.report;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import jdk.jfr.consumer.RecordedEvent;

/** Gathers bitmap synchronisations and what was measured between them. */
final class RoundsScan {

    private final Kept<Sync> syncs = new Kept<>();
    private final Kept<Pending> pendings = new Kept<>();
    private final Kept<Window> windows = new Kept<>();
    private long transferred;
    private long milliseconds;
    private long windowCount;

    void addSync(ScannedType type, RecordedEvent event) {
        OptionalLong dirty = type.isUnfinished(event) ? OptionalLong.empty() : type.number(event, "dirty_pages");
        syncs.add(new Sync(event.getStartTime(), event.getDuration(), dirty));
    }

    void addPending(ScannedType type, RecordedEvent event) {
        type.number(event, "size").ifPresent(size -> pendings.add(new Pending(event.getStartTime(), size)));
    }

    void addTransferred(ScannedType type, RecordedEvent event) {
        // QEMU up to 7.2 spells it without the first s.
        OptionalLong bytes = type.number(event, "tranferred");
        if (bytes.isEmpty()) {
            bytes = type.number(event, "transferred");
        }
        OptionalLong spent = type.number(event, "time_spent");
        if (bytes.isPresent() && spent.isPresent()) {
            transferred += bytes.getAsLong();
            milliseconds += spent.getAsLong();
            windowCount++;
            windows.add(new Window(event.getEndTime(), bytes.getAsLong(), spent.getAsLong()));
        }
    }

    long leftOut() {
        return syncs.leftOut() + pendings.leftOut() + windows.leftOut();
    }

    Transfer transfer() {
        return new Transfer(transferred, Duration.ofMillis(milliseconds), windowCount);
    }

    List<Round> rounds() {
        List<Sync> sorted = sorted(syncs, Sync::begin);
        List<Pending> sortedPendings = sorted(pendings, Pending::at);
        List<Window> sortedWindows = sorted(windows, Window::end);
        List<Round> rounds = new ArrayList<>();
        int pending = 0;
        int window = 0;
        for (int i = 0; i < sorted.size(); i++) {
            Sync sync = sorted.get(i);
            Instant next = i + 1 < sorted.size() ? sorted.get(i + 1).begin : Instant.MAX;
            OptionalLong first = OptionalLong.empty();
            while (pending < sortedPendings.size()
                    && sortedPendings.get(pending).at.isBefore(next)) {
                Pending candidate = sortedPendings.get(pending++);
                if (first.isEmpty() && !candidate.at.isBefore(sync.begin)) {
                    first = OptionalLong.of(candidate.size);
                }
            }
            long bytes = 0;
            long spent = 0;
            while (window < sortedWindows.size()
                    && sortedWindows.get(window).end.isBefore(next)) {
                Window candidate = sortedWindows.get(window++);
                if (!candidate.end.isBefore(sync.begin)) {
                    bytes += candidate.bytes;
                    spent += candidate.milliseconds;
                }
            }
            rounds.add(new Round(sync.begin, sync.took, sync.dirtyPages, first, bytes, Duration.ofMillis(spent)));
        }
        return rounds;
    }

    private static <T> List<T> sorted(Kept<T> kept, Function<T, Instant> time) {
        return kept.values().stream().sorted(Comparator.comparing(time)).toList();
    }

    private record Sync(Instant begin, Duration took, OptionalLong dirtyPages) {}

    private record Pending(Instant at, long size) {}

    private record Window(Instant end, long bytes, long milliseconds) {}
}
