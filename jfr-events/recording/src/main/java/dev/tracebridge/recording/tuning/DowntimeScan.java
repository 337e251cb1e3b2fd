package dev.tracebridge.recording.tuning;

import dev.tracebridge.recording.tuning.Downtime.Phase;
import dev.tracebridge.recording.tuning.RecoveryScan.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Cuts the downtime of QEMU before 8.2, which has no checkpoints, at the tracepoints that stand nearest to where the checkpoints are now.
 *
 * <p>On the source QEMU 7.2 takes the time when it finds that little enough is pending ({@code migration_thread_low_pending}), stops the machine
 * ({@code migration_completion_vm_stop}), saves the sections, completes, and takes the time again after its loop ({@code
 * migration_thread_after_loop}). To start a postcopy it stops the machine after the state {@code postcopy-active} and goes on with the ping that
 * follows the package. On the destination {@code loadvm_postcopy_handle_run_bh} says its steps itself.
 */
final class DowntimeScan {

    private static final String COMPLETED = "completed";
    private static final long PING_AFTER_PACKAGE = 4;

    private final Kept<Moment> moments = new Kept<>();

    void add(TracepointEvent event) {
        moments.add(new Moment(event.name(), event.text("str"), event.begin()));
    }

    void addPing(TracepointEvent event) {
        if (event.number("val").orElse(event.number("value").orElse(0)) == PING_AFTER_PACKAGE) {
            add(event);
        }
    }

    void addEnd(TracepointEvent event) {
        if (!event.isUnfinished()) {
            moments.add(new Moment("migration_thread_after_loop", "", event.end()));
        }
    }

    long leftOut() {
        return moments.leftOut();
    }

    /** The downtimes, without phases of chains that have real checkpoints. */
    List<Downtime> derived(List<State> states, DevicesScan devices, boolean source, boolean destination) {
        List<Moment> sorted = moments.values().stream()
                .sorted(Comparator.comparing(Moment::at))
                .toList();
        List<Downtime> downtimes = new ArrayList<>();
        if (!source) {
            source(sorted, states, devices).ifPresent(downtimes::add);
            postcopySource(sorted, states).ifPresent(downtimes::add);
        }
        if (!destination) {
            destination(sorted, states, devices).ifPresent(downtimes::add);
            postcopyDestination(sorted).ifPresent(downtimes::add);
        }
        return downtimes;
    }

    private static Optional<Downtime> source(List<Moment> moments, List<State> states, DevicesScan devices) {
        Optional<Moment> low = last(moments, "migration_thread_low_pending");
        Optional<Instant> done = low.flatMap(begin -> began(states, COMPLETED, begin.at));
        if (done.isEmpty() || postcopy(states)) {
            return Optional.empty();
        }
        Instant begin = low.get().at;
        Cut cut = new Cut("src-downtime-start", begin, low.get().name);
        first(moments, "migration_completion_vm_stop", begin)
                .ifPresent(moment -> cut.until("src-vm-stopped", moment.at, moment.name));
        List<DeviceTime> sections = devices.sections().stream()
                .filter(section -> !section.begin().isBefore(begin))
                .toList();
        sections.stream()
                .filter(devices::isIterable)
                .map(DowntimeScan::end)
                .max(Comparator.naturalOrder())
                .ifPresent(end -> cut.until("src-iterable-saved", end, "savevm_section_end"));
        sections.stream()
                .map(DowntimeScan::end)
                .max(Comparator.naturalOrder())
                .ifPresent(end -> cut.until("src-non-iterable-saved", end, "savevm_section_end"));
        Optional<Moment> after = first(moments, "migration_thread_after_loop", done.get());
        cut.until(
                "src-downtime-end",
                after.map(Moment::at).orElse(done.get()),
                after.map(Moment::name).orElse("migrate_set_state completed"));
        return Optional.of(cut.downtime("source_downtime", devices));
    }

    private static Optional<Downtime> postcopySource(List<Moment> moments, List<State> states) {
        Optional<Instant> begin = states.stream()
                .filter(state -> state.name().equals("postcopy-active"))
                .map(State::begin)
                .findFirst();
        Optional<Moment> ping = begin.flatMap(
                at -> first(moments, "return_path_ping", at).or(() -> first(moments, "savevm_send_ping", at)));
        if (ping.isEmpty() || first(moments, "postcopy_start", begin.get()).isEmpty()) {
            return Optional.empty();
        }
        Cut cut = new Cut("src-downtime-start", begin.get(), "migrate_set_state postcopy-active");
        first(moments, "qemu_savevm_send_packaged", begin.get())
                .ifPresent(moment -> cut.until("src-non-iterable-saved", moment.at, moment.name));
        cut.until("src-downtime-end", ping.get().at, "savevm_send_ping 4");
        return Optional.of(cut.downtime("source_downtime", new DevicesScan()));
    }

    private static Optional<Downtime> destination(List<Moment> moments, List<State> states, DevicesScan devices) {
        Optional<Moment> loaded = last(moments, "qemu_loadvm_state_post_main");
        Optional<Instant> done = loaded.flatMap(begin -> began(states, COMPLETED, begin.at));
        if (done.isEmpty() || postcopy(states)) {
            return Optional.empty();
        }
        Cut cut = new Cut("dst-precopy-loadvm-completed", loaded.get().at, loaded.get().name);
        first(moments, "process_incoming_migration_co_end", loaded.get().at)
                .filter(moment -> moment.at.isBefore(done.get()))
                .ifPresent(moment -> cut.until("dst-precopy-bh-enter", moment.at, moment.name));
        cut.until("dst-precopy-bh-vm-started", done.get(), "migrate_set_state completed");
        return Optional.of(cut.downtime("destination_downtime", devices));
    }

    private static Optional<Downtime> postcopyDestination(List<Moment> moments) {
        List<Moment> steps = moments.stream()
                .filter(moment -> moment.name.equals("loadvm_postcopy_handle_run_bh"))
                .toList();
        if (steps.isEmpty() || !steps.get(0).text.equals("enter")) {
            return Optional.empty();
        }
        Optional<Moment> run =
                last(moments, "loadvm_postcopy_handle_run").filter(moment -> !moment.at.isAfter(steps.get(0).at));
        Cut cut = new Cut("loadvm_postcopy_handle_run", run.map(Moment::at).orElse(steps.get(0).at), steps.get(0).name);
        for (Moment step : steps) {
            String checkpoint = switch (step.text) {
                case "enter" -> "dst-postcopy-bh-enter";
                case "after cpu sync" -> "dst-postcopy-bh-cpu-synced";
                case "after announce" -> "dst-postcopy-bh-announced";
                case "after invalidate cache" -> "dst-postcopy-bh-cache-invalidated";
                case "return" -> "dst-postcopy-bh-vm-started";
                default -> step.text;
            };
            cut.until(checkpoint, step.at, step.name);
        }
        return Optional.of(cut.downtime("destination_postcopy_downtime", new DevicesScan()));
    }

    private static boolean postcopy(List<State> states) {
        return states.stream().anyMatch(state -> state.name().startsWith("postcopy"));
    }

    /** When a state was entered after a time: states that end the migration are not kept as steps, they are the end of the last one. */
    private static Optional<Instant> began(List<State> states, String name, Instant after) {
        return states.stream()
                .filter(state -> state.next().equals(name))
                .map(State::end)
                .filter(end -> !end.isBefore(after))
                .findFirst();
    }

    private static Optional<Moment> first(List<Moment> moments, String name, Instant from) {
        return moments.stream()
                .filter(moment -> moment.name.equals(name) && !moment.at.isBefore(from))
                .findFirst();
    }

    private static Optional<Moment> last(List<Moment> moments, String name) {
        return moments.stream().filter(moment -> moment.name.equals(name)).reduce((a, b) -> b);
    }

    private static Instant end(DeviceTime device) {
        return device.begin().plus(device.took());
    }

    private record Moment(String name, String text, Instant at) {}

    private record Step(String checkpoint, Instant at) {}

    /** Checkpoints in order, and the tracepoints they stand for. */
    private static final class Cut {

        private final List<Step> steps = new ArrayList<>();
        private final List<String> basis = new ArrayList<>();

        Cut(String checkpoint, Instant at, String tracepoint) {
            until(checkpoint, at, tracepoint);
        }

        void until(String checkpoint, Instant at, String tracepoint) {
            // Clocks of several threads: a checkpoint is never before the one it follows.
            Instant last = steps.isEmpty() ? at : steps.get(steps.size() - 1).at;
            steps.add(new Step(checkpoint, at.isBefore(last) ? last : at));
            basis.add(tracepoint);
        }

        Downtime downtime(String name, DevicesScan devices) {
            List<Phase> phases = new ArrayList<>();
            for (int i = 1; i < steps.size(); i++) {
                Step from = steps.get(i - 1);
                Step to = steps.get(i);
                DevicesScan.Sum sum = devices.between(from.at, to.at);
                phases.add(new Phase(
                        from.checkpoint,
                        to.checkpoint,
                        from.at,
                        Duration.between(from.at, to.at),
                        sum.devices(),
                        sum.time()));
            }
            Instant begin = steps.get(0).at;
            return new Downtime(
                    name,
                    begin,
                    Duration.between(begin, steps.get(steps.size() - 1).at),
                    true,
                    basis.stream().distinct().collect(Collectors.joining(", ")),
                    phases);
        }
    }
}
