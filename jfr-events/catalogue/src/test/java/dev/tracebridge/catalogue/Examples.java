package dev.tracebridge.catalogue;

/** A small catalogue with each shape of rule. */
final class Examples {

    static final String CATALOGUE = """
            # ram.c
            migration_bitmap_sync_start(void) ""
            migration_bitmap_sync_end(uint64_t dirty_pages) "dirty_pages %" PRIu64
            ram_save_page(const char *rbname, uint64_t offset, void *host) "%s: offset: 0x%" PRIx64 " host: %p"
            ram_discard_range(const char *rbname, uint64_t start, size_t len) "%s: start: %" PRIx64 " %zx"
            multifd_send_error(uint8_t id) "channel %u"

            # savevm.c
            savevm_section_start(const char *id, unsigned int section_id) "%s, section_id %u"
            savevm_section_end(const char *id, unsigned int section_id, int ret) "%s, section_id %u -> %d"
            savevm_send_ping(uint32_t val) "0x%x"
            get_qtailq(const char *name, int version_id) "%s v%d"
            get_qtailq_end(const char *name, const char *reason, int val) "%s %s/%d"
            vmstate_downtime_checkpoint(const char *checkpoint) "%s"
            vmstate_downtime_save(const char *type, const char *idstr, uint32_t instance_id, int64_t downtime) "type=%s idstr=%s instance_id=%d downtime=%"PRIi64

            # migration.c
            migrate_set_state(const char *new_state) "new state %s"

            # colo.c
            colo_vm_state_change(const char *old, const char *new) "Change '%s' => '%s'"

            # postcopy-ram.c
            postcopy_ram_fault_thread_request(uint64_t hostaddr, const char *ramblock, size_t offset, uint32_t pid) "Request for HVA=0x%" PRIx64 " rb=%s offset=0x%zx pid=%u"
            postcopy_place_page(void *host_addr) "host=%p"
            postcopy_place_page_zero(void *host_addr) "host=%p"
            """;

    static final String SIDECAR = """
            namespace: qemu.migration
            spans:
              - start: migration_bitmap_sync_start
                end: migration_bitmap_sync_end
              - name: savevm_section
                start: savevm_section_start
                end: savevm_section_end
                key: section_id
              - name: colo_vm_stopped
                start: {tracepoint: colo_vm_state_change, when: {new: stop}}
                end: {tracepoint: colo_vm_state_change, when: {new: run}}
              - name: postcopy_page
                shape: async
                start: {tracepoint: postcopy_ram_fault_thread_request, key: [{argument: hostaddr, align: 4096}]}
                end:
                  - {tracepoint: postcopy_place_page, key: [host_addr]}
                  - {tracepoint: postcopy_place_page_zero, key: [host_addr]}
                failure: {tracepoint: multifd_send_error, key: id}
                open: first
                close: last
              - {start: get_qtailq, end: get_qtailq_end, key: name, shape: stack}
            states:
              - name: migration
                tracepoint: migrate_set_state
                argument: new_state
                initial: [setup, active]
                terminal: [completed, failed, cancelled]
                failure: [failed]
                key: []
            phases:
              - tracepoint: vmstate_downtime_checkpoint
                argument: checkpoint
                chains:
                  - {name: source_downtime, first: src-downtime-start, last: src-downtime-end}
            complete:
              - {tracepoint: vmstate_downtime_save, duration: downtime, unit: us}
            metrics:
              - {tracepoint: ram_save_page, instrument: counter}
              - {tracepoint: ram_discard_range, instrument: histogram, argument: len}
              - {tracepoint: multifd_send_error, instrument: histogram, argument: id, unit: "{channel}"}
            instants: [savevm_send_ping]
            arguments:
              ram_save_page: {offset: {content: memory_address}, rbname: {sensitive: true}}
            """;

    private Examples() {}

    static Catalogue catalogue() {
        return Catalogue.parse("trace-events", CATALOGUE);
    }

    static TraceModel model() {
        Catalogue catalogue = catalogue();
        return TraceModel.of(catalogue, Sidecar.parse("trace-spans.yaml", SIDECAR, catalogue));
    }
}
