package dev.tracebridge.recording.report;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;

/** Gathers the times of devices: measured by the downtime tracepoints or, where there are none, by the source's sections. */
final class DevicesScan {

    private static final int LONGEST = 10;
    private static final String SAVE = "vmstate_downtime_save";
    private static final String LOAD = "vmstate_downtime_load";
    private static final String SECTION = "savevm_section";

    private final Kept<Sample> samples = new Kept<>();
    private final Map<Section, Sample> lastOfSection = new HashMap<>();
    private Optional<Instant> lowPending = Optional.empty();
    private boolean saves;
    private long leftOut;

    void addDowntime(ScannedType type, RecordedEvent event) {
        boolean load = type.tracepoint().equals(LOAD);
        saves |= !load;
        samples.add(new Sample(
                event.getEndTime(),
                new DeviceTime(
                        type.text(event, "idstr"),
                        type.number(event, "instance_id").orElse(0),
                        type.text(event, "type"),
                        load,
                        load ? LOAD : SAVE,
                        Duration.ofNanos(1000 * type.number(event, "downtime").orElse(0)))));
    }

    /** A section that comes again is an iterable one in its rounds; the last time is the one with the machine stopped. */
    void addSection(ScannedType type, RecordedEvent event) {
        if (type.isUnfinished(event)) {
            return;
        }
        Section section = new Section(
                type.text(event, "id"), type.number(event, "section_id").orElse(0));
        Sample sample = new Sample(
                event.getEndTime(),
                new DeviceTime(section.id, section.number, "", false, SECTION, event.getDuration()));
        if (lastOfSection.size() < Kept.LIMIT || lastOfSection.containsKey(section)) {
            lastOfSection.merge(section, sample, (a, b) -> a.end.isBefore(b.end) ? b : a);
        } else {
            leftOut++;
        }
    }

    void addLowPending(RecordedEvent event) {
        Instant at = event.getStartTime();
        lowPending = lowPending.filter(at::isBefore).or(() -> Optional.of(at));
    }

    /** When the source last found that little enough was pending. */
    Optional<Instant> lowPending() {
        return lowPending;
    }

    long leftOut() {
        return samples.leftOut() + leftOut;
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
        Stream<Sample> measured = samples.values().stream();
        if (saves) {
            return measured;
        }
        Stream<Sample> sections = lastOfSection.values().stream()
                .filter(sample -> lowPending
                        .filter(at -> sample.end.minus(sample.device.took()).isBefore(at))
                        .isEmpty());
        return Stream.concat(measured, sections);
    }

    private record Section(String id, long number) {}

    private record Sample(Instant end, DeviceTime device) {}

    record Sum(long devices, Duration time) {}
}
