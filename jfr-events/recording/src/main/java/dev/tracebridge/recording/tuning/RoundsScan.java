package dev.tracebridge.recording.tuning;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;

/** Gathers bitmap synchronisations and what was measured between them. */
final class RoundsScan {

    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final int SHOWN_WINDOWS = 1_000;

    private final Kept<Sync> syncs = new Kept<>();
    private final Kept<Pending> pendings = new Kept<>();
    private final Kept<Window> windows = new Kept<>();
    private long transferred;
    private long milliseconds;
    private long windowCount;

    void addSync(TracepointEvent event) {
        OptionalLong dirty = event.isUnfinished() ? OptionalLong.empty() : event.number("dirty_pages");
        syncs.add(new Sync(event.begin(), event.lasted(), dirty));
    }

    void addPending(TracepointEvent event) {
        event.number("size").ifPresent(size -> pendings.add(new Pending(event.begin(), size)));
    }

    void addTransferred(TracepointEvent event) {
        // QEMU up to 7.2 spells it without the first s.
        OptionalLong bytes = event.number("tranferred");
        if (bytes.isEmpty()) {
            bytes = event.number("transferred");
        }
        OptionalLong spent = event.number("time_spent");
        if (bytes.isPresent() && spent.isPresent()) {
            transferred += bytes.getAsLong();
            milliseconds += spent.getAsLong();
            windowCount++;
            windows.add(new Window(event.end(), bytes.getAsLong(), Duration.ofMillis(spent.getAsLong())));
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
        List<OptionalLong> dirtied = dirtiedPerSecond(sorted);
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
                    && sortedWindows.get(window).end().isBefore(next)) {
                Window candidate = sortedWindows.get(window++);
                if (!candidate.end().isBefore(sync.begin)) {
                    bytes += candidate.bytes();
                    spent += candidate.took().toMillis();
                }
            }
            rounds.add(new Round(
                    sync.begin, sync.took, sync.dirtyPages, dirtied.get(i), first, bytes, Duration.ofMillis(spent)));
        }
        return rounds;
    }

    /**
     * What is counted is the sum of a period, which ends with the first synchronisation that is over later than a second after the one that
     * ended the period before.
     */
    private static List<OptionalLong> dirtiedPerSecond(List<Sync> sorted) {
        List<OptionalLong> rates = new ArrayList<>();
        Instant period = null;
        Instant before = null;
        long counted = 0;
        for (Sync sync : sorted) {
            Instant end = sync.begin.plus(sync.took);
            long sum = sync.dirtyPages.orElse(counted);
            long pages = sum < counted ? sum : sum - counted;
            boolean known = before != null && sync.dirtyPages.isPresent() && end.isAfter(before);
            rates.add(
                    known
                            ? OptionalLong.of(Math.round(
                                    pages * 1e9 / Duration.between(before, end).toNanos()))
                            : OptionalLong.empty());
            period = period == null ? sync.begin : period;
            counted = sum;
            if (Duration.between(period, end).compareTo(PERIOD) > 0) {
                period = end;
                counted = 0;
            }
            before = end;
        }
        return rates;
    }

    /** The windows in order, joined where there are more than can be shown. */
    List<Window> windows() {
        List<Window> sorted = sorted(windows, Window::end);
        int join = (sorted.size() + SHOWN_WINDOWS - 1) / SHOWN_WINDOWS;
        List<Window> joined = new ArrayList<>();
        for (int i = 0; i < sorted.size(); i += Math.max(1, join)) {
            List<Window> some = sorted.subList(i, Math.min(sorted.size(), i + join));
            joined.add(new Window(
                    some.get(some.size() - 1).end(),
                    some.stream().mapToLong(Window::bytes).sum(),
                    some.stream().map(Window::took).reduce(Duration.ZERO, Duration::plus)));
        }
        return joined;
    }

    private static <T> List<T> sorted(Kept<T> kept, Function<T, Instant> time) {
        return kept.values().stream().sorted(Comparator.comparing(time)).toList();
    }

    private record Sync(Instant begin, Duration took, OptionalLong dirtyPages) {}

    private record Pending(Instant at, long size) {}
}
