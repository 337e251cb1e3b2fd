package dev.tracebridge.agent.cli.catalogue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small catalogue and a sidecar that uses every kind of rule. */
final class Example {

    static final String CATALOGUE = """
            # ram.c
            bitmap_sync_start(void) ""
            bitmap_sync_end(uint64_t dirty_pages) "dirty_pages %" PRIu64
            ram_save_page(const char *block, uint64_t offset, void *host)    "%s: offset: 0x%" PRIx64 " host: %p"
            disable ram_debug(unsigned long value) "%lx"

            # savevm.c
            section_start(const char *id, unsigned int section_id) "%s, section_id %u"
            section_end(const char *id, unsigned int section_id, int ret) "%s, section_id %u -> %d"
            set_state(const char *new_state) "new state %s"
            checkpoint(const char *checkpoint) "%s"
            downtime_save(const char *device, int64_t downtime) "device=%s downtime=%" PRId64
            vm_state_change(const char *old, const char *new) "'%s' => '%s'"
            page_request(uint64_t hostaddr) "0x%" PRIx64
            page_placed(void *host_addr) "%p"
            page_failed(void *host_addr, const char *reason) "%p: %s"
            send_enter(int channel) "%d"
            send_exit(int channel) "%d"
            """;

    static final String SIDECAR = """
            namespace: example.migration
            spans:
              - start: bitmap_sync_start
                end: bitmap_sync_end
              - name: section
                start: section_start
                end: section_end
                key: section_id
                shape: stack
              - name: vm_stopped
                start: {tracepoint: vm_state_change, when: {new: stop}}
                end: {tracepoint: vm_state_change, when: {new: run}}
              - name: page
                shape: async
                open: first
                close: last
                start: {tracepoint: page_request, key: [{argument: hostaddr, align: 4096}]}
                end: {tracepoint: page_placed, key: [host_addr]}
                failure: {tracepoint: page_failed, key: [host_addr]}
            states:
              - name: migration
                tracepoint: set_state
                argument: new_state
                initial: [setup]
                terminal: [completed, failed]
                failure: [failed]
            phases:
              - tracepoint: checkpoint
                argument: checkpoint
                chains:
                  - {name: source_downtime, first: vm-stopped, last: vm-resumed}
            complete:
              - {tracepoint: downtime_save, duration: downtime, unit: us}
            metrics:
              - {tracepoint: ram_save_page, instrument: counter}
            """;

    private Example() {}

    /** Writes the catalogue as {@code trace-events} and the sidecar beside it. */
    static Path in(Path folder) {
        write(folder, SidecarOption.NAME, SIDECAR);
        return write(folder, "trace-events", CATALOGUE);
    }

    static Path write(Path folder, String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
