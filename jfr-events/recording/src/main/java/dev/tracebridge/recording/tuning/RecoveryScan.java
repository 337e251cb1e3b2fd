package dev.tracebridge.recording.tuning;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Gathers the states of a migration, and what is exchanged to recover a paused one. */
final class RecoveryScan {

    private static final String PAUSED = "postcopy-paused";
    private static final String RECOVER = "postcopy-recover";

    private final Kept<State> states = new Kept<>();
    private final Kept<Span> exchanges = new Kept<>();
    private final Kept<BitmapAt> bitmaps = new Kept<>();
    private final Kept<Left> lefts = new Kept<>();

    void addState(TracepointEvent event) {
        if (event.isSpan()) {
            states.add(new State(event.text("new_state"), event.text("next"), event.begin(), event.lasted()));
        }
    }

    void addExchange(TracepointEvent event) {
        if (!event.isUnfinished()) {
            exchanges.add(new Span(event.begin(), event.lasted()));
        }
    }

    void addReload(TracepointEvent event) {
        if (!event.isUnfinished()) {
            bitmaps.add(new BitmapAt(
                    event.begin(),
                    new Pause.Bitmap(event.text("name"), OptionalLong.empty(), Optional.of(event.lasted()))));
        }
    }

    void addSentBitmap(TracepointEvent event) {
        bitmaps.add(new BitmapAt(
                event.begin(), new Pause.Bitmap(event.text("name"), event.number("size"), Optional.empty())));
    }

    void addPagesLeft(TracepointEvent event) {
        event.number("v").ifPresent(pages -> lefts.add(new Left(event.begin(), pages)));
    }

    /** The states in the order they began. */
    List<State> states() {
        return states.values().stream()
                .sorted(Comparator.comparing(State::begin))
                .toList();
    }

    long leftOut() {
        return states.leftOut() + exchanges.leftOut() + bitmaps.leftOut() + lefts.leftOut();
    }

    List<Pause> pauses() {
        List<State> sorted = states();
        List<Pause> pauses = new ArrayList<>();
        for (int i = 0; i < sorted.size(); i++) {
            if (sorted.get(i).name.equals(PAUSED)) {
                int next = i + 1;
                while (next < sorted.size() && sorted.get(next).name.startsWith(RECOVER)) {
                    next++;
                }
                pauses.add(pause(
                        sorted.subList(i, next),
                        next < sorted.size() ? Optional.of(sorted.get(next)) : Optional.empty()));
                i = next - 1;
            }
        }
        return pauses;
    }

    private Pause pause(List<State> states, Optional<State> next) {
        State first = states.get(0);
        Duration recovering = states.stream().skip(1).map(State::lasted).reduce(Duration.ZERO, Duration::plus);
        Instant end = next.map(State::begin).orElse(Instant.MAX);
        return new Pause(
                first.begin,
                first.lasted,
                recovering,
                next.filter(state -> state.name.endsWith("active")).isPresent(),
                exchanges.values().stream()
                        .filter(span -> isWithin(span.begin, first.begin, end))
                        .map(Span::lasted)
                        .findFirst(),
                bitmaps.values().stream()
                        .filter(bitmap -> isWithin(bitmap.at, first.begin, end))
                        .sorted(Comparator.comparing(BitmapAt::at))
                        .map(BitmapAt::bitmap)
                        .toList(),
                lefts.values().stream()
                        .filter(left -> isWithin(left.at, first.begin, end))
                        .mapToLong(Left::pages)
                        .findFirst());
    }

    private static boolean isWithin(Instant time, Instant begin, Instant end) {
        return !time.isBefore(begin) && !time.isAfter(end);
    }

    record State(String name, String next, Instant begin, Duration lasted) {

        Instant end() {
            return begin.plus(lasted);
        }
    }

    private record Span(Instant begin, Duration lasted) {}

    private record BitmapAt(Instant at, Pause.Bitmap bitmap) {}

    private record Left(Instant at, long pages) {}
}
