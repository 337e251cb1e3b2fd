package dev.tracebridge.recording.tuning;

import dev.tracebridge.recording.tuning.Downtime.Bounds;
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
 * <p>The source of QEMU 7.2 finds that little enough is pending ({@code migration_thread_low_pending}), waits for the big lock, reads its clock,
 * asks for a wakeup ({@code system_wakeup_request}) and stops the machine ({@code migration_completion_vm_stop}). It saves the sections, completes,
 * leaves its loop ({@code migration_thread_after_loop}), waits for the big lock again, reads its clock and becomes {@code postmigrate} ({@code
 * runstate_set}). The two tracepoints that follow its readings at once are no migration tracepoints; where a log lacks them, the downtime is
 * reckoned from and to the ones before. To start a postcopy it reads its clock between {@code migrate_pending} and the state {@code
 * postcopy-active}, and again between sending the package and the ping that follows. On the destination {@code loadvm_postcopy_handle_run_bh}
 * says its steps itself.
 */
final class DowntimeScan {

    private static final String COMPLETED = "completed";
    private static final long PING_AFTER_PACKAGE = 4;

    private final Kept<Moment> moments = new Kept<>();
    private final Kept<Instant> pendings = new Kept<>();

    void add(TracepointEvent event) {
        moments.add(new Moment(event.name(), event.text("str"), event.begin()));
    }

    void addPending(TracepointEvent event) {
        pendings.add(event.begin());
    }

    void addRunState(TracepointEvent event) {
        if (event.text("new_state_str").equals("postmigrate")) {
            add(event);
        }
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
            postcopySource(sorted, states, pendings).ifPresent(downtimes::add);
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
        Optional<Moment> stopped = first(moments, "migration_completion_vm_stop", begin);
        Moment start = first(moments, "system_wakeup_request", begin)
                .filter(wakeup ->
                        stopped.filter(moment -> !wakeup.at.isAfter(moment.at)).isPresent())
                .orElse(low.get());
        Cut cut = new Cut("src-downtime-start", start.at, start.name);
        stopped.ifPresent(moment -> cut.until("src-vm-stopped", moment.at, moment.name));
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
        Moment before = first(moments, "migration_thread_after_loop", done.get())
                .orElse(new Moment("migrate_set_state completed", "", done.get()));
        Optional<Moment> after = first(moments, "runstate_set", before.at);
        Moment end = after.orElse(before);
        cut.until("src-downtime-end", end.at, end.name);
        Moment first = start.equals(low.get()) ? stopped.orElse(null) : start;
        if (first != null && after.isPresent()) {
            cut.bounds(first.at, before.at, begin, after.get().at);
        }
        return Optional.of(cut.downtime("source_downtime", devices));
    }

    private static Optional<Downtime> postcopySource(List<Moment> moments, List<State> states, Kept<Instant> pendings) {
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
        Optional<Moment> sent = first(moments, "qemu_savevm_send_packaged", begin.get());
        sent.ifPresent(moment -> cut.until("src-non-iterable-saved", moment.at, moment.name));
        Optional<Instant> pending = pendings.values().stream()
                .filter(at -> pendings.leftOut() == 0 && !at.isAfter(begin.get()))
                .max(Comparator.naturalOrder());
        if (sent.isPresent() && pending.isPresent()) {
            cut.bounds(begin.get(), sent.get().at, pending.get(), ping.get().at);
        }
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
        private Optional<Bounds> bounds = Optional.empty();

        Cut(String checkpoint, Instant at, String tracepoint) {
            until(checkpoint, at, tracepoint);
        }

        void until(String checkpoint, Instant at, String tracepoint) {
            // Clocks of several threads: a checkpoint is never before the one it follows.
            Instant last = steps.isEmpty() ? at : steps.get(steps.size() - 1).at;
            steps.add(new Step(checkpoint, at.isBefore(last) ? last : at));
            basis.add(tracepoint);
        }

        void bounds(Instant lastBegin, Instant firstEnd, Instant firstBegin, Instant lastEnd) {
            bounds = Optional.of(
                    new Bounds(Duration.between(lastBegin, firstEnd), Duration.between(firstBegin, lastEnd)));
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
                    bounds,
                    phases);
        }
    }
}
