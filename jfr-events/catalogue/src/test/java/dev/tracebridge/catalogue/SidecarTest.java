package dev.tracebridge.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SidecarTest {

    private static final String EXAMPLE = """
            # ram.c
            migration_bitmap_sync_start(void) ""
            migration_bitmap_sync_end(uint64_t dirty_pages) "dirty_pages %" PRIu64
            savevm_section_start(const char *id, unsigned int section_id) "%s, section_id %u"
            savevm_section_end(const char *id, unsigned int section_id, int ret) "%s, section_id %u -> %d"
            colo_vm_state_change(const char *old, const char *new) "Change '%s' => '%s'"
            postcopy_ram_fault_thread_request(uint64_t hostaddr, const char *ramblock, size_t offset, uint32_t pid) "Request for HVA=0x%" PRIx64 " rb=%s offset=0x%zx pid=%u"
            postcopy_place_page(void *host_addr) "host=%p"
            postcopy_place_page_zero(void *host_addr) "host=%p"
            """;

    private static final String SIDECAR = """
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
            """;

    @Test
    void readsSpans() {
        Catalogue catalogue = Catalogue.parse("trace-events", EXAMPLE);
        Sidecar sidecar = Sidecar.parse("trace-spans.yaml", SIDECAR, catalogue);

        assertThat(sidecar.namespace()).isEqualTo("qemu.migration");
        assertThat(sidecar.spans())
                .extracting(SpanRule::name)
                .containsExactly("migration_bitmap_sync", "savevm_section", "colo_vm_stopped", "postcopy_page");
        TraceModel model = TraceModel.of(catalogue, sidecar);
        assertThat(model.event("savevm_section").orElseThrow().fields())
                .extracting(EventField::fieldName)
                .containsExactly("id", "section_id", "end_id", "ret");
        assertThat(model.event("colo_vm_stopped").orElseThrow().fields())
                .extracting(EventField::fieldName)
                .containsExactly("old", "new_", "end_old", "end_new");
        assertThat(model.event("postcopy_page").orElseThrow().fields())
                .extracting(EventField::fieldName)
                .containsExactly("hostaddr", "ramblock", "offset", "pid", "host_addr");
    }
}
