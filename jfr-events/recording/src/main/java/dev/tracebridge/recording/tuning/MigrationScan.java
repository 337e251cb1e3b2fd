package dev.tracebridge.recording.tuning;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Gathers the figures of one side of a migration, event by event, in any order. Memory is bounded however many events there are. Not safe for use
 * by several threads.
 */
public final class MigrationScan {

    private static final String SAVE_PAGE = "ram_save_page";
    private static final String UNCHANGED = "save_xbzrle_page_skipping";
    private static final String OVERFLOW = "save_xbzrle_page_overflow";

    /** More than can be told apart in a picture. */
    private static final int SECTIONS = 1_000;

    /** More that stand for a page each. */
    private static final Set<String> PAGES = Set.of(
            "get_queued_page",
            "mark_postcopy_blocktime_end",
            "postcopy_place_page",
            "postcopy_place_page_zero",
            "ram_load_loop",
            "ram_load_postcopy_loop");

    private final Map<String, Long> pages = new TreeMap<>();
    private final SourceTimesScan times = new SourceTimesScan();
    private final RoundsScan rounds = new RoundsScan();
    private final ConvergenceScan convergence = new ConvergenceScan();
    private final DevicesScan devices = new DevicesScan();
    private final CheckpointScan checkpoints = new CheckpointScan();
    private final DowntimeScan downtimes = new DowntimeScan();
    private final PostcopyScan postcopy = new PostcopyScan();
    private final RecoveryScan recovery = new RecoveryScan();
    private final ChannelsScan channels = new ChannelsScan();
    private final XbzrleScan xbzrle = new XbzrleScan();

    /**
     * Adds an event.
     *
     * @param event any event of a tracepoint; those that say nothing of a migration are passed over
     */
    public void add(TracepointEvent event) {
        if (event.isSpan()) {
            addSpan(event);
        } else {
            addTracepoint(event);
        }
    }

    private void addSpan(TracepointEvent event) {
        switch (event.name()) {
            case "migrate_set_state" -> recovery.addState(event);
            case "vmstate_downtime_checkpoint" -> checkpoints.add(event);
            case "migration_bitmap_sync" -> rounds.addSync(event);
            case "migration_rate_limit", "migration_thread_ratelimit" -> convergence.addWait(event);
            case "migration_setup" -> times.addSetup(event);
            case "migration_return_path_end" -> checkpoints.addReturnPathEnd(event);
            case "migration_transfer" -> downtimes.addEnd(event);
            case "savevm_section" -> devices.addSection(event);
            case "vmstate_load_state" -> devices.addDescription(event);
            case "postcopy_start", "loadvm_postcopy_handle_run" -> downtimes.add(event);
            case "return_path_ping" -> downtimes.addPing(event);
            case "postcopy_page" -> postcopy.addFault(event);
            case "postcopy_page_req" -> postcopy.addPageRequest(event);
            case "migrate_rp_req_pages" -> postcopy.addRequest(event);
            case "mark_postcopy_blocktime", "postcopy_blocktime" -> postcopy.addBlocked(event);
            case "ram_dirty_bitmap_sync" -> recovery.addExchange(event);
            case "ram_dirty_bitmap_reload" -> recovery.addReload(event);
            case "multifd_send_thread" -> channels.addThread(event, true);
            case "multifd_recv_thread" -> channels.addThread(event, false);
            default -> {}
        }
    }

    private void addTracepoint(TracepointEvent event) {
        switch (event.name()) {
            case "migrate_pending", "migrate_pending_estimate", "migrate_pending_exact" -> {
                rounds.addPending(event);
                downtimes.addPending(event);
            }
            case "migrate_transferred" -> {
                rounds.addTransferred(event);
                convergence.addTransferred(event);
            }
            case SAVE_PAGE -> {
                xbzrle.addPage(event);
                countPage(event);
            }
            case UNCHANGED -> {
                xbzrle.addUnchanged();
                countPage(event);
            }
            case OVERFLOW -> {
                xbzrle.addOverflow();
                countPage(event);
            }
            case "qemu_loadvm_state_section_startfull" -> devices.addLoad(event);
            case "savevm_state_header" -> times.addHeader(event);
            case "migration_pagecache_init" -> xbzrle.addCache(event);
            case "migration_throttle" -> convergence.addThrottle();
            case "cpu_throttle_set" -> convergence.addThrottlePercentage(event);
            case "migration_thread_low_pending" -> {
                devices.addLowPending(event);
                downtimes.add(event);
            }
            case "migration_completion_vm_stop",
                    "migration_thread_after_loop",
                    "system_wakeup_request",
                    "postcopy_start",
                    "qemu_savevm_send_packaged",
                    "qemu_loadvm_state_post_main",
                    "process_incoming_migration_co_end",
                    "loadvm_postcopy_handle_run",
                    "loadvm_postcopy_handle_run_bh" -> downtimes.add(event);
            case "runstate_set" -> downtimes.addRunState(event);
            case "savevm_send_ping" -> downtimes.addPing(event);
            case "vmstate_downtime_checkpoint" -> checkpoints.add(event);
            case "vmstate_downtime_save", "vmstate_downtime_load" -> devices.addDowntime(event);
            case "postcopy_ram_incoming_cleanup_blocktime" -> postcopy.addBlocktime(event);
            case "ram_state_resume_prepare" -> recovery.addPagesLeft(event);
            case "migrate_send_rp_recv_bitmap" -> recovery.addSentBitmap(event);
            case "multifd_send", "multifd_send_fill" -> channels.addPacket(event, true);
            case "multifd_send_ram_fill" -> channels.addPages(event, true);
            case "multifd_recv", "multifd_recv_unfill" -> channels.addPacket(event, false);
            default -> {
                if (PAGES.contains(event.name())) {
                    countPage(event);
                }
            }
        }
    }

    private void countPage(TracepointEvent event) {
        pages.merge(event.name(), 1L, Long::sum);
    }

    /**
     * Whether the source's checkpoints were seen.
     *
     * @return whether any was
     */
    public boolean sourceCheckpoints() {
        return checkpoints.source();
    }

    /**
     * Whether the destination's checkpoints were seen.
     *
     * @return whether any was
     */
    public boolean destinationCheckpoints() {
        return checkpoints.destination();
    }

    /**
     * What was gathered so far.
     *
     * @return the figures
     */
    public MigrationFigures figures() {
        List<Round> allRounds = rounds.rounds();
        List<Window> windows = rounds.windows();
        List<Downtime> allDowntimes = allDowntimes();
        return new MigrationFigures(
                times.times(recovery.states(), allDowntimes),
                allRounds,
                rounds.transfer(),
                windows,
                Collections.unmodifiableMap(new TreeMap<>(pages)),
                convergence.convergence(allRounds, rounds.transfer(), windows),
                allDowntimes,
                devices.count(),
                devices.longest(),
                lastSections(),
                postcopy.postcopy(),
                recovery.pauses(),
                channels.channels(),
                xbzrle.xbzrle(),
                rounds.leftOut()
                        + devices.leftOut()
                        + checkpoints.leftOut()
                        + downtimes.leftOut()
                        + recovery.leftOut()
                        + channels.leftOut());
    }

    private List<Downtime> allDowntimes() {
        List<Downtime> all = new ArrayList<>(checkpoints.downtimes(devices));
        all.addAll(downtimes.derived(recovery.states(), devices, checkpoints.source(), checkpoints.destination()));
        return all;
    }

    private List<DeviceTime> lastSections() {
        List<DeviceTime> sections = devices.sections();
        return sections.subList(Math.max(0, sections.size() - SECTIONS), sections.size());
    }

    /** When the source found that little enough was pending, and how long after it the migration came to its end, for want of anything better. */
    public Optional<Duration> completion(Instant end) {
        return devices.lowPending()
                .map(begin -> Duration.between(begin, end))
                .filter(duration -> !duration.isNegative());
    }
}
