package dev.tracebridge.recording.report;

import java.util.List;
import java.util.Locale;

/** Which side of a migration a recording is of. */
public enum Side {
    /** The migration's source. */
    SOURCE,
    /** Its destination. */
    DESTINATION,
    /** Both in one process. */
    BOTH,
    /** The tracepoints seen do not tell. */
    UNKNOWN;

    private static final List<String> SOURCE_ONLY = List.of(
            "await_return_path_close_on_source",
            "dirty_bitmap_save",
            "get_queued_page",
            "migrate_handle_rp_req_pages",
            "migrate_pending",
            "migrate_transferred",
            "migration_bitmap_",
            "migration_completion",
            "migration_rate_limit",
            "migration_return_path_end",
            "migration_thread_",
            "migration_throttle",
            "multifd_new_send_channel",
            "multifd_send",
            "open_return_path_on_source",
            "postcopy_discard_send",
            "postcopy_start",
            "put_gtree",
            "put_qlist",
            "put_qtailq",
            "qemu_savevm_send",
            "ram_dirty_bitmap",
            "ram_save",
            "ram_state_resume_prepare",
            "save_xbzrle",
            "savevm_",
            "source_return_path",
            "vmstate_downtime_save",
            "vmstate_save",
            "vmstate_subsection_save");

    private static final List<String> DESTINATION_ONLY = List.of(
            "dirty_bitmap_load",
            "get_gtree",
            "get_qlist",
            "get_qtailq",
            "loadvm_",
            "mark_postcopy_blocktime",
            "migrate_send_rp",
            "multifd_recv",
            "postcopy_cleanup_range",
            "postcopy_init_range",
            "postcopy_pause_fault_thread",
            "postcopy_pause_incoming",
            "postcopy_place_page",
            "postcopy_ram_",
            "process_incoming_migration",
            "qemu_loadvm",
            "ram_load",
            "vmstate_downtime_load",
            "vmstate_load",
            "vmstate_subsection_load");

    /**
     * The side that emits a tracepoint.
     *
     * @param tracepoint the tracepoint's name
     * @return {@link #SOURCE}, {@link #DESTINATION} or, where both may emit it, {@link #UNKNOWN}
     */
    static Side of(String tracepoint) {
        if (SOURCE_ONLY.stream().anyMatch(tracepoint::startsWith)) {
            return SOURCE;
        }
        return DESTINATION_ONLY.stream().anyMatch(tracepoint::startsWith) ? DESTINATION : UNKNOWN;
    }

    static Side of(boolean source, boolean destination) {
        if (source) {
            return destination ? BOTH : SOURCE;
        }
        return destination ? DESTINATION : UNKNOWN;
    }

    /**
     * The side as a word.
     *
     * @return {@code source}, {@code destination}, {@code both} or {@code unknown}
     */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
