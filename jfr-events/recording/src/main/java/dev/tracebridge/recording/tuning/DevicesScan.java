package dev.tracebridge.recording.tuning;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Gathers the times of devices: measured by the downtime tracepoints or, where there are none, by the source's sections and what the destination
 * read of each.
 */
final class DevicesScan {

    private static final int LONGEST = 10;
    private static final String SAVE = "vmstate_downtime_save";
    private static final String LOAD = "vmstate_downtime_load";
    private static final String SECTION = "savevm_section";
    private static final String LOADED = "vmstate_load_state";

    private final Kept<Sample> samples = new Kept<>();
    private final Kept<Loaded> loaded = new Kept<>();
    private final Kept<TracepointTimes> descriptions = new Kept<>();
    private final Map<Section, Sample> lastOfSection = new HashMap<>();
    private final Set<Section> repeated = new HashSet<>();
    private Optional<Instant> lowPending = Optional.empty();
    private boolean saves;
    private boolean loads;
    private long leftOut;

    void addDowntime(TracepointEvent event) {
        boolean load = event.name().equals(LOAD);
        saves |= !load;
        loads |= load;
        Duration took = Duration.of(event.number("downtime").orElse(0), ChronoUnit.MICROS);
        samples.add(new Sample(
                event.end(),
                new DeviceTime(
                        event.text("idstr"),
                        event.number("instance_id").orElse(0),
                        event.text("type"),
                        load,
                        load ? LOAD : SAVE,
                        event.end().minus(took),
                        took)));
    }

    /** A section that comes again is an iterable one in its rounds; the last time is the one with the machine stopped. */
    void addSection(TracepointEvent event) {
        if (event.isUnfinished()) {
            return;
        }
        Section section =
                new Section(event.text("id"), event.number("section_id").orElse(0));
        Sample sample = new Sample(
                event.end(),
                new DeviceTime(section.id, section.number, "", false, SECTION, event.begin(), event.lasted()));
        if (lastOfSection.size() < Kept.LIMIT || lastOfSection.containsKey(section)) {
            if (lastOfSection.containsKey(section)) {
                repeated.add(section);
            }
            lastOfSection.merge(section, sample, (a, b) -> a.end.isBefore(b.end) ? b : a);
        } else {
            leftOut++;
        }
    }

    /** The destination begins to read a section of a device. */
    void addLoad(TracepointEvent event) {
        loaded.add(new Loaded(event.text("idstr"), event.number("instance_id").orElse(0), event.begin()));
    }

    /** The destination reads by a description; those of a device's parts lie within its own. */
    void addDescription(TracepointEvent event) {
        if (!event.isUnfinished()) {
            descriptions.add(new TracepointTimes(event.begin(), event.end()));
        }
    }

    void addLowPending(TracepointEvent event) {
        Instant at = event.begin();
        lowPending = lowPending.filter(at::isBefore).or(() -> Optional.of(at));
    }

    /** When the source last found that little enough was pending. */
    Optional<Instant> lowPending() {
        return lowPending;
    }

    long leftOut() {
        return samples.leftOut() + leftOut + (loads ? 0 : loaded.leftOut() + descriptions.leftOut());
    }

    List<DeviceTime> longest() {
        return measured()
                .sorted(Comparator.comparing(DeviceTime::took).reversed().thenComparing(DeviceTime::device))
                .limit(LONGEST)
                .toList();
    }

    long count() {
        return measured().count();
    }

    /** The last time of each section, in the order they ended. */
    List<DeviceTime> sections() {
        return lastOfSection.values().stream()
                .sorted(Comparator.comparing(Sample::end))
                .map(Sample::device)
                .toList();
    }

    /** Whether a section came more than once, as those do that are saved while the machine runs. */
    boolean isIterable(DeviceTime section) {
        return repeated.contains(new Section(section.device(), section.instance()));
    }

    /** How many devices were saved or loaded between two times, and the sum of their times. */
    Sum between(Instant begin, Instant end) {
        List<Sample> inside = samples()
                .filter(sample -> {
                    Instant middle = sample.end.minus(sample.device.took().dividedBy(2));
                    return !middle.isBefore(begin) && middle.isBefore(end);
                })
                .toList();
        return new Sum(
                inside.size(),
                inside.stream().map(sample -> sample.device.took()).reduce(Duration.ZERO, Duration::plus));
    }

    private Stream<DeviceTime> measured() {
        return samples().map(Sample::device);
    }

    private Stream<Sample> samples() {
        Stream<Sample> measured =
                loads ? samples.values().stream() : Stream.concat(samples.values().stream(), loadedByDescriptions());
        if (saves) {
            return measured;
        }
        Stream<Sample> sections = lastOfSection.values().stream()
                .filter(sample -> lowPending
                        .filter(at -> sample.end.minus(sample.device.took()).isBefore(at))
                        .isEmpty());
        return Stream.concat(measured, sections);
    }

    /** From the beginning of a section to the last description read before the next one, which waits for its bytes to come. */
    private Stream<Sample> loadedByDescriptions() {
        TreeMap<Instant, Loaded> sections = new TreeMap<>();
        loaded.values().forEach(section -> sections.put(section.begin, section));
        Map<Loaded, Instant> ends = new HashMap<>();
        for (TracepointTimes description : descriptions.values()) {
            Map.Entry<Instant, Loaded> section = sections.floorEntry(description.begin);
            if (section != null) {
                ends.merge(section.getValue(), description.end, (a, b) -> a.isBefore(b) ? b : a);
            }
        }
        return ends.entrySet().stream().map(entry -> {
            Loaded section = entry.getKey();
            Duration took = Duration.between(section.begin, entry.getValue());
            return new Sample(
                    entry.getValue(),
                    new DeviceTime(section.id, section.instance, "", true, LOADED, section.begin, took));
        });
    }

    private record Loaded(String id, long instance, Instant begin) {}

    private record TracepointTimes(Instant begin, Instant end) {}

    private record Section(String id, long number) {}

    private record Sample(Instant end, DeviceTime device) {}

    record Sum(long devices, Duration time) {}
}
