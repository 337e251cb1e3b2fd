package dev.tracebridge.recording.tuning;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one side's tracepoints say about a migration in figures.
 *
 * @param times the source's times as QEMU reckons them, where it was seen being set up
 * @param rounds the rounds in order
 * @param transfer what was sent
 * @param windows the windows it was measured in, in order, joined where there are very many
 * @param pages how often tracepoints were hit that stand for a page each, where they were recorded
 * @param convergence whether copying gets ahead of the guest's writing
 * @param downtimes the downtimes by their recorded checkpoints; where a side has none, derived from other tracepoints
 * @param deviceCount how many devices were measured
 * @param devices the longest of them, the longest first
 * @param sections the last time each section was saved, in order
 * @param postcopy how page faults went
 * @param pauses the times a postcopy was paused for
 * @param channels the multifd channels, those that send first
 * @param xbzrle what XBZRLE did, nothing where it was not seen
 * @param leftOut how many values were counted but not kept
 */
public record MigrationFigures(
        Optional<SourceTimes> times,
        List<Round> rounds,
        Transfer transfer,
        List<Window> windows,
        Map<String, Long> pages,
        Convergence convergence,
        List<Downtime> downtimes,
        long deviceCount,
        List<DeviceTime> devices,
        List<DeviceTime> sections,
        Postcopy postcopy,
        List<Pause> pauses,
        List<Channel> channels,
        Optional<Xbzrle> xbzrle,
        long leftOut) {

    /** Copies the lists. */
    public MigrationFigures {
        rounds = List.copyOf(rounds);
        windows = List.copyOf(windows);
        downtimes = List.copyOf(downtimes);
        devices = List.copyOf(devices);
        sections = List.copyOf(sections);
        pauses = List.copyOf(pauses);
        channels = List.copyOf(channels);
    }
}
